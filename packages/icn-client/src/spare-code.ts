/**
 * The spare key's code: 128 random bits and a checksum of 32, in eight groups of four characters. The code itself is the
 * seed, so a sheet of paper is all there is to keep; nothing of it is stored by the software.
 *
 * Invariant: one code gives one key, in every release.
 */
import { ascii, concat, equalBytes, reject, type Crypto, type Rejection } from 'icn-core';
import { fromBase32, toBase32 } from './base32.ts';

/** Random bytes that a code is made from. */
export const spareSecretBytes = 16;
const checksumBytes = 4;

const seedPrefix = ascii('icn/spare-key/1\0');
const checkPrefix = ascii('icn/spare-check/1\0');

const notASpareCode = reject(
  'not-a-spare-code',
  'This is not a spare code: it has 32 digits and letters, never I, L, O or U. Copy it again from the sheet.',
);
const misspelt = reject(
  'spare-code-misspelt',
  'One character of the spare code is wrong. Compare it with the sheet, group by group.',
);

/** The code for 16 random bytes: `AAAA-BBBB-...`. */
export function spareCode(secret: Uint8Array, crypto: Crypto): string {
  const code = toBase32(concat(secret, checksumOf(secret, crypto)));
  return code.match(/.{4}/gu)?.join('-') ?? code;
}

/** The seed of the key that belongs to 16 random bytes. */
export function spareSeed(secret: Uint8Array, crypto: Crypto): Uint8Array {
  return crypto.sha256(concat(seedPrefix, secret));
}

/** Reads a code typed from paper: the 16 bytes. Rejects with `not-a-spare-code` or `spare-code-misspelt`. */
export function readSpareCode(typed: string, crypto: Crypto): Uint8Array | Rejection {
  const bytes = fromBase32(typed);
  if (bytes?.length !== spareSecretBytes + checksumBytes) return notASpareCode;
  const secret = bytes.slice(0, spareSecretBytes);
  const isIntact = equalBytes(bytes.subarray(spareSecretBytes), checksumOf(secret, crypto));
  return isIntact ? secret : misspelt;
}

function checksumOf(secret: Uint8Array, crypto: Crypto): Uint8Array {
  return crypto.sha256(concat(checkPrefix, secret)).subarray(0, checksumBytes);
}

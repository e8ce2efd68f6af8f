/**
 * The link that invites: `icn://join#` and base64url of
 *
 *     version (1 byte, 1) ‖ coop id (32) ‖ invitation id (32) ‖ seed of the one-time key (32) ‖ checksum (4)
 *
 * The checksum is the first 4 bytes of SHA-256 over what comes before it. Everything is in the fragment, which a browser
 * never sends to a server. Whoever has the link can join: it is a secret.
 */
import { base64urlnopad } from '@scure/base';
import { concat, equalBytes, fromHex, reject, toHex } from 'icn-core';
import type { Crypto, Hex, Rejection } from 'icn-core';

const version = 1;
const checksumBytes = 4;
const length = 1 + 32 + 32 + 32 + checksumBytes;

/** What a link says. */
export interface JoinLink {
  readonly coop: Hex;
  readonly invitation: Hex;
  /** Seed of the invitation's one-time key. Secret. */
  readonly seed: Uint8Array;
}

const notALink = reject(
  'not-a-link',
  'This is not an invitation link. Copy it whole, from "icn://join#" to its last character.',
);

/** Writes a link. */
export function showLink({ coop, invitation, seed }: JoinLink, crypto: Crypto): string {
  const content = concat(Uint8Array.of(version), fromHex(coop), fromHex(invitation), seed);
  const checksum = crypto.sha256(content).subarray(0, checksumBytes);
  return `icn://join#${base64urlnopad.encode(concat(content, checksum))}`;
}

/** Reads a link; whatever is before its `#` does not matter. Rejects with `not-a-link`. */
export function readLink(typed: string, crypto: Crypto): JoinLink | Rejection {
  const bytes = decode(typed.trim().split('#')[1] ?? '');
  if (bytes?.length !== length || bytes[0] !== version) return notALink;
  const content = bytes.subarray(0, length - checksumBytes);
  const checksum = crypto.sha256(content).subarray(0, checksumBytes);
  if (!equalBytes(checksum, bytes.subarray(length - checksumBytes))) return notALink;
  return {
    coop: toHex(bytes.subarray(1, 33)),
    invitation: toHex(bytes.subarray(33, 65)),
    seed: bytes.slice(65, 97),
  };
}

function decode(text: string): Uint8Array | undefined {
  // Longer texts are no links; the bound comes before the work.
  if (text.length > 2 * length) return undefined;
  try {
    return base64urlnopad.decode(text);
  } catch {
    // The library's way to say that a character is not in the alphabet.
    return undefined;
  }
}

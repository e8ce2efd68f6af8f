/**
 * How ids are spelled for people: the member id as a DID, and the 12-character code that a newcomer reads out.
 *
 * Invariants:
 * - A member id has exactly one accepted spelling; two spellings of one member would be two members to a careless reader.
 * - A code is typed by hand, so it is read tolerantly, but only where no two codes can be confused.
 */
import { base32crockford, base58 } from '@scure/base';
import { fromHex, toHex, type Hex } from './bytes.ts';
import { prefixed, type Crypto } from './crypto.ts';
import { reject, type Rejection } from './outcome.ts';

const didPrefix = 'did:icn:';

/** The member id as shown to people: `did:icn:` and base58btc of the 32 bytes. */
export function memberIdToText(member: Hex): string {
  return didPrefix + base58.encode(fromHex(member));
}

/** Reads a member id. Accepts only what `memberIdToText` writes; rejects with `not-a-member-id`. */
export function textToMemberId(text: string): Hex | Rejection {
  // 32 bytes take at most 44 digits; the bound comes first because base58 takes quadratic time.
  if (text.startsWith(didPrefix) && text.length <= didPrefix.length + 44) {
    const bytes = readBase58(text.slice(didPrefix.length));
    if (bytes?.length === 32 && didPrefix + base58.encode(bytes) === text) return toHex(bytes);
  }
  return reject(
    'not-a-member-id',
    'This is not a member id: it has to be "did:icn:" and 43 or 44 letters and digits. Copy it again in full.',
  );
}

function readBase58(text: string): Uint8Array | undefined {
  try {
    return base58.decode(text);
  } catch {
    // The library's way to say that a character is not in the alphabet.
    return undefined;
  }
}

// Crockford's base32: no I, L, O, U, which look like other characters or make words.
const codeLength = 12;
const codeForm = /^[0-9A-HJKMNP-TV-Z]{12}$/u;

/**
 * Makes the 12-character code for the first 60 bits of a hash, without separators. 60 bits: to meet a code with another
 * key, an attacker has to make 2^59 keys on average while the newcomer waits.
 */
export function hashToCode(hash: Uint8Array): string {
  return base32crockford.encode(hash.subarray(0, 8)).slice(0, codeLength);
}

/** A newcomer's code: the first 60 bits of the hash of their member id, without separators. */
export function joinCode(member: Hex, crypto: Crypto): string {
  return hashToCode(crypto.sha256(prefixed('icn/join-code/1', fromHex(member))));
}

/** Shows a code in groups of four: `ABCD-EFGH-JKMN`. */
export function groupCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`;
}

/**
 * Reads a code typed by hand. Letter case, spaces and dashes do not matter; anything else does, also O for 0, because
 * a guess by the software is not what the newcomer read out. Rejects with `not-a-code`.
 */
export function readCode(typed: string): string | Rejection {
  const code = typed.replaceAll(/[\s-]/gu, '').toUpperCase();
  if (codeForm.test(code)) return code;
  return reject(
    'not-a-code',
    'A code has 12 characters: digits and letters, but never I, L, O or U. Ask for it to be read out again.',
  );
}

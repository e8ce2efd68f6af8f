/**
 * The crypto port, and the one place where bytes to be hashed or signed are put together.
 *
 * Invariants:
 * - Every hash and signature is over a prefix of its own followed by the parts, so bytes made for one purpose are never
 *   valid for another.
 * - Both implementations of the port give the same verdict on every input; see vectors/crypto.
 */
import { ascii, concat } from './bytes.ts';
import { assert } from './outcome.ts';

/** Public key, bytes. */
export const keyBytes = 32;
/** Signature, bytes. */
export const signatureBytes = 64;
/** Hash, bytes. */
export const hashBytes = 32;

/** What the pure packages need of cryptography. Synchronous, total: no input makes it throw. */
export interface Crypto {
  /** SHA-256, 32 bytes. */
  sha256(bytes: Uint8Array): Uint8Array;
  /** Ed25519 as libsodium decides it. False for a key or signature of the wrong length. */
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
  /** True for 32 bytes that are a canonical point of the main subgroup: what a device key must be. */
  isValidKey(publicKey: Uint8Array): boolean;
}

/** Holder of one private key. */
export interface Signer {
  readonly publicKey: Uint8Array;
  /** Signs bytes made by `prefixed`, 64 bytes. */
  sign(message: Uint8Array): Uint8Array;
}

/** All purposes for which bytes are hashed or signed; the prefix is the name and one zero byte. See 1-events.md §1.1. */
export const purposes = [
  'icn/event-id/1',
  'icn/event/1',
  'icn/invitation/1',
  'icn/possession/1',
  'icn/checkpoint/1',
  'icn/anchor/1',
  'icn/receipt/1',
  'icn/sign-in/1',
  'icn/join-code/1',
  'icn/state/1',
  'icn/execution/1',
] as const;
/** One of the purposes. */
export type Purpose = (typeof purposes)[number];

const prefixByPurpose = new Map<Purpose, Uint8Array>(
  purposes.map((purpose) => [purpose, ascii(`${purpose}\0`)]),
);

/** The bytes to hash or sign for a purpose: its prefix, then the parts. Parts but the last must have a fixed length. */
export function prefixed(purpose: Purpose, ...parts: readonly Uint8Array[]): Uint8Array {
  const prefix = prefixByPurpose.get(purpose);
  assert(prefix !== undefined, 'CRYPTO-3: every purpose is one of the list');
  return concat(prefix, ...parts);
}

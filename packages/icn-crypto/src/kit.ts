/**
 * What both implementations of the crypto port share: their outline, a memory of good keys, and the self test.
 *
 * Invariant: a `CryptoKit` exists only after the self test has passed.
 */
import { assert, fromHex, keyBytes, toHex, type Crypto, type Signer } from 'icn-core';
import { edgeCases } from './edge-cases.ts';

/** Length of the seed that a key is made from, bytes. */
export const seedBytes = 32;

/** A signer that can be made to forget its key. */
export interface SecretSigner extends Signer {
  /** Overwrites the private key. Signing afterwards is a bug and throws. */
  forget(): void;
}

/** Everything cryptographic that a program needs. */
export interface CryptoKit {
  readonly crypto: Crypto;
  /**
   * The signer of the key with this 32-byte seed (RFC 8032 private key). The seed is copied, not kept.
   * @throws Error when the seed has another length: a bug of the caller.
   */
  readonly signerFromSeed: (seed: Uint8Array) => SecretSigner;
  /** Fresh random bytes: seeds, salts, nonces. */
  readonly randomBytes: (length: number) => Uint8Array;
  /** Overwrites a secret with zeros. */
  readonly wipe: (secret: Uint8Array) => void;
}

/** @throws Error when the seed has another length: a bug of the caller. */
export function assertSeed(seed: Uint8Array): void {
  assert(seed.length === seedBytes, 'CRYPTO-2: a seed has 32 bytes');
}

/** Keys to remember: all devices of fifty members, and then some. */
const rememberedMax = 2048;

/**
 * Remembers which keys were found valid: the check takes about as long as verifying a signature, and every event asks
 * it of its author. Only good keys are remembered, so a stranger's bad ones cost no memory.
 */
export function rememberValidKeys(
  isValidPoint: (key: Uint8Array) => boolean,
): (key: Uint8Array) => boolean {
  const valid = new Set<string>();
  return (key) => {
    if (key.length !== keyBytes) return false;
    const name = toHex(key);
    if (valid.has(name)) return true;
    if (!isValidPoint(key)) return false;
    if (valid.size === rememberedMax) valid.clear();
    valid.add(name);
    return true;
  };
}

/**
 * Compares the library's verdicts with those that the network holds to.
 * @throws Error when one differs: the program must not run, or it would accept what others refuse.
 */
export function selfTest(kit: CryptoKit): CryptoKit {
  for (const edge of edgeCases) {
    const key = fromHex(edge.publicKey);
    const verifies = kit.crypto.verify(fromHex(edge.signature), fromHex(edge.message), key);
    if (verifies !== edge.verifies || kit.crypto.isValidKey(key) !== edge.keyIsValid) {
      throw new Error(
        `The cryptography library gives another verdict than the network on case ${edge.about}. ` +
          'Install the versions that this release names (npm ci) and start again.',
      );
    }
  }
  const signer = kit.signerFromSeed(new Uint8Array(seedBytes).fill(1));
  const message = Uint8Array.of(1, 2, 3);
  const works =
    kit.crypto.isValidKey(signer.publicKey) &&
    kit.crypto.verify(signer.sign(message), message, signer.publicKey) &&
    toHex(kit.crypto.sha256(message)) ===
      '039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81';
  signer.forget();
  if (!works) throw new Error('The cryptography library does not work on this machine.');
  return kit;
}

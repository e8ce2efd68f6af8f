/**
 * The crypto port on Node.js: libsodium through sodium-native, SHA-256 through Node's own (measured: twice as fast).
 */
import { hash } from 'node:crypto';
import sodium from 'sodium-native';
import { assert, keyBytes, latin1ToBytes, signatureBytes, type Crypto } from 'icn-core';
import {
  assertSeed,
  rememberValidKeys,
  selfTest,
  type CryptoKit,
  type SecretSigner,
} from './kit.ts';

export type { CryptoKit, SecretSigner } from './kit.ts';
export { seedBytes } from './kit.ts';

const secretKeyBytes = 64;

/**
 * Memory of its own for small arguments, one per place. The engine keeps arrays of up to 64 bytes among its objects and
 * moves them out, which takes longer than all else of a call, when native code asks for one.
 */
const lentBytes = 64;
const places = [0, 1].map(() => new Uint8Array(new ArrayBuffer(lentBytes)));

/** The same bytes for the time of one call to the library. */
function lent(place: 0 | 1, bytes: Uint8Array): Uint8Array {
  const into = places[place];
  if (into === undefined || bytes.length > into.length) return bytes;
  into.set(bytes);
  return into.subarray(0, bytes.length);
}

const crypto: Crypto = {
  sha256(bytes) {
    return latin1ToBytes(hash('sha256', bytes, 'binary'));
  },
  verify(signature, message, publicKey) {
    return (
      signature.length === signatureBytes &&
      publicKey.length === keyBytes &&
      sodium.crypto_sign_verify_detached(signature, lent(0, message), lent(1, publicKey))
    );
  },
  isValidKey: rememberValidKeys((key) => sodium.crypto_core_ed25519_is_valid_point(key)),
};

function signerFromSeed(seed: Uint8Array): SecretSigner {
  assertSeed(seed);
  const publicKey = new Uint8Array(keyBytes);
  // Locked memory: never swapped to disk, overwritten when freed.
  const secretKey = sodium.sodium_malloc(secretKeyBytes);
  sodium.crypto_sign_seed_keypair(publicKey, secretKey, seed);
  let forgotten = false;
  return {
    publicKey,
    sign(message) {
      assert(!forgotten, 'CRYPTO-1: a forgotten key does not sign');
      const signature = new Uint8Array(signatureBytes);
      sodium.crypto_sign_detached(signature, message, secretKey);
      return signature;
    },
    forget() {
      forgotten = true;
      sodium.sodium_memzero(secretKey);
    },
  };
}

function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  if (length > 0) sodium.randombytes_buf(bytes);
  return bytes;
}

/**
 * Opens cryptography on Node.js, self test included (about 2 ms).
 * @throws Error when the library's verdicts are not those of the network.
 */
export function openCrypto(): CryptoKit {
  return selfTest({
    crypto,
    signerFromSeed,
    randomBytes,
    wipe: (secret) => {
      sodium.sodium_memzero(secret);
    },
  });
}

/**
 * The crypto port in browsers: libsodium as WebAssembly, loaded after the first paint. The same verdicts as on Node.js.
 */
import sodium from 'libsodium-wrappers-sumo';
import { assert, keyBytes, signatureBytes, type Crypto } from 'icn-core';
import {
  assertSeed,
  rememberValidKeys,
  selfTest,
  type CryptoKit,
  type SecretSigner,
} from './kit.ts';

export type { CryptoKit, SecretSigner } from './kit.ts';
export { seedBytes } from './kit.ts';

const crypto: Crypto = {
  sha256(bytes) {
    return sodium.crypto_hash_sha256(bytes);
  },
  verify(signature, message, publicKey) {
    return (
      signature.length === signatureBytes &&
      publicKey.length === keyBytes &&
      sodium.crypto_sign_verify_detached(signature, message, publicKey)
    );
  },
  isValidKey: rememberValidKeys((key) => sodium.crypto_core_ed25519_is_valid_point(key)),
};

function signerFromSeed(seed: Uint8Array): SecretSigner {
  assertSeed(seed);
  const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed);
  let forgotten = false;
  return {
    publicKey,
    sign(message) {
      assert(!forgotten, 'CRYPTO-1: a forgotten key does not sign');
      return sodium.crypto_sign_detached(message, privateKey);
    },
    forget() {
      forgotten = true;
      sodium.memzero(privateKey);
    },
  };
}

/**
 * Opens cryptography in a browser, self test included.
 * @throws Error when the library cannot be loaded or its verdicts are not those of the network.
 */
export async function openCrypto(): Promise<CryptoKit> {
  await sodium.ready;
  return selfTest({
    crypto,
    signerFromSeed,
    randomBytes: (length) => sodium.randombytes_buf(length),
    wipe: (secret) => {
      sodium.memzero(secret);
    },
  });
}

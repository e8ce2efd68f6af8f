/**
 * Cryptography of a simulation. Most seeds use a stub: a signature is a hash over a secret of the simulation, the public
 * key and the message. It is deterministic and fast, and nobody forges it, because forging code does not hold the secret.
 *
 * Invariant: keys come from labels, so that the same seed has the same keys.
 */
import { ascii, concat, equalBytes, type Crypto, type Signer } from 'icn-core';

/** SHA-256, given by the program that runs the simulation: a pure package has none. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** What a simulation needs of cryptography. */
export interface SimCrypto {
  readonly crypto: Crypto;
  /** The signer of the key that belongs to a label. */
  readonly signer: (label: string) => Signer;
}

const secret = ascii('stub signature secret');

/** The stub. */
export function stubCrypto(sha256: Sha256): SimCrypto {
  const tag = (key: Uint8Array, message: Uint8Array): Uint8Array => {
    const half = sha256(concat(secret, key, message));
    return concat(half, half);
  };
  const crypto: Crypto = {
    sha256,
    verify: (signature, message, key) =>
      signature.length === 64 && key.length === 32 && equalBytes(signature, tag(key, message)),
    // One key in 256 is bad, so that bad ones can be met.
    isValidKey: (key) => key.length === 32 && key[31] !== 255,
  };
  const signer = (label: string): Signer => {
    const publicKey = sha256(ascii(`stub key ${label}`));
    publicKey[31] = 7;
    return { publicKey, sign: (message) => tag(publicKey, message) };
  };
  return { crypto, signer };
}

/** Real cryptography behind labels. `fromSeed` makes a signer from 32 bytes. */
export function realCrypto(crypto: Crypto, fromSeed: (seed: Uint8Array) => Signer): SimCrypto {
  return { crypto, signer: (label) => fromSeed(crypto.sha256(ascii(`real key ${label}`))) };
}

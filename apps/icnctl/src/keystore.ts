/**
 * The person's keystore as commands use it: a key file (icn-store) with the seed of this device's key.
 *
 * Invariant: a seed leaves this module only as a signer.
 */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRejection, reject, type Rejection } from 'icn-core';
import type { Hand } from 'icn-client';
import { seedBytes, type CryptoKit } from 'icn-crypto/node';
import { createKeyFile, identityPathOf, openKeyFile } from 'icn-store/keystore';
import { makePrivateFolder } from 'icnd';

/** A new device key: what signs, and the file that keeps it. */
export interface NewKey {
  readonly hand: Hand;
  /** Writes the keystore. Without a passphrase an identity file beside it opens it. Rejects with `key-exists`. */
  save(path: string, passphrase: string | undefined): Promise<Rejection | undefined>;
  /** Removes the keystore just saved: what it was for did not come about. */
  unsave(path: string): void;
}

/** Makes a device key. Nothing is on disk until `save`. */
export function makeKey(kit: CryptoKit): NewKey {
  const seed = kit.randomBytes(seedBytes);
  return {
    hand: handOf(kit, seed),
    save(path, passphrase) {
      makePrivateFolder(dirname(path));
      return createKeyFile(path, { seed, metadata: { for: 'icn device' } }, { passphrase });
    },
    unsave(path) {
      for (const part of [path, identityPathOf(path)]) rmSync(part, { force: true });
    },
  };
}

const keyMissing = (path: string): Rejection =>
  reject(
    'key-missing',
    `There is no keystore at ${path}. Join with your link first (icnctl join LINK --name YOU), or name yours with --me FILE.`,
  );
const passphraseNeeded = reject(
  'passphrase-needed',
  'Your keystore has a passphrase. Set ICN_PASSPHRASE, or run the command in a terminal to be asked.',
);

/**
 * Opens a keystore; `ask` is called only when it has a passphrase. Rejects with `key-missing`, `passphrase-needed`,
 * `wrong-passphrase`, `key-exposed`, `key-damaged` or `identity-missing`.
 */
export async function openKeystore(
  path: string,
  kit: CryptoKit,
  ask: () => Promise<string | undefined>,
): Promise<Hand | Rejection> {
  let key = await openKeyFile(path);
  if (isRejection(key) && key.code === 'passphrase-needed') {
    const passphrase = await ask();
    if (passphrase === undefined) return passphraseNeeded;
    key = await openKeyFile(path, { passphrase });
  }
  if (isRejection(key)) return key.code === 'key-missing' ? keyMissing(path) : key;
  const hand = handOf(kit, key.seed);
  kit.wipe(key.seed);
  return hand;
}

function handOf(kit: CryptoKit, seed: Uint8Array): Hand {
  return {
    signer: kit.signerFromSeed(seed),
    crypto: kit.crypto,
    randomBytes: kit.randomBytes,
    signerFromSeed: kit.signerFromSeed,
  };
}

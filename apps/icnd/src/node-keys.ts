/**
 * The keys of the node itself, in files of mode 0600 beside its log. The anchor key signs checkpoints; it is no member's
 * key and can act for nobody.
 *
 * Invariant: a directory without `anchor.key` never makes checkpoints, it only verifies and follows.
 */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StoreFault, parseHex, toHex, type Signer } from 'icn-core';
import { seedBytes, type CryptoKit } from 'icn-crypto/node';
import { readIfThere, writePrivateFile } from './home.ts';

const fileName = 'anchor.key';

/** Makes the anchor key of a node. @throws StoreFault `exists` */
export function createAnchorKey(directory: string, kit: CryptoKit): Signer {
  const seed = kit.randomBytes(seedBytes);
  writePrivateFile(join(directory, fileName), Buffer.from(`${toHex(seed)}\n`));
  const signer = kit.signerFromSeed(seed);
  kit.wipe(seed);
  return signer;
}

/** The anchor key of a node; undefined when it has none. @throws StoreFault `unsafe-mode`, `corrupt`. */
export function readAnchorKey(directory: string, kit: CryptoKit): Signer | undefined {
  const path = join(directory, fileName);
  const bytes = readIfThere(path);
  if (bytes === undefined) return undefined;
  if ((statSync(path).mode & 0o077) !== 0) {
    const sentence = `Others on this machine can read ${path}. Run: chmod 600 '${path}'`;
    throw new StoreFault('unsafe-mode', 'open', 'never', sentence);
  }
  const seed = parseHex(Buffer.from(bytes).toString('latin1').trim());
  if (seed?.length !== seedBytes) {
    const sentence = `${path} is damaged. Restore it from a backup of this node.`;
    throw new StoreFault('corrupt', 'open', 'never', sentence);
  }
  const signer = kit.signerFromSeed(seed);
  kit.wipe(seed);
  return signer;
}

/** Removes the anchor key that was just made for a cooperative which did not come about. */
export function removeAnchorKey(directory: string): void {
  rmSync(join(directory, fileName), { force: true });
}

/**
 * Key files. A key file is an age file (https://age-encryption.org/v1) around a small JSON object with the 32-byte seed of
 * one Ed25519 key; Debian's `age` can open it.
 *
 * It is locked in one of two ways:
 * - with a passphrase (scrypt): who copies the file needs the passphrase too;
 * - without one: with an age identity in a file beside it, `FILE.identity`. This is for nodes that must start unattended.
 *   It protects a copy of the key file alone, a backup of one file for instance, and against nobody who can read the
 *   directory.
 *
 * Invariants:
 * - A key is never overwritten, and there is no call that exports one in the clear to a file.
 * - Both files have mode 0600 and are whole or absent after a power cut; a key that others can read is not used.
 */
import { existsSync } from 'node:fs';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { assert, fromHex, parseHex, reject, StoreFault, toHex } from 'icn-core';
import type { Rejection } from 'icn-core';
import { createFile, exposureOf, readFile } from './files.ts';

/** Length of a seed. */
const seedBytes = 32;
const keyFormat = 1;

/** What a key file holds. */
export interface StoredKey {
  /** The Ed25519 seed, 32 bytes. The caller makes the signer and keeps the bytes to itself. */
  readonly seed: Uint8Array;
  /** Short plain facts about the key, such as what it is for. Locked away with the seed. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** How to lock a key file. */
export interface KeyLock {
  /** Left out: an identity file beside the key file opens it. */
  readonly passphrase?: string | undefined;
  /** Base-2 logarithm of scrypt's cost. Left out: 18, about a second; for tests only, less. */
  readonly scryptLogN?: number;
}

/**
 * Writes a new key file. Rejects with `key-exists`, or with `empty-passphrase`. @throws StoreFault when the disk fails.
 */
export async function createKeyFile(
  path: string,
  key: StoredKey,
  lock: KeyLock = {},
): Promise<Rejection | undefined> {
  assert(key.seed.length === seedBytes, 'INV-KEY-1: a seed has 32 bytes');
  const { passphrase, scryptLogN } = lock;
  if (passphrase === '') {
    return reject('empty-passphrase', 'The passphrase is empty. Choose one of a few words.');
  }
  if (existsSync(path)) return keyExists(path);
  const encrypter = new Encrypter();
  if (passphrase === undefined) {
    encrypter.addRecipient(await identityToRecipient(await obtainIdentity(path)));
  } else {
    encrypter.setPassphrase(passphrase);
    if (scryptLogN !== undefined) encrypter.setScryptWorkFactor(scryptLogN);
  }
  const content = { format: keyFormat, seed: toHex(key.seed), metadata: key.metadata };
  const bytes = await encrypter.encrypt(JSON.stringify(content));
  return tryCreate(path, bytes) ? undefined : keyExists(path);
}

/**
 * Opens a key file. Rejects with
 * - `key-missing`, `key-exposed` (others can read it), `key-damaged`;
 * - `passphrase-needed` when it has one and none is given, `wrong-passphrase`;
 * - `identity-missing` when the identity file that opens it is gone.
 * @throws StoreFault when the disk fails.
 */
export async function openKeyFile(
  path: string,
  { passphrase }: Pick<KeyLock, 'passphrase'> = {},
): Promise<StoredKey | Rejection> {
  if (!existsSync(path)) {
    const sentence = `There is no key at ${path}. Check the path, or enrol this device as a new one.`;
    return reject('key-missing', sentence);
  }
  const exposure = exposureOf(path);
  if (exposure !== undefined) return reject('key-exposed', exposure);
  const bytes = readFile(path);
  const decrypter = new Decrypter();
  const hasPassphrase = isLockedByPassphrase(bytes);
  if (hasPassphrase) {
    if (passphrase === undefined) {
      return reject('passphrase-needed', `${path} is locked. Enter its passphrase.`);
    }
    decrypter.addPassphrase(passphrase);
  } else {
    const identity = readIdentity(path);
    if (typeof identity !== 'string') return identity;
    decrypter.addIdentity(identity);
  }
  try {
    return keyIn(await decrypter.decrypt(bytes, 'text')) ?? damaged(path);
  } catch {
    // age does not tell a wrong passphrase from a damaged header, and neither could anybody.
    return hasPassphrase ? wrongPassphrase(path) : damaged(path);
  }
}

/** Path of the identity that opens a key file without a passphrase. */
export function identityPathOf(path: string): string {
  return `${path}.identity`;
}

/** Makes the identity file, or takes the one that an interrupted making left behind. */
async function obtainIdentity(path: string): Promise<string> {
  const identityPath = identityPathOf(path);
  const identity = await generateX25519Identity();
  if (tryCreate(identityPath, Buffer.from(`${identity}\n`))) return identity;
  return textOf(identityPath);
}

function readIdentity(path: string): string | Rejection {
  const identityPath = identityPathOf(path);
  if (!existsSync(identityPath)) {
    return reject(
      'identity-missing',
      `${identityPath}, which opens ${path}, is gone. Restore it, or enrol this device as a new one.`,
    );
  }
  const exposure = exposureOf(identityPath);
  if (exposure !== undefined) return reject('key-exposed', exposure);
  const identity = textOf(identityPath);
  return /^AGE-SECRET-KEY-1[0-9A-Z]{58}$/.test(identity) ? identity : damaged(identityPath);
}

/** False when the name is taken. */
function tryCreate(path: string, bytes: Uint8Array): boolean {
  try {
    createFile(path, bytes);
    return true;
  } catch (failure) {
    if (failure instanceof StoreFault && failure.code === 'exists') return false;
    throw failure;
  }
}

/** An age header names its lock in the first stanza, in plain text. */
function isLockedByPassphrase(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 64)).includes('\n-> scrypt ');
}

/** The key in the JSON text of a key file; undefined when it is anything else. */
function keyIn(text: string): StoredKey | undefined {
  const content: unknown = JSON.parse(text);
  if (typeof content !== 'object' || content === null) return undefined;
  const { format, seed, metadata } = content as Record<string, unknown>;
  if (format !== keyFormat || typeof seed !== 'string') return undefined;
  if (parseHex(seed)?.length !== seedBytes) return undefined;
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  const facts: [string, unknown][] = Object.entries(metadata);
  const texts = facts.filter((fact): fact is [string, string] => typeof fact[1] === 'string');
  return { seed: fromHex(seed), metadata: Object.fromEntries(texts) };
}

function textOf(path: string): string {
  return Buffer.from(readFile(path)).toString().trim();
}

function keyExists(path: string): Rejection {
  const sentence = `There is a key at ${path} already, and keys are never overwritten. Choose another path.`;
  return reject('key-exists', sentence);
}

function damaged(path: string): Rejection {
  const sentence = `${path} is damaged. Restore it, or enrol this device as a new one.`;
  return reject('key-damaged', sentence);
}

function wrongPassphrase(path: string): Rejection {
  return reject(
    'wrong-passphrase',
    `The passphrase does not open ${path}. Check capital letters and keyboard layout and try again; ` +
      'if it is lost, enrol this device as a new one.',
  );
}

/**
 * Where things are on this machine, and small private files.
 *
 *     ~/.icn/node   the node: its log and its own keys (`--dir`, ICN_DIR)
 *     ~/.icn/me     the person: the keystore with the device's key (`--me`, ICN_ME)
 *
 * They are apart so that a node can be copied, moved or given away without anybody's personal key. ICN_HOME stands in for
 * `~/.icn`.
 */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { StoreFault } from 'icn-core';

/** The folder of everything, unless told otherwise. */
export function icnHome(env: NodeJS.ProcessEnv = process.env): string {
  return env['ICN_HOME'] ?? join(homedir(), '.icn');
}

/** The node's data directory. */
export function nodeHome(env: NodeJS.ProcessEnv = process.env): string {
  return env['ICN_DIR'] ?? join(icnHome(env), 'node');
}

/** The person's keystore. */
export function personalKeystore(env: NodeJS.ProcessEnv = process.env): string {
  return env['ICN_ME'] ?? join(icnHome(env), 'me', 'keystore.age');
}

/** Makes a folder that only its owner can enter. */
export function makePrivateFolder(path: string): void {
  onDisk(`make ${path}`, () => mkdirSync(path, { recursive: true, mode: 0o700 }));
}

/**
 * Writes a new file that only its owner can read, synced. @throws StoreFault `exists` when there is one.
 */
export function writePrivateFile(path: string, bytes: Uint8Array): void {
  makePrivateFolder(dirname(path));
  onDisk(`write ${path}`, () => {
    const handle = openSync(path, 'wx', 0o600);
    try {
      // The umask may have taken more away; it never adds.
      chmodSync(path, 0o600);
      for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  });
}

/** All bytes of a file; undefined when there is none. @throws StoreFault `io` */
export function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (failure) {
    if (codeOf(failure) === 'ENOENT') return undefined;
    throw fault(`read ${path}`, failure);
  }
}

/** Does work on files. @throws StoreFault in place of what the system threw. */
export function onDisk<Result>(operation: string, work: () => Result): Result {
  try {
    return work();
  } catch (failure) {
    throw failure instanceof StoreFault ? failure : fault(operation, failure);
  }
}

function codeOf(failure: unknown): string | undefined {
  if (!(failure instanceof Error) || !('code' in failure)) return undefined;
  return typeof failure.code === 'string' ? failure.code : undefined;
}

function fault(operation: string, failure: unknown): unknown {
  switch (codeOf(failure)) {
    case undefined:
      return failure;
    case 'ENOENT':
      return new StoreFault(
        'missing',
        operation,
        'never',
        `Could not ${operation}: there is no such file or folder.`,
        failure,
      );
    case 'EEXIST':
      return new StoreFault(
        'exists',
        operation,
        'never',
        `Could not ${operation}: there is a file of that name. Move it away or choose another name.`,
        failure,
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return new StoreFault(
        'disk-full',
        operation,
        'later',
        `Could not ${operation}: the disk is full. Free some space and try again.`,
        failure,
      );
    default:
      return new StoreFault(
        'io',
        operation,
        'never',
        `Could not ${operation}: ${failure instanceof Error ? failure.message : 'the system refused'}. Check the path and who owns it.`,
        failure,
      );
  }
}

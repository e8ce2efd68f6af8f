/**
 * Small files that must be whole or absent after a power cut, and nobody else's to read.
 *
 * Invariant: bytes are synced before they get their name, and the directory after it.
 */
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { StoreFault } from 'icn-core';

/** Read and write for the owner, nothing for others. */
export const privateFileMode = 0o600;
/** The same for directories. */
export const privateDirectoryMode = 0o700;

/** Puts bytes in the place of whatever had that name. @throws StoreFault */
export function replaceFile(path: string, bytes: Uint8Array): void {
  mapped(`write ${path}`, () => {
    const fresh = writeBeside(path, bytes);
    renameSync(fresh, path);
    syncDirectory(dirname(path));
  });
}

/** Gives bytes a name that nothing has yet. @throws StoreFault `exists` when something has it. */
export function createFile(path: string, bytes: Uint8Array): void {
  mapped(`write ${path}`, () => {
    const fresh = writeBeside(path, bytes);
    try {
      // Unlike a rename, a link never replaces: of two creators one fails.
      linkSync(fresh, path);
    } finally {
      rmSync(fresh, { force: true });
    }
    syncDirectory(dirname(path));
  });
}

/** Makes names given in a directory durable. @throws StoreFault */
export function syncDirectory(path: string): void {
  mapped(`sync ${path}`, () => {
    const handle = openSync(path, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  });
}

/** All bytes of a file. @throws StoreFault `missing` when there is none. */
export function readFile(path: string): Uint8Array {
  return mapped(`read ${path}`, () => readFileSync(path));
}

/** What is wrong with a file's mode, with the command that mends it; undefined when only its owner may use it. */
export function exposureOf(path: string): string | undefined {
  const mode = mapped(`look at ${path}`, () => statSync(path).mode & 0o777);
  if ((mode & 0o077) === 0) return undefined;
  const spelled = mode.toString(8).padStart(4, '0');
  return `Others on this machine can use ${path} (mode ${spelled}). Run: chmod 600 '${path}'`;
}

/** @throws StoreFault `unsafe-mode` when others can use the file. */
export function requirePrivate(path: string): void {
  const exposure = exposureOf(path);
  if (exposure !== undefined) throw new StoreFault('unsafe-mode', 'open', 'never', exposure);
}

/** Does work on files. @throws StoreFault in place of what the system threw. */
export function mapped<Result>(operation: string, work: () => Result): Result {
  try {
    return work();
  } catch (failure) {
    throw fileFault(operation, failure) ?? failure;
  }
}

function fileFault(operation: string, failure: unknown): StoreFault | undefined {
  if (!(failure instanceof Error) || !('code' in failure)) return undefined;
  const fault = (
    code: StoreFault['code'],
    retry: StoreFault['retry'],
    sentence: string,
  ): StoreFault => new StoreFault(code, operation, retry, sentence, failure);
  switch (failure.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return fault('disk-full', 'later', 'The disk is full. Free some space and try again.');
    case 'ENOENT':
      return fault('missing', 'never', `There is no such file: could not ${operation}.`);
    case 'EEXIST':
      return fault('exists', 'never', `Something is there already: could not ${operation}.`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return fault('io', 'never', `Not permitted: could not ${operation}. Check who owns it.`);
    case 'EIO':
    case 'EMFILE':
    case 'ENFILE':
      return fault('io', 'later', `The system could not ${operation}. Look at its log.`);
    default:
      return undefined;
  }
}

/** Writes and syncs the bytes under a passing name in the same directory. */
function writeBeside(path: string, bytes: Uint8Array): string {
  const fresh = `${path}.new`;
  // A crash may have left one behind, perhaps with another mode.
  rmSync(fresh, { force: true });
  const handle = openSync(fresh, 'wx', privateFileMode);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return fresh;
}

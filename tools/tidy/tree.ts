/**
 * The files of a checkout that git tracks or would track, with their text.
 *
 * Invariants: paths are relative to the root, use slashes, and exist; binary files have no text.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Tree {
  readonly paths: readonly string[];
  /** The text of a file; undefined for a missing or binary file. */
  readonly textOf: (path: string) => string | undefined;
}

/** The tracked and trackable files below a folder of a git checkout. */
export const listFiles = (root: string): readonly string[] =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
    .split('\0')
    .filter(
      (path) => path !== '' && statSync(join(root, path), { throwIfNoEntry: false })?.isFile(),
    );

export const readTree = (root: string): Tree => {
  const paths = listFiles(root);
  const texts = new Map<string, string | undefined>();
  const read = (path: string): string | undefined => {
    const file = join(root, path);
    if (!existsSync(file)) return undefined;
    const bytes = readFileSync(file);
    return bytes.includes(0) ? undefined : bytes.toString('utf8');
  };
  const textOf = (path: string): string | undefined => {
    if (!texts.has(path)) texts.set(path, read(path));
    return texts.get(path);
  };
  return { paths, textOf };
};

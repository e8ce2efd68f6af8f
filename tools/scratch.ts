/**
 * Scratch checkouts: a folder outside the repository that behaves like a fresh clone after
 * `npm ci`, cheap to make because the installed packages are linked, not copied.
 *
 * Invariants: nothing done in a scratch changes the repository; workspace packages resolve to the
 * scratch's own sources; disposing removes the folder (links are removed, never followed).
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { listFiles } from './tidy/tree.ts';

export interface Scratch {
  readonly root: string;
  /** Writes files by their path below the root. */
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly [Symbol.dispose]: () => void;
}

/**
 * Links what npm installed. Links that npm made itself (workspaces, programs) are relative; they
 * are made again as they are, so that they lead to the scratch's own files.
 */
const linkPackages = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const source = join(from, name);
    if (name === '.bin') linkPackages(source, join(to, name));
    else symlinkSync(isLink(source) ? readlinkSync(source) : source, join(to, name));
  }
};

/** A workspace has packages of its own where it needs another version than the root. */
const workspaces = (repository: string): readonly string[] =>
  ['packages', 'apps']
    .filter((folder) => existsSync(join(repository, folder)))
    .flatMap((folder) => readdirSync(join(repository, folder)).map((name) => join(folder, name)));

const isLink = (path: string): boolean => lstatSync(path).isSymbolicLink();

/**
 * Makes a scratch checkout of the files of `repository` that `isWanted` picks; the others are
 * as if they had never been written.
 */
export const createScratch = (
  repository: string,
  isWanted: (path: string) => boolean = () => true,
): Scratch => {
  const root = mkdtempSync(join(tmpdir(), 'icn-scratch-'));
  for (const path of listFiles(repository).filter(isWanted)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    cpSync(join(repository, path), join(root, path));
  }
  for (const folder of ['', ...workspaces(repository)]) {
    const installed = join(repository, folder, 'node_modules');
    if (existsSync(installed)) linkPackages(installed, join(root, folder, 'node_modules'));
  }
  execFileSync('git', ['init', '-q'], { cwd: root });
  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(files)) {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  };
  const dispose = (): void => {
    if (existsSync(root)) rmSync(root, { recursive: true, force: true });
  };
  return { root, write, [Symbol.dispose]: dispose };
};

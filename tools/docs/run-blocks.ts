/**
 * Runs the command blocks of one document, in order, in a scratch checkout with a home of its own:
 * what a reader has who follows the document from its top on a fresh clone.
 *
 * Invariants: a document stops at its first failing block (what follows stands on it); every
 * process that a block started is ended with the document.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand, signalGroup } from '../run-command.ts';
import { createScratch } from '../scratch.ts';
import type { Block } from './markdown.ts';

export interface BlockReport {
  readonly block: Block;
  readonly isOk: boolean;
  readonly output: string;
}

const blockLimitMs = 120_000;
const untilLimitMs = 60_000;
const pollMs = 100;

const shell = (script: string): readonly [string, ...string[]] => [
  'bash',
  '-euo',
  'pipefail',
  '-c',
  script,
];

/** A reader's environment: a home of its own, no program of this checkout on PATH. */
const readerEnv = (home: string): NodeJS.ProcessEnv => ({
  HOME: home,
  LANG: 'C.UTF-8',
  PATH: (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .join(delimiter),
});

/** Starts a program that does not end by itself and waits until it has printed `until`. */
const startUntil = async (
  script: string,
  until: string,
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ readonly child: ChildProcess; readonly isOk: boolean; readonly output: string }> => {
  const [program, ...args] = shell(script);
  const child = spawn(program, args, { ...options, detached: true, stdio: 'pipe' });
  child.stdin.end();
  let output = '';
  const take = (data: Buffer): void => {
    output += data.toString('utf8');
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  for (let waitedMs = 0; waitedMs < untilLimitMs; waitedMs += pollMs) {
    if (output.includes(until)) return { child, isOk: true, output };
    if (child.exitCode !== null || child.signalCode !== null) break;
    await sleep(pollMs);
  }
  return { child, isOk: false, output: `${output}\n(it never printed "${until}")\n` };
};

/** Runs the blocks that are not exempt, up to the first failure. */
export const runBlocks = async (
  repository: string,
  blocks: readonly Block[],
): Promise<readonly BlockReport[]> => {
  const runnable = blocks.filter(({ exemption }) => exemption === undefined);
  if (runnable.length === 0) return [];
  using scratch = createScratch(repository);
  const home = mkdtempSync(join(tmpdir(), 'icn-home-'));
  const options = { cwd: scratch.root, env: readerEnv(home) };
  const started: ChildProcess[] = [];
  const reports: BlockReport[] = [];
  for (const block of runnable) {
    if (block.until === undefined) {
      const command = shell(block.script);
      const result = await runCommand(command, { ...options, timeoutMs: blockLimitMs });
      reports.push({ block, isOk: result.exitCode === 0, output: result.output });
    } else {
      const { child, isOk, output } = await startUntil(block.script, block.until, options);
      started.push(child);
      reports.push({ block, isOk, output });
    }
    if (reports.at(-1)?.isOk === false) break;
  }
  await Promise.all(started.map(endProcess));
  rmSync(home, { recursive: true, force: true });
  return reports;
};

const endGraceMs = 5_000;

const endProcess = async (child: ChildProcess): Promise<void> => {
  if (child.pid === undefined) return;
  signalGroup(child.pid, 'SIGTERM');
  for (let waitedMs = 0; waitedMs < endGraceMs; waitedMs += pollMs) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    await sleep(pollMs);
  }
  signalGroup(child.pid, 'SIGKILL');
};

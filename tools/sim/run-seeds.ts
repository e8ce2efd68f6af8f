/**
 * Runs seeds on several processes: each takes the next seed as soon as it has finished one.
 *
 * Invariant: the results do not depend on how many processes there are.
 */
import { fork } from 'node:child_process';
import { hash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { openCrypto } from 'icn-crypto/node';
import {
  realCrypto,
  runPlan,
  runSeed,
  stubCrypto,
  type Plan,
  type SeedResult,
  type SimCrypto,
} from 'icn-sim';

/** One seed in this many is run with libsodium instead of the stub. */
const realEvery = 50;

const sha256 = (bytes: Uint8Array): Uint8Array => {
  const digest = hash('sha256', bytes, 'buffer');
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.byteLength);
};

/** The cryptography that a seed is run with. */
export const cryptoFor = (seed: number): SimCrypto => {
  if (seed % realEvery !== 0) return stubCrypto(sha256);
  const { crypto, signerFromSeed } = openCrypto();
  return realCrypto(crypto, signerFromSeed);
};

/** Work for a process: a seed, or a plan kept as a regression. */
export type Task = { readonly seed: number } | { readonly plan: Plan };

const runTask = (task: Task): SeedResult =>
  'plan' in task
    ? runPlan(task.plan, cryptoFor(task.plan.seed))
    : runSeed(task.seed, cryptoFor(task.seed));

/** Serves tasks to a parent process until it disconnects. */
export const serveTasks = (): void => {
  process.on('message', (task: Task) => {
    process.send?.(runTask(task));
  });
};

export interface RunOptions {
  readonly jobs: number;
  readonly onResult: (result: SeedResult) => void;
  /** Ends the run early. */
  readonly isOver: () => boolean;
}

/** Runs all tasks; calls back with each result as it comes. */
export const runTasks = async (
  tasks: readonly Task[],
  { jobs, onResult, isOver }: RunOptions,
): Promise<void> => {
  if (jobs <= 1) {
    for (const task of tasks) {
      if (isOver()) return;
      onResult(runTask(task));
    }
    return;
  }
  const left = [...tasks];
  const workers = Array.from({ length: Math.min(jobs, tasks.length) }, () =>
    work(left, onResult, isOver),
  );
  await Promise.all(workers);
};

const work = (
  left: Task[],
  onResult: (result: SeedResult) => void,
  isOver: () => boolean,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('../sim.ts', import.meta.url)), ['--worker']);
    const next = (): void => {
      const task = isOver() ? undefined : left.shift();
      if (task === undefined) child.disconnect();
      else child.send(task);
    };
    child.on('message', (result: SeedResult) => {
      onResult(result);
      next();
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`a process of the simulator ended with ${code}`));
    });
    next();
  });

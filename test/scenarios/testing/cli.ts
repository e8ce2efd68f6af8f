/** The real command line in a process of its own, with a home of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

const repository = resolve(import.meta.dirname, '../../..');
const bin = join(repository, 'apps/icnctl/bin/icnctl.mjs');
/** A hundred processes start quicker when Node.js keeps what it compiled. */
const compileCache = join(repository, '.cache', 'compiled');

/** What a command left behind. */
interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder for one test, and the command line run in it. */
export interface Desk {
  readonly folder: string;
  path(...parts: readonly string[]): string;
  run(...args: readonly string[]): Run;
  /** Runs with `--json` and expects exit code 0. */
  json(...args: readonly string[]): Record<string, unknown>;
}

/** Makes a desk. `ICN_HOME` is in it, so nothing of the machine is touched. */
export function createDesk(env: Readonly<Record<string, string>> = {}): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'icn-scenario-'));
  const run = (...args: readonly string[]): Run => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: compileCache,
        ICN_HOME: join(folder, 'home'),
        ...env,
      },
    });
    return { code: status ?? -1, out: stdout, err: stderr };
  };
  return {
    folder,
    path: (...parts) => join(folder, ...parts),
    run,
    json(...args) {
      const { code, out, err } = run(...args, '--json');
      if (code !== 0) throw new Error(`icnctl ${args.join(' ')} ended with ${code}: ${err}`);
      return JSON.parse(out) as Record<string, unknown>;
    },
  };
}

/** A desk for one test, removed when it ends. */
export function deskForTest(env: Readonly<Record<string, string>> = {}): Desk {
  const desk = createDesk(env);
  onTestFinished(() => removeDesk(desk));
  return desk;
}

/** Removes a desk with everything in it. */
export function removeDesk({ folder }: Desk): void {
  rmSync(folder, { recursive: true, force: true });
}

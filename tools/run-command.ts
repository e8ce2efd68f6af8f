/**
 * Runs one command to its end and keeps what it printed. Used by the checks and by the stages of
 * `npm test`; a command that could not be started counts as failed, with the reason as its output.
 *
 * Invariants: never throws; a command past its time limit is killed with everything it started.
 */
import { spawn } from 'node:child_process';

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  /** Standard output and standard error as they came, interleaved. */
  readonly output: string;
  readonly seconds: number;
  readonly isTimedOut: boolean;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
  /** Called with each piece of output as it comes, so that long commands show progress. */
  readonly onOutput?: (text: string) => void;
}

const killGraceMs = 5_000;

/** Signals a process started with `detached` and all that it started. It may be gone already. */
export const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

export const runCommand = (
  command: readonly string[],
  { cwd, env, timeoutMs, onOutput }: CommandOptions = {},
): Promise<CommandResult> =>
  new Promise((resolve) => {
    const [program = '', ...args] = command;
    const startedMs = performance.now();
    const child = spawn(program, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let stdout = '';
    let output = '';
    let isTimedOut = false;
    const timers: NodeJS.Timeout[] = [];
    const take = (text: string): void => {
      output += text;
      onOutput?.(text);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      take(text);
    });
    child.stderr.setEncoding('utf8').on('data', take);
    const finish = (exitCode: number): void => {
      timers.forEach(clearTimeout);
      const seconds = (performance.now() - startedMs) / 1000;
      resolve({ exitCode, stdout, output, seconds, isTimedOut });
    };
    child.on('error', (error) => {
      take(`${program}: ${error.message}\n`);
      finish(127);
    });
    child.on('close', (code) => finish(code ?? 1));
    const { pid } = child;
    if (timeoutMs === undefined || pid === undefined) return;
    const stop = (): void => {
      isTimedOut = true;
      take(`\nstopped: longer than ${timeoutMs / 1000} s\n`);
      signalGroup(pid, 'SIGTERM');
      timers.push(setTimeout(() => signalGroup(pid, 'SIGKILL'), killGraceMs));
    };
    timers.push(setTimeout(stop, timeoutMs));
  });

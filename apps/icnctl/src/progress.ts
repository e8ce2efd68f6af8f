/** Progress of anything that takes longer than two seconds, on stderr, so that what is printed stays what it is. */

const silentMs = 2000;
const terminalEveryMs = 200;
const plainEveryMs = 5000;

/** Tells how far something is: `report(done, total)`, then `end()`. */
export interface Progress {
  report(done: number, total: number): void;
  end(): void;
}

/** Progress with a word for what is being counted: `Checking events`. Quiet with `--json`. */
export function showProgress(what: string, quiet: boolean): Progress {
  const isTerminal = process.stderr.isTTY === true;
  const everyMs = isTerminal ? terminalEveryMs : plainEveryMs;
  const started = performance.now();
  let last = started + silentMs - everyMs;
  let hasShown = false;
  return {
    report(done, total) {
      const now = performance.now();
      if (quiet || now - last < everyMs) return;
      last = now;
      hasShown = true;
      const line = `${what}: ${done} of ${total}`;
      process.stderr.write(isTerminal ? `\r${line}\u001b[K` : `${line}\n`);
    },
    end() {
      if (hasShown && isTerminal) process.stderr.write('\r\u001b[K');
    },
  };
}

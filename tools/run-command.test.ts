/** The runner under every check and stage: exit codes, both outputs, time limits, no such program. */
import { describe, expect, it } from 'vitest';
import { runCommand } from './run-command.ts';

const node = (script: string): readonly string[] => [process.execPath, '-e', script];

describe('runCommand', () => {
  it('keeps the exit code and both outputs', async () => {
    const result = await runCommand(
      node('console.log("out"); console.error("err"); process.exit(3)'),
    );
    expect(result).toMatchObject({ exitCode: 3, stdout: 'out\n', isTimedOut: false });
    expect(result.output).toContain('err\n');
  });

  it('stops what outlives its limit, with all that it started, and says so', async () => {
    const result = await runCommand(['bash', '-c', 'sleep 60 & wait'], { timeoutMs: 200 });
    expect(result.isTimedOut).toBe(true);
    expect(result.exitCode).not.toBe(0);
    expect(result.output).toContain('longer than 0.2 s');
    expect(result.seconds).toBeLessThan(10);
  });

  it('fails when there is no such program', async () => {
    const result = await runCommand(['no-such-program-here']);
    expect(result).toMatchObject({ exitCode: 127 });
    expect(result.output).toContain('ENOENT');
  });
});

/** The set-up installs exactly when what is installed is not what the lock says. */
import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand, type CommandResult } from '../../tools/run-command.ts';
import { createScratch, type Scratch } from '../../tools/scratch.ts';

const repository = resolve(import.meta.dirname, '../..');

/** A checkout whose npm only notes how it was called, and fails when told to. */
const createCheckout = (npmExitCode = 0): Scratch => {
  const wanted = ['package.json', 'package-lock.json', 'tools/setup.mjs'];
  const isWanted = (path: string): boolean =>
    wanted.includes(path) || path.endsWith('/package.json');
  const scratch = createScratch(repository, isWanted);
  scratch.write({ 'bin/npm': `#!/bin/sh\necho "npm $*" >> calls\nexit ${npmExitCode}\n` });
  chmodSync(join(scratch.root, 'bin/npm'), 0o755);
  return scratch;
};

const setUp = ({ root }: Scratch): Promise<CommandResult> =>
  runCommand([process.execPath, 'tools/setup.mjs'], {
    cwd: root,
    env: { ...process.env, PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}` },
  });

const callsOf = ({ root }: Scratch): string => {
  const file = join(root, 'calls');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

describe('set-up', () => {
  it('does nothing, silently, when the lock is installed', async () => {
    using checkout = createCheckout();
    expect(await setUp(checkout)).toMatchObject({ exitCode: 0, output: '' });
    expect(callsOf(checkout)).toBe('');
  });

  it('installs when nothing is', async () => {
    using checkout = createCheckout();
    rmSync(join(checkout.root, 'node_modules'), { recursive: true });
    expect((await setUp(checkout)).exitCode).toBe(0);
    expect(callsOf(checkout)).toMatch(/^npm ci /);
  });

  it('installs when the lock asks for another version', async () => {
    using checkout = createCheckout();
    const file = join(checkout.root, 'package-lock.json');
    const lock = JSON.parse(readFileSync(file, 'utf8')) as {
      packages: Record<string, { version?: string }>;
    };
    lock.packages['node_modules/vitest'] = { version: '0.0.1' };
    checkout.write({ 'package-lock.json': JSON.stringify(lock) });
    expect((await setUp(checkout)).exitCode).toBe(0);
    expect(callsOf(checkout)).toMatch(/^npm ci /);
  });

  it('says so and fails when npm does', async () => {
    using checkout = createCheckout(1);
    rmSync(join(checkout.root, 'node_modules'), { recursive: true });
    const { exitCode, output } = await setUp(checkout);
    expect(exitCode).toBe(1);
    expect(output).toContain('npm ci failed');
  });
});

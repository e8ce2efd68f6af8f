/**
 * Mutants: patches in packages/icn-sim/mutants/, each of which breaks one rule in production code. The simulator must
 * notice every one of them; a simulator that does not is blind there.
 *
 * Invariant: a patch is applied to a scratch copy only.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';
import { createScratch } from '../scratch.ts';

/** Seeds that a mutant may survive. */
const seedsMax = 60;

const repository = join(import.meta.dirname, '../..');
const folder = join(repository, 'packages/icn-sim/mutants');

/** What came of a mutant. */
export interface MutantResult {
  readonly name: string;
  /** The patch's first line: what it breaks. */
  readonly breaks: string;
  /** How many seeds it took; undefined: it survived, or could not be tried. */
  readonly seeds: number | undefined;
  /** The invariant that was seen broken, or why it could not be tried. */
  readonly by: string;
}

/** Names of all patches. */
export const mutantNames = (): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.patch'))
    .map((file) => file.slice(0, -'.patch'.length))
    .toSorted((a, b) => (a < b ? -1 : 1));

const isNeeded = (path: string): boolean =>
  path === 'package.json' ||
  (path.startsWith('packages/') && !path.endsWith('.test.ts')) ||
  path === 'tools/sim.ts' ||
  path.startsWith('tools/sim/') ||
  path === 'tools/run-command.ts' ||
  path === 'tools/scratch.ts' ||
  path.startsWith('tools/tidy/');

/** Applies a patch below a root, or only asks whether it would apply. @throws Error when it does not. */
export const applyMutant = (name: string, root: string, isTrial: boolean): void => {
  const check = isTrial ? ['--check'] : [];
  // Code moves: one line of context has to fit.
  const args = ['apply', '-C1', ...check, join(folder, `${name}.patch`)];
  execFileSync('git', args, { cwd: root, stdio: 'pipe' });
};

/** Runs seeds on a copy with the patch until one fails. */
export const tryMutant = async (name: string): Promise<MutantResult> => {
  const file = join(folder, `${name}.patch`);
  const breaks = (readFileSync(file, 'utf8').split('\n')[0] ?? '').replace(/^Breaks: /u, '');
  using scratch = createScratch(repository, isNeeded);
  try {
    applyMutant(name, scratch.root, false);
  } catch (error) {
    return { name, breaks, seeds: undefined, by: `does not apply: ${String(error)}` };
  }
  const args = [
    '--seeds',
    String(seedsMax),
    '--from',
    '1',
    '--jobs',
    '1',
    '--json',
    '--until-violation',
  ];
  const { stdout, output } = await runCommand(
    [process.execPath, join(scratch.root, 'tools/sim.ts'), ...args],
    { cwd: scratch.root },
  );
  try {
    const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
      readonly seeds: number;
      readonly failures: readonly { readonly invariant: string }[];
    };
    const [failure] = report.failures;
    if (failure === undefined) return { name, breaks, seeds: undefined, by: 'survived' };
    return { name, breaks, seeds: report.seeds, by: failure.invariant };
  } catch {
    return { name, breaks, seeds: undefined, by: `could not run: ${output.slice(-400)}` };
  }
};

/** Tries all, some at a time. */
export const tryMutants = async (
  names: readonly string[],
  jobs: number,
  onResult: (result: MutantResult) => void,
): Promise<readonly MutantResult[]> => {
  const left = [...names];
  const results: MutantResult[] = [];
  const worker = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      const result = await tryMutant(name);
      results.push(result);
      onResult(result);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return results;
};

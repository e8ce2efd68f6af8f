/** Plans that once failed, shortened, in packages/icn-sim/seeds/. They run first. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from 'icn-sim';

const folder = join(import.meta.dirname, '../../packages/icn-sim/seeds');

/** A plan and what it found when it was kept. */
export interface Regression {
  readonly found: string;
  readonly plan: Plan;
}

/** All of them, by name. */
export const readRegressions = (): readonly (Regression & { readonly name: string })[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith('.json'))
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((file) => ({
      name: file.slice(0, -'.json'.length),
      ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Regression),
    }));

/** Keeps one: one line per op, so that changes can be read. */
export const keepRegression = (name: string, { found, plan }: Regression): string => {
  const { ops, ...rest } = plan;
  const lines = ops.map((op) => `    ${JSON.stringify(op)}`).join(',\n');
  const head = JSON.stringify(rest).slice(0, -1);
  const text = `{\n  "found": ${JSON.stringify(found)},\n  "plan": ${head}, "ops": [\n${lines}\n  ]}\n}\n`;
  const file = join(folder, `${name}.json`);
  writeFileSync(file, text);
  return file;
};

/**
 * The smallest house that keeps every rule: this repository's own configuration and checks, every
 * package of layers.json with nothing but a door. Breaches are put into it one file each.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Finding } from '../../tools/check/finding.ts';
import { runCommand } from '../../tools/run-command.ts';
import { createScratch, type Scratch } from '../../tools/scratch.ts';

const repository = resolve(import.meta.dirname, '../..');

const isHouseFile = (path: string): boolean =>
  /^tools\/((check|tidy|lint)(\/.*)?(\.ts)?|(run-command|scratch)\.ts)$/.test(path) ||
  /^(\.[a-z-]+(\.json|\.mjs)?|tsconfig[a-z.]*json|(oxlint\.config|knip|layers)\.(ts|json))$/.test(
    path,
  );

const rootManifest = {
  name: 'icn',
  version: '0.1.0',
  private: true,
  license: 'Apache-2.0',
  type: 'module',
  workspaces: ['packages/*', 'apps/*'],
  scripts: {
    check: 'node tools/check.ts',
    format: 'oxfmt --write .',
    start: 'node apps/icnd/src/main.ts',
  },
  devDependencies: {
    '@types/node': '*',
    'dependency-cruiser': '*',
    knip: '*',
    oxfmt: '*',
    oxlint: '*',
    'oxlint-tsgolint': '*',
    '@typescript/native': '*',
    typescript: '*',
    vitest: '*',
  },
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The manifest of a workspace of the clean house, with changes for a breach. */
export const manifestOf = (name: string, changes: object = {}): string =>
  json({
    name,
    version: '0.1.0',
    private: true,
    license: 'Apache-2.0',
    type: 'module',
    exports: { '.': './src/index.ts' },
    ...changes,
  });

const door = (name: string): string => `/** The door of ${name}: what other packages may use. */
export const nameOf${name.replaceAll('-', '')} = '${name}';
`;

/** Makes the clean house in a scratch folder; the caller disposes it. */
export const createCleanHouse = (): Scratch => {
  const scratch = createScratch(repository, isHouseFile);
  const { packages, apps } = JSON.parse(
    readFileSync(`${repository}/layers.json`, 'utf8'),
  ) as Record<string, object>;
  const folders = [
    ...Object.keys(packages ?? {}).map((name) => [`packages/${name}`, name] as const),
    ...Object.keys(apps ?? {}).map((name) => [`apps/${name}`, name] as const),
  ];
  scratch.write({
    'package.json': json(rootManifest),
    'CHANGELOG.md': '# Changelog\n\n## [Unreleased]\n',
    'GLOSSARY.md': '- **account**: where minutes are kept.\n- **ballot**: one member, one vote.\n',
    'packages/icn-crypto/src/web.ts': door('icn-crypto-web'),
    'test/first.test.ts': `/** The house needs one test, which enters a package by its door. */
import { nameOficncore } from 'icn-core';
import { expect, it } from 'vitest';

it('enters a package by its name', () => {
  expect(nameOficncore).toBe('icn-core');
});
`,
  });
  for (const [folder, name] of folders) {
    scratch.write({
      [`${folder}/package.json`]: manifestOf(name),
      [`${folder}/src/index.ts`]: door(name),
    });
  }
  scratch.write({
    'packages/icn-crypto/package.json': manifestOf('icn-crypto', {
      exports: { '.': './src/index.ts', './web': './src/web.ts' },
    }),
    'apps/icnd/src/main.ts': '/** The program of the node; the house starts it. */\nexport {};\n',
  });
  return scratch;
};

export interface CheckReport {
  readonly exitCode: number;
  readonly output: string;
  readonly findings: readonly Finding[];
}

/** Runs what `npm run check` runs, in the given checkout. */
export const checkHouse = async (root: string, only?: string): Promise<CheckReport> => {
  const selection = only === undefined ? [] : ['--only', only];
  const command = [process.execPath, 'tools/check.ts', '--json', ...selection];
  const { exitCode, stdout, output } = await runCommand(command, { cwd: root });
  const { parts } = JSON.parse(stdout) as { parts: readonly { findings: readonly Finding[] }[] };
  return { exitCode, output, findings: parts.flatMap(({ findings }) => findings) };
};

/**
 * The deliberate breaches, one a row: the files that break a rule, and exactly what
 * `npm run check` has to say about them, as `file: part/rule`.
 */
import { manifestOf } from './clean-house.ts';

export interface Breach {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly findings: Readonly<Record<string, readonly string[]>>;
}

const header = (name: string): string => `/** A deliberate breach of a rule: ${name}. */\n`;

/** A breach of one file, most of them one expression in a pure package. */
const breach = (name: string, path: string, text: string, ...rules: readonly string[]): Breach => ({
  name,
  files: { [path]: header(name) + text },
  findings: { [path]: rules },
});

const core = (file: string): string => `packages/icn-core/src/${file}.ts`;

const pure = (name: string, expression: string, ...rules: readonly string[]): Breach => {
  const file = name.toLowerCase().replaceAll(/[^a-z]+/g, '-');
  const text = `export const f = (numbers: readonly number[], text: string): unknown => {
  const found = ${expression};
  return [numbers, text, found];
};
`;
  return breach(name, core(`pure-${file}`), text, ...rules);
};

const bareSort = ['lint/icn(no-bare-sort)', 'lint/typescript(require-array-sort-compare)'];

const pureBreaches: readonly Breach[] = [
  breach(
    'node module in a pure package',
    core('node-import'),
    "import { readFileSync } from 'node:fs';\n\nexport const read = readFileSync;\n",
    'types/TS2591',
    'imports/pure-no-node',
  ),
  pure('Date', 'new Date()', 'lint/eslint(no-restricted-globals)'),
  pure('Math random', 'Math.random()', 'lint/eslint(no-restricted-properties)'),
  pure('Intl', 'Intl.NumberFormat', 'lint/eslint(no-restricted-globals)'),
  pure('locale compare', "text.localeCompare('a')", 'lint/icn(no-locale)'),
  pure('to locale string', 'text.toLocaleUpperCase()', 'lint/icn(no-locale)'),
  pure('bare sort', '[...numbers].sort()', ...bareSort),
  pure('bare to sorted', 'numbers.toSorted()', ...bareSort),
  pure('Promise', 'Promise.resolve(1)', 'lint/eslint(no-restricted-globals)'),
  pure('async', 'async () => 1', 'lint/icn(no-async)'),
  pure('division', 'numbers.length / 2', 'lint/icn(no-float)'),
  pure('float literal', '0.5', 'lint/icn(no-float)'),
  pure('parse float', 'parseFloat(text)', 'lint/eslint(no-restricted-globals)'),
  pure('Math fround', 'Math.fround(1)', 'lint/eslint(no-restricted-properties)'),
  pure('JSON as bytes', 'JSON.stringify(text)', 'lint/eslint(no-restricted-properties)'),
  pure('unsorted keys', 'Object.keys(numbers)', 'lint/icn(no-unordered-iteration)'),
  pure('timer', 'setTimeout', 'types/TS2304'),
  pure('fetch', 'fetch', 'types/TS2304'),
  pure('process', 'process', 'types/TS2591'),
  pure('console', 'console.log(text)', 'lint/eslint(no-console)', 'types/TS2584'),
  pure(
    'any',
    'numbers as any',
    'lint/typescript(no-explicit-any)',
    'lint/typescript(no-unsafe-assignment)',
  ),
  pure('non null assertion', 'numbers[0]!', 'lint/typescript(no-non-null-assertion)'),
  breach(
    'default export',
    core('default-export'),
    'export default 1;\n',
    'lint/import(no-default-export)',
  ),
];

const importBreaches: readonly Breach[] = [
  breach(
    'upward import',
    core('upward'),
    "export { nameOficnledger } from 'icn-ledger';\n",
    'imports/layers-icn-core',
  ),
  breach(
    'upward import of a type',
    core('upward-type'),
    "import type { nameOficnledger } from 'icn-ledger';\n\nexport type Upward = typeof nameOficnledger;\n",
    'imports/layers-icn-core',
  ),
  breach(
    'import hidden in a type',
    core('hidden-import'),
    "export type Hidden = typeof import('./index.ts');\n",
    'lint/icn(no-import-type)',
  ),
  breach(
    'a door that is not in the table',
    'apps/icnctl/src/side-door.ts',
    "export { nameOficnstore } from 'icn-store';\n",
    'imports/layers-icnctl',
  ),
  breach(
    'deep import by path',
    'packages/icn-ledger/src/deep-path.ts',
    "export { secret } from '../../icn-core/src/secret.ts';\n",
    'imports/doors-only',
    'imports/layers-icn-ledger',
  ),
  breach(
    'deep import by name',
    'packages/icn-ledger/src/deep-name.ts',
    "export { secret } from 'icn-core/src/secret.ts';\n",
    'imports/resolvable',
    'types/TS2307',
  ),
  breach(
    'deep import from the tests',
    'test/deep.ts',
    "export { secret } from '../packages/icn-core/src/secret.ts';\n",
    'imports/doors-only-from-outside',
  ),
  {
    name: 'cycle',
    files: {
      [core('secret')]: `${header('nothing: a file that is no door')}export const secret = 1;\n`,
      [core('cycle-a')]:
        `${header('cycle')}export { b } from './cycle-b.ts';\n\nexport const a = 1;\n`,
      [core('cycle-b')]:
        `${header('cycle')}import { a } from './cycle-a.ts';\n\nexport const b = a;\n`,
    },
    findings: { [core('secret')]: [], [core('cycle-a')]: ['imports/no-cycle'] },
  },
  breach(
    'test helper in product code',
    core('uses-test'),
    "export { help } from './testing/help.ts';\n",
    'imports/no-test-code-in-product',
  ),
  breach('test helper, which may do so', core('testing/help'), 'export const help = 1;\n'),
  breach('test helper on a machine', core('testing/host'), 'export const host = process.pid;\n'),
  breach('test of a pure package', core('host.test'), 'export const host = new Date();\n'),
];

const appFile = (file: string): string => `apps/icnd/src/${file}.ts`;
const manyLines = (count: number, line: string): string => `${line}\n`.repeat(count);

const codeBreaches: readonly Breach[] = [
  breach('unformatted file', appFile('unformatted'), 'export const x  =  1\n', 'format/format'),
  breach(
    'floating promise',
    appFile('floating'),
    'const later = (): Promise<number> => Promise.resolve(1);\n\nexport const f = (): void => {\n  later();\n};\n',
    'lint/typescript(no-floating-promises)',
  ),
  breach(
    'switch that is not exhaustive',
    appFile('switch'),
    "export const f = (kind: 'a' | 'b'): number => {\n  switch (kind) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n};\n",
    'lint/typescript(switch-exhaustiveness-check)',
  ),
  breach(
    'over-long file',
    appFile('long-file'),
    manyLines(501, 'export {};'),
    'lint/eslint(max-lines)',
  ),
  breach(
    'over-long function',
    appFile('long-function'),
    `export const f = (x: { n: number }): void => {\n${manyLines(71, '  x.n += 1;')}};\n`,
    'lint/eslint(max-lines-per-function)',
  ),
  breach(
    'unchecked index',
    appFile('unchecked-index'),
    'export const f = (numbers: readonly number[]): number => numbers[0];\n',
    'types/TS2322',
  ),
  breach(
    'enum, which type stripping cannot run',
    appFile('enum'),
    'export enum Kind {\n  a,\n}\n',
    'types/TS1294',
  ),
];

const tidyBreaches: readonly Breach[] = [
  breach(
    'skipped test',
    'test/skipped.test.ts',
    `import { expect, it } from 'vitest';\n\nit.${'skip'}('adds', () => {\n  expect(1).toBe(1);\n});\n`,
    'tidy/skipped-test',
    'lint/vitest(no-disabled-tests)',
  ),
  breach(
    'mark of unfinished work',
    appFile('unfinished'),
    `// ${'TO'}DO: later\nexport {};\n`,
    'tidy/unfinished',
  ),
  breach(
    'path of one machine',
    appFile('machine-path'),
    `export const path = '${'/wo'}rk/here';\n`,
    'tidy/machine-path',
  ),
  breach(
    'registry host',
    appFile('registry-host'),
    `export const host = 'registry.${'npm'}js.org';\n`,
    'tidy/registry-host',
  ),
  {
    name: 'module without a header',
    files: { [appFile('headless')]: 'export const x = 1;\n' },
    findings: { [appFile('headless')]: ['tidy/module-header'] },
  },
  breach(
    'file name',
    appFile('notKebab'),
    'export {};\n',
    'tidy/file-name',
    'lint/unicorn(filename-case)',
  ),
  {
    name: 'glossary out of order',
    files: { 'GLOSSARY.md': '- **ballot**: a vote.\n- **account**: where minutes are kept.\n' },
    findings: { 'GLOSSARY.md': ['tidy/glossary'] },
  },
  {
    name: 'changelog out of shape',
    files: { 'CHANGELOG.md': '# Changelog\n\n## Soon\n' },
    findings: { 'CHANGELOG.md': ['tidy/changelog'] },
  },
];

const manifestBreaches: readonly Breach[] = [
  {
    name: 'manifest beside the table, with a range, of another version',
    files: {
      'packages/icn-trust/package.json': manifestOf('icn-trust', {
        version: '0.2.0',
        dependencies: { 'icn-ledger': '0.1.0', zod: '^4.0.0' },
      }),
    },
    findings: {
      'packages/icn-trust/package.json': [
        'tidy/layers-manifest',
        'tidy/exact-version',
        'tidy/one-version',
        'unused/unused-dependency',
      ],
    },
  },
  {
    name: 'lock with a build missing and a download address',
    files: {
      'package-lock.json': `{
  "packages": {
    "node_modules/tool": {
      "resolved": "https://example.com/tool.tgz",
      "optionalDependencies": { "tool-here": "1.0.0", "tool-there": "1.0.0" }
    },
    "node_modules/tool-here": {}
  }
}
`,
    },
    findings: { 'package-lock.json': ['tidy/lock-complete', 'tidy/lock-host'] },
  },
  {
    name: 'package without a row in the table',
    files: { 'packages/icn-new/package.json': manifestOf('icn-new', { exports: {} }) },
    findings: { 'packages/icn-new/package.json': ['tidy/layers-row'] },
  },
  breach(
    'undeclared dependency',
    appFile('undeclared'),
    "export { z } from 'zod';\n",
    'imports/declared',
    'unused/undeclared-dependency',
  ),
];

const unusedBreaches: readonly Breach[] = [
  {
    name: 'unused export',
    files: {
      'apps/icnd/src/main.ts': `${header('unused export')}import { z } from './undeclared.ts';\nimport { used } from './half-used.ts';\n\nconsole.log(used, z);\n`,
      [appFile('half-used')]:
        `${header('unused export')}export const used = 1;\nexport const unused = 2;\n`,
    },
    findings: { [appFile('half-used')]: ['unused/unused-export'] },
  },
  breach('unused file', 'tools/check/orphan.ts', 'export {};\n', 'unused/unused-file'),
];

export const breaches: readonly Breach[] = [
  ...pureBreaches,
  ...importBreaches,
  ...codeBreaches,
  ...tidyBreaches,
  ...manifestBreaches,
  ...unusedBreaches,
];

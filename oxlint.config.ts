/**
 * What the linter refuses. The list of pure packages comes from layers.json; the rules that
 * oxlint does not ship are in tools/lint/plugin.ts. Every rule here is proven by test/house.
 */
import { readFileSync } from 'node:fs';
import { defineConfig } from 'oxlint';

interface Layers {
  readonly packages: Readonly<Record<string, { readonly kind: string }>>;
}

const layers = JSON.parse(readFileSync(new URL('layers.json', import.meta.url), 'utf8')) as Layers;

const pureFiles = Object.entries(layers.packages)
  .filter(([, { kind }]) => kind === 'pure')
  .map(([name]) => `packages/${name}/**`);

const testFiles = ['**/*.test.ts', '**/testing/**', 'test/**'];

const fromTheDriver = (what: string) => `${what} comes in from the driver, as part of an input.`;
const integersOnly = 'State holds safe integers only: use the named integer functions of icn-core.';

const floatMath = (
  'acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 f16round fround hypot log log10 ' +
  'log1p log2 pow sin sinh sqrt sumPrecise tan tanh E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2'
).split(' ');

export default defineConfig({
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'promise', 'node', 'vitest'],
  jsPlugins: ['./tools/lint/plugin.ts'],
  categories: { correctness: 'error' },
  ignorePatterns: ['vectors/**', 'claims/breakers/**', '**/dist/**'],
  rules: {
    eqeqeq: 'error',
    'max-lines': ['error', { max: 500 }],
    'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
    'no-empty': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'all' }],
    'import/no-default-export': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/switch-exhaustiveness-check': [
      'error',
      { considerDefaultExhaustiveForUnions: false, requireDefaultForNonUnion: true },
    ],
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'vitest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', 'fc.assert'] }],
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
    // Its option to let strings through does not, and [...text] is how text becomes characters.
    'typescript/no-misused-spread': 'off',
    // The compiler knows namespaces better, and interfaces here hold functions, not methods.
    'import/namespace': 'off',
    'typescript/unbound-method': 'off',
    'icn/no-import-type': 'error',
  },
  overrides: [
    {
      files: pureFiles,
      excludeFiles: testFiles,
      rules: {
        'no-console': 'error',
        'no-restricted-globals': [
          'error',
          { name: 'Date', message: fromTheDriver('Time') },
          { name: 'Temporal', message: fromTheDriver('Time') },
          { name: 'performance', message: fromTheDriver('Time') },
          { name: 'crypto', message: fromTheDriver('Randomness') },
          { name: 'Intl', message: 'Formatting for people happens in the app.' },
          { name: 'Promise', message: 'Pure packages are synchronous: return an effect.' },
          { name: 'WeakRef', message: 'Garbage collection differs from node to node.' },
          { name: 'FinalizationRegistry', message: 'Garbage collection differs by node.' },
          { name: 'globalThis', message: 'Take what you need as a parameter.' },
          { name: 'parseFloat', message: integersOnly },
          { name: 'Float32Array', message: integersOnly },
          { name: 'Float64Array', message: integersOnly },
        ],
        'no-restricted-properties': [
          'error',
          { object: 'Math', property: 'random', message: fromTheDriver('Randomness') },
          { object: 'Number', property: 'parseFloat', message: integersOnly },
          { object: 'JSON', property: 'stringify', message: 'Bytes come from the codec alone.' },
          ...floatMath.map((property) => ({ object: 'Math', property, message: integersOnly })),
        ],
        'icn/no-bare-sort': 'error',
        'icn/no-locale': 'error',
        'icn/no-float': 'error',
        'icn/no-async': 'error',
        'icn/no-unordered-iteration': 'error',
      },
    },
    {
      files: ['packages/**', 'apps/**'],
      // What an older Node.js has to read is plain JavaScript, which the type checker does not see.
      excludeFiles: [...testFiles, 'apps/*/bin/*.mjs'],
      rules: {
        'typescript/no-unsafe-argument': 'error',
        'typescript/no-unsafe-assignment': 'error',
        'typescript/no-unsafe-call': 'error',
        'typescript/no-unsafe-member-access': 'error',
        'typescript/no-unsafe-return': 'error',
      },
    },
    { files: testFiles, rules: { 'max-lines-per-function': 'off' } },
    { files: ['**/*.law.test.ts'], rules: { 'vitest/no-conditional-expect': 'off' } },
    {
      files: ['*.config.ts', '*.config.mjs', '.dependency-cruiser.mjs', 'tools/lint/plugin.ts'],
      rules: { 'import/no-default-export': 'off' },
    },
  ],
});

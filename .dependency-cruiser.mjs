/**
 * The import rules, made from layers.json and from each package's own `exports`:
 * imports point down, a package is entered by its doors only, nothing goes round in a circle.
 *
 * dependency-cruiser reads sources with the TypeScript 6 API (`typescript` in package.json is that;
 * the compiler is `@typescript/native`). With TypeScript 7 alone it reads nothing, successfully;
 * tools/check therefore also asserts that it saw modules.
 */
import { existsSync, readFileSync } from 'node:fs';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const layers = readJson('layers.json');

const folderOf = (name) => (name in layers.packages ? `packages/${name}` : `apps/${name}`);
const escaped = (path) => path.replaceAll('.', '\\.');

const tests = '\\.test\\.ts$|/testing/';
const members = { ...layers.packages, ...layers.apps };

/** The files behind a package's `exports`, or the one door of `name/door`. */
const doorsOf = (name) => {
  const [packageName, door] = name.split('/');
  const manifest = `${folderOf(packageName)}/package.json`;
  const exported = existsSync(manifest) ? (readJson(manifest).exports ?? {}) : {};
  return Object.entries(exported)
    .filter(([key]) => door === undefined || key === `./${door}`)
    .map(([, file]) => `${folderOf(packageName)}/${file.replace('./', '')}`);
};

const layerRules = Object.entries(members).map(([name, { mayImport }]) => ({
  name: `layers-${name}`,
  comment: `${name} may import ${mayImport.join(', ') || 'no other package'} (layers.json).`,
  severity: 'error',
  from: { path: `^${folderOf(name)}/`, pathNot: tests },
  to: {
    path: '^(packages|apps)/',
    pathNot: [
      `^${folderOf(name)}/`,
      ...mayImport.flatMap(doorsOf).map((file) => `^${escaped(file)}$`),
    ],
  },
}));

const purePaths = Object.entries(members)
  .filter(([, { kind }]) => kind === 'pure' || kind === 'portable')
  .map(([name]) => `^${folderOf(name)}/`);

export default {
  forbidden: [
    ...layerRules,
    {
      name: 'no-cycle',
      comment: 'Imports point down; what both need belongs in a file below both.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'doors-only',
      comment: 'Enter a package by its name and its exports, not by a path into it.',
      severity: 'error',
      from: { path: '^(?:packages|apps)/([^/]+)/' },
      to: {
        path: '^(?:packages|apps)/',
        pathNot: '^(?:packages|apps)/$1/',
        dependencyTypes: ['local'],
        dependencyTypesNot: ['aliased-workspace'],
      },
    },
    {
      name: 'doors-only-from-outside',
      comment: 'Enter a package by its name and its exports, not by a path into it.',
      severity: 'error',
      from: { pathNot: '^(packages|apps)/' },
      to: {
        path: '^(packages|apps)/',
        dependencyTypes: ['local'],
        dependencyTypesNot: ['aliased-workspace'],
      },
    },
    {
      name: 'resolvable',
      comment: 'No such file, or no such entry in the exports of that package.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'pure-no-node',
      comment: 'Pure packages know no machine: what they need comes in through a port.',
      severity: 'error',
      from: { path: purePaths, pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'declared',
      comment: 'Declare the dependency in the package.json of the package that imports it.',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: tests },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
    {
      name: 'no-test-code-in-product',
      comment: 'Product code does not import tests or their helpers.',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: tests },
      to: { path: [tests, '^(test|tools|bench|claims)/'] },
    },
  ],
  options: {
    parser: 'tsc',
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|breakers)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};

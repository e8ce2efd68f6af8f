/** What is written about the registry is what the software does: types, their concurrency, and every code of refusal. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validityCodes } from 'icn-core';
import { registry } from 'icn-replica';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const document = read('docs/protocol/4-registry.md');
const everyDocument = globSync('docs/protocol/*.md', { cwd: root }).map(read).join('\n');

/** Codes that the sources of these packages give, with the file that gives each. */
function codesIn(packages: readonly string[]): ReadonlyMap<string, string> {
  const files = globSync(`packages/{${packages.join(',')}}/src/**/*.ts`, { cwd: root });
  const own = files.filter((file) => !file.endsWith('.test.ts') && !file.includes('/testing/'));
  const codes = own.flatMap((file) =>
    [...read(file).matchAll(/\breject\(\s*'([a-z-]+)'/gu)].map(([, code = '']) => {
      return [code, file] as const;
    }),
  );
  return new Map(codes);
}

const domains = ['icn-identity', 'icn-trust', 'icn-ledger', 'icn-ccl', 'icn-governance'];

/** The headings of types: one may name several, as in "### `member.paused`, `member.resumed`". */
const headings = document
  .split('\n')
  .filter((line) => line.startsWith('### `'))
  .map((line) => ({
    types: [...line.matchAll(/`([^`]+)`/gu)].map(([, type = '']) => type),
    isRevocation: line.includes('(concurrency: revocation)'),
  }));

describe('4-registry.md', () => {
  it('has a section for every registered type, and for no other', () => {
    const written = headings.flatMap(({ types }) => types);
    expect(written.toSorted()).toEqual([...registry.keys()].toSorted());
  });

  it('says of each type how concurrent events of it settle', () => {
    const written = headings.filter(({ isRevocation }) => isRevocation);
    const revocations = [...registry].filter(
      ([, { definition }]) => definition.concurrency === 'revocation',
    );
    expect(written.flatMap(({ types }) => types).toSorted()).toEqual(
      revocations.map(([type]) => type).toSorted(),
    );
  });

  it('and the other documents name every code that a domain gives', () => {
    const unnamed = [...codesIn(domains)].filter(
      ([code]) => !everyDocument.includes(`\`${code}\``),
    );
    expect(unnamed).toEqual([]);
  });

  it('names no code that the software does not give', () => {
    const inParentheses = document.matchAll(/\(`([a-z-]+)`(?=[):])/gu);
    const afterElse = document.matchAll(/\belse `([a-z]+-[a-z-]+)`/gu);
    const inTables = document.matchAll(/\| `([a-z]+-[a-z-]+)` \|$/gmu);
    const written = [...inParentheses, ...afterElse, ...inTables].map(([, code = '']) => code);
    const given = new Set([...codesIn([...domains, 'icn-replica']).keys(), ...validityCodes]);
    expect(new Set(written).size).toBeGreaterThan(60);
    expect(written.filter((code) => !given.has(code))).toEqual([]);
  });
});

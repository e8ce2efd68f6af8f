/** The vector suite on Node.js, with both implementations of the crypto port. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { purposes, validityCodes } from 'icn-core';
import { openCrypto } from 'icn-crypto/node';
import { openCrypto as openWebCrypto } from 'icn-crypto/web';
import type { EventFile, PrefixCase, VectorFile } from './format.ts';
import { makeVectorFiles } from './make/all.ts';
import { runVectors, vectorFiles } from './suite.ts';

const folder = join(import.meta.dirname, '..', '..', 'vectors');
const fileByName = Object.fromEntries(
  vectorFiles.map((name) => [
    name,
    JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown,
  ]),
);

const subjects = [
  ['sodium-native', openCrypto()],
  ['libsodium as WebAssembly', await openWebCrypto()],
] as const;

describe.each(subjects)('vectors with %s', (_, subject) => {
  it.each(runVectors(subject, fileByName).map((result) => [result.file, result] as const))(
    '%s',
    (__, { cases, failures }) => {
      expect(failures).toEqual([]);
      expect(cases).toBeGreaterThan(0);
    },
  );
});

describe('the vector files', () => {
  it('are what tools/vectors.ts writes', () => {
    expect(JSON.parse(JSON.stringify(makeVectorFiles(openCrypto())))).toEqual(fileByName);
  });

  it('show the prefix of every purpose, and of no other', () => {
    const { cases } = fileByName['crypto/prefixes.json'] as VectorFile<PrefixCase>;
    expect(cases.map(({ purpose }) => purpose)).toEqual(purposes);
  });

  it('show every code of 1-events.md §1.4 at least once', () => {
    const { cases } = fileByName['events/invalid.json'] as EventFile;
    const shown = new Set(cases.map(({ verdict }) => verdict));
    expect([...shown].toSorted()).toEqual([...validityCodes].toSorted());
  });
});

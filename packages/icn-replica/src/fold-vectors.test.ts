/** Roots of sections against `vectors/fold/`, which another implementation made from the documents alone. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Layer, table, type Hex, type RowValue, type Section } from 'icn-core';
import { describe, expect, it } from 'vitest';
import { Certified } from './certified.ts';
import { kit } from './testing/node.ts';

const { crypto } = kit;

interface RootCase {
  readonly about: string;
  readonly section: Section;
  readonly rows: readonly {
    readonly table: string;
    readonly key: string;
    readonly value: RowValue;
  }[];
  readonly root: Hex;
}

const path = fileURLToPath(new URL('../../../vectors/fold/section-roots.json', import.meta.url));
const { cases: rootCases } = JSON.parse(readFileSync(path, 'utf8')) as {
  readonly cases: readonly RootCase[];
};

describe('the root of a section', () => {
  it.each(rootCases.map((vector) => [vector.about, vector] as const))('%s', (_, vector) => {
    const state = new Layer();
    for (const { table: name, key, value } of vector.rows) {
      state.put(table<RowValue>(vector.section, name), key, value);
    }
    const certified = new Certified(crypto, { state, head: new Certified(crypto).head });
    expect(certified.roots()[vector.section]).toBe(vector.root);
  });
});

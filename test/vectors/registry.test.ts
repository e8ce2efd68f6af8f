/** The vectors of event types are complete: no registered type is without them, nor any part of one that can be wrong. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registry } from 'icn-replica';
import type { RegistryCase, RegistryFile } from './format.ts';
import { vectorFiles } from './suite.ts';

const folder = join(import.meta.dirname, '..', '..', 'vectors');
const cases: readonly RegistryCase[] = vectorFiles
  .filter((name) => name.startsWith('registry/'))
  .flatMap((name) => {
    return (JSON.parse(readFileSync(join(folder, name), 'utf8')) as RegistryFile).cases;
  });

function typesWith(isShown: (verdict: string) => boolean): readonly string[] {
  const shown = cases.filter(({ verdict }) => isShown(verdict)).map(({ type }) => type);
  return [...new Set(shown)].toSorted();
}

function typesThat(has: (definition: object) => boolean): readonly string[] {
  const rows = [...registry].filter(([, { definition }]) => has(definition));
  return rows.map(([type]) => type).toSorted();
}

describe('the vectors of event types', () => {
  it('show a valid event of every registered type, and of no other', () => {
    expect(typesWith((verdict) => verdict === 'valid')).toEqual(typesThat(() => true));
  });

  it('show a wrong body of every registered type', () => {
    expect(typesWith((verdict) => verdict === 'wrong-body')).toEqual(typesThat(() => true));
  });

  it('show for every type a first event by somebody who is not entitled', () => {
    expect(typesWith((verdict) => verdict === 'not-entitled')).toEqual(typesThat(() => true));
  });

  it('show a wrong key of every type that names keys', () => {
    expect(typesWith((verdict) => verdict === 'bad-key')).toEqual(
      typesThat((definition) => 'keys' in definition),
    );
  });

  it('show a wrong proof of every type that has proofs', () => {
    expect(typesWith((verdict) => verdict === 'bad-signature')).toEqual(
      typesThat((definition) => 'proofs' in definition),
    );
  });

  it('show each event once', () => {
    const wires = cases.map(({ wire }) => JSON.stringify(wire));
    expect(wires.filter((wire, at) => wires.indexOf(wire) !== at)).toEqual([]);
  });
});

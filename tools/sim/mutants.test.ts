/** A patch that no longer applies tests nothing: whoever changes the code under it hears of it here. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyMutant, mutantNames } from './mutants.ts';

const repository = join(import.meta.dirname, '../..');

describe('mutants', () => {
  it('are many', () => {
    expect(mutantNames().length).toBeGreaterThan(30);
  });

  it.each(mutantNames())('%s applies', (name) => {
    expect(() => applyMutant(name, repository, true)).not.toThrow();
  });
});

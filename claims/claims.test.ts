/** The claims as data: each can be measured, and each has a breaker that still fits the code. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claims } from './all.ts';
import { applyPatch, breakerHeader, breakersFolder, patchedFiles } from './prove.ts';

const root = resolve(import.meta.dirname, '..');
const breakers = join(root, breakersFolder);

describe.each(claims.map((claim) => [claim.name, claim] as const))('%s', (name, claim) => {
  it('is a promise in a sentence, with something that measures it', () => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/u);
    expect(claim.sentence).toMatch(/^[A-Z].{20,}\.$/u);
    const { measure } = claim;
    const [least, files] =
      measure.kind === 'suite'
        ? [measure.testsMin, measure.files]
        : [measure.thresholds.length, measure.command.filter((part) => part.endsWith('.ts'))];
    expect(least).toBeGreaterThan(0);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
  });

  it('has a breaker that says what it breaks, is short, and touches production code alone', () => {
    const text = readFileSync(join(breakers, claim.breaker), 'utf8');
    expect(breakerHeader(text)).toMatch(/^[a-z].{10,}[^.]$/u);
    const files = patchedFiles(text);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(file).toMatch(/^(packages|apps)\/.+\.ts$/u);
      expect(file).not.toMatch(/\.test\.ts$|\/testing\//u);
    }
    const changed = text.match(/^[-+](?![-+]{2} )/gmu) ?? [];
    expect(changed.length).toBeLessThanOrEqual(8);
  });

  it('has a breaker that still applies', () => {
    expect(() => applyPatch(root, join(breakers, claim.breaker), true)).not.toThrow();
  });
});

it('names and breakers are one to one', () => {
  const names = claims.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const used = claims.map(({ breaker }) => breaker).toSorted();
  expect(used).toEqual(readdirSync(breakers).toSorted());
});

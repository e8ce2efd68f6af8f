/** The simulator itself: its parts, that a run is a function of its plan, and that a few seeds hold. */
import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Rng } from './prng.ts';
import { Agenda } from './heap.ts';
import { planOf } from './plan.ts';
import { runPlan, runSeed, shorten } from './run.ts';
import { stubCrypto } from './sim-crypto.ts';

const crypto = stubCrypto((bytes) => {
  const digest = hash('sha256', bytes, 'buffer');
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.byteLength);
});

/** A seed's first ops: enough for a founding, short enough for a unit test. */
const shortPlan = (seed: number) => {
  const plan = planOf(seed);
  const ops = plan.ops.filter(({ at }) => at < 40_000);
  return { ...plan, ops, endMs: 40_000 };
};

describe('randomness', () => {
  it('gives the same numbers for the same seed, and others for another', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, () => new Rng(seed).next());
    expect(draw(1)).toEqual(draw(1));
    expect(new Rng(1).next()).not.toBe(new Rng(2).next());
  });

  it('stays within its bounds and meets both', () => {
    const rng = new Rng(3);
    const drawn = new Set(Array.from({ length: 1000 }, () => rng.between(4, 9)));
    expect([...drawn].toSorted((a, b) => a - b)).toEqual([4, 5, 6, 7, 8, 9]);
  });

  it('shuffles without losing anything', () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const mixed = new Rng(5).shuffle(items);
    expect(mixed).not.toEqual(items);
    expect(mixed.toSorted((a, b) => a - b)).toEqual(items);
  });
});

describe('virtual time', () => {
  it('lets things happen by time, then in the order of planning', () => {
    const agenda = new Agenda();
    const seen: string[] = [];
    for (const [at, name] of [
      [30, 'd'],
      [10, 'a'],
      [20, 'c'],
      [10, 'b'],
    ] as const) {
      agenda.after(at, () => seen.push(`${name}${agenda.now}`));
    }
    agenda.run(25, () => false);
    expect([seen, agenda.now]).toEqual([['a10', 'b10', 'c20'], 25]);
    agenda.run(30, () => false);
    expect(seen.at(-1)).toBe('d30');
  });
});

describe('a run', () => {
  it('is a function of its plan', () => {
    const [a, b] = [runPlan(shortPlan(7), crypto), runPlan(shortPlan(7), crypto)];
    expect(a).toEqual(b);
    expect(a.violation).toBeUndefined();
    expect(a.events).toBeGreaterThan(20);
  }, 120_000);

  it('has at least nine replicas, and ops that are data', () => {
    const plan = planOf(11);
    expect(plan.nodes).toBeGreaterThanOrEqual(9);
    expect(structuredClone(plan)).toEqual(plan);
  });

  it('holds for a whole seed', () => {
    expect(runSeed(1, crypto).violation).toBeUndefined();
  }, 120_000);

  it('finds what a broken verifier lets in, and shortens the way there', () => {
    const blind = { ...crypto, crypto: { ...crypto.crypto, verify: () => true } };
    const seeds = Array.from({ length: 6 }, (_, i) => i + 20);
    const failing = seeds.map(shortPlan).find((plan) => runPlan(plan, blind).violation);
    expect(failing).toBeDefined();
    if (failing === undefined) return;
    const short = shorten(failing, blind, 20);
    expect(short.ops.length).toBeLessThan(failing.ops.length);
    expect(runPlan(short, blind).violation).toBeDefined();
  }, 120_000);
});

/**
 * Power cuts under the real statements on real SQLite: what was committed is there afterwards, whatever the disk did to
 * sectors that were not synced. And the proof that this suite can tell: with syncing stubbed out it sees losses.
 *
 * Everything follows from the seed. `ICN_TORN_SEED=17` runs one seed of each kind.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from './random.ts';
import { loadTornSqlite } from './torn-sqlite.ts';
import type { TornSqlite } from './torn-sqlite.ts';
import { runSeed } from './workload.ts';
import type { Conditions, Outcome } from './workload.ts';

const only = process.env['ICN_TORN_SEED'];

interface Tally {
  readonly cuts: number;
  readonly commits: number;
  readonly lostEvents: number;
  readonly lost: readonly string[];
  readonly damaged: readonly string[];
}

let sqlite: TornSqlite;
beforeAll(async () => {
  sqlite = await loadTornSqlite();
});

function run(name: string, seeds: number, conditionsFor: (random: Random) => Conditions): Tally {
  const numbers = only === undefined ? Array.from({ length: seeds }, (_, seed) => seed) : [+only];
  const outcomes = numbers.map((seed) => {
    const random = new Random(seed);
    return { seed, ...runSeed(sqlite, random, conditionsFor(random)) };
  });
  const sum = (of: (outcome: Outcome) => number): number =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const troubles = (kind: 'lost' | 'damaged'): readonly string[] =>
    outcomes.flatMap(({ seed, trouble }) =>
      trouble?.kind === kind ? [`seed ${seed}: ${trouble.detail}`] : [],
    );
  const tally = {
    cuts: sum(({ cuts }) => cuts),
    commits: sum(({ commits }) => commits),
    lostEvents: sum(({ lostEvents }) => lostEvents),
    lost: troubles('lost'),
    damaged: troubles('damaged'),
  };
  console.log(
    `${name}: SQLite ${sqlite.version}, seeds ${numbers[0]} to ${numbers.at(-1)}, ` +
      `${tally.cuts} power cuts, ${tally.commits} commits, ${tally.lostEvents} of ` +
      `${sum(({ acknowledged }) => acknowledged)} acknowledged events lost, ` +
      `${tally.lost.length} logs behind, ${tally.damaged.length} damaged`,
  );
  return tally;
}

/** A different disk for each seed: from one that loses nearly all that waits to one that loses nearly nothing. */
const habits = (random: Random): Conditions['habits'] => ({
  keeps: random.below(257),
  tears: random.below(129),
  garbage: false,
  syncIsStubbed: false,
});

describe('power cuts', () => {
  it('lose nothing that was committed', () => {
    const { cuts, lost, damaged } = run('torn sectors', 200, (random) => ({
      habits: habits(random),
    }));
    expect({ lost, damaged }).toEqual({ lost: [], damaged: [] });
    expect(cuts).toBe(only === undefined ? 600 : 3);
  });

  it('lose nothing either on a disk that fills torn sectors with rubbish', () => {
    const { lost, damaged } = run('rubbish sectors', 100, (random) => ({
      habits: { ...habits(random), garbage: true },
    }));
    expect({ lost, damaged }).toEqual({ lost: [], damaged: [] });
  });
});

describe('the suite notices', () => {
  it('when syncing does nothing', () => {
    const { lostEvents } = run('without sync', 60, (random) => ({
      habits: { ...habits(random), syncIsStubbed: true },
    }));
    expect(lostEvents).toBeGreaterThan(0);
  });

  it('when commits are not synced: rows are lost, though nothing is damaged', () => {
    const { lostEvents, damaged } = run('synchronous = NORMAL', 60, (random) => ({
      habits: habits(random),
      synchronous: 'NORMAL',
    }));
    expect(lostEvents).toBeGreaterThan(0);
    expect(damaged).toEqual([]);
  });

  it('nothing new when a seed is run again', () => {
    const conditions = (random: Random): Conditions => ({ habits: habits(random) });
    const once = (): Outcome => {
      const random = new Random(5);
      return runSeed(sqlite, random, conditions(random));
    };
    expect(once()).toEqual(once());
  });
});

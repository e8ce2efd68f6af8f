/**
 * Laws of the ledger over random histories:
 * LAW-LEDGER-1: all balances add to zero after every event and every checkpoint.
 * LAW-LEDGER-2: no member's balance is below minus their limit, unless they were removed.
 * LAW-LEDGER-3: the queues name exactly the held entries, and days hold exactly what is pending and
 * posted.
 * LAW-LEDGER-4: the queue releases what a naive one releases, in the same order.
 */
import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareKeys, dayMs, Layer, type Hex, type StateWriter } from 'icn-core';
import { endMembership, memberTable } from 'icn-identity';
import {
  accountTable,
  dayKey,
  dayTable,
  entryTable,
  heldTable,
  hoursConfirmed,
  hoursLogged,
  ledgerCorrectionAgreed,
  ledgerCorrectionProposed,
  ledgerWithdrawn,
  limitOf,
  memberLeft,
  releaseHeld,
  type EntryRow,
} from './index.ts';
import { Books, today } from './testing/books.ts';

const names = ['ann', 'ben', 'eva', 'gil', 'ida'];

const step = fc.record({
  kind: fc.constantFrom(
    'pay',
    'pay',
    'pay',
    'pay',
    'log',
    'log',
    'confirm',
    'withdraw',
    'propose',
    'agree',
    'end',
    'check',
    'check',
  ),
  who: fc.constantFrom(...names),
  whom: fc.constantFrom(...names, 'fund'),
  minutes: fc.integer({ min: 1, max: 1000 }),
  pick: fc.nat({ max: 30 }),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const history = fc.array(step, { minLength: 20, maxLength: 150 });

/** Seen over all runs, so that a law cannot hold because nothing happened. */
const seen = new Map<string, number>();

class History {
  readonly books = new Books();
  readonly entries: Hex[] = [];
  readonly corrections: Hex[] = [];

  run({ kind, who, whom, minutes, pick }: Step): void {
    const { books, entries, corrections } = this;
    const entry = entries.at(-1 - (pick % 7)) ?? books.coop;
    const correction = corrections.at(-1 - (pick % 3)) ?? books.coop;
    const note = (made: Hex[] | undefined, { id, code }: { id: Hex; code: string }) => {
      if (code === 'effective') made?.push(id);
      const status = code === 'effective' ? (books.entry(id) ?? code) : code;
      seen.set(`${kind} ${status}`, (seen.get(`${kind} ${status}`) ?? 0) + 1);
    };
    if (kind === 'pay') note(entries, books.pay(who, whom, minutes));
    if (kind === 'log')
      note(entries, books.act(who, hoursLogged, { day: today - (pick % 2), minutes }));
    if (kind === 'confirm') note(undefined, books.act(who, hoursConfirmed, { entry }));
    if (kind === 'withdraw') note(undefined, books.act(who, ledgerWithdrawn, { entry }));
    if (kind === 'propose') {
      const content = { entry, minutes: minutes >> 2 };
      note(corrections, books.act(who, ledgerCorrectionProposed, content));
    }
    if (kind === 'agree') note(undefined, books.act(who, ledgerCorrectionAgreed, { correction }));
    if (kind === 'end' && pick % 8 === 0)
      note(undefined, books.act(who, memberLeft, { donate: true }));
    if (kind === 'end' && pick % 8 === 1 && books.status(who) === 'active') {
      endMembership(books.state, books.member(who), 'removed');
    }
    if (kind === 'check') this.checkpoint(pick * dayMs);
  }

  checkpoint(wait: number): void {
    const { books } = this;
    books.wait(wait);
    const naive = new Layer(books.state);
    const order = releaseNaively(naive, books.now);
    const ours = new Layer(books.state);
    const posted: Hex[] = [];
    releaseHeld(recording(ours, posted), books.now);
    deepStrictEqual(posted, order, 'LAW-LEDGER-4: the order of release');
    const strip = (layer: Layer) =>
      [accountTable, entryTable, heldTable].map((table) => layer.entries<unknown>(table));
    deepStrictEqual(strip(ours), strip(naive), 'LAW-LEDGER-4: the rows after it');
    seen.set('released', (seen.get('released') ?? 0) + order.length);
    books.checkpoint();
  }
}

/** Notes which entries become posted, in order. */
function recording(layer: Layer, posted: Hex[]): StateWriter {
  return {
    get: (from, key) => layer.get(from, key),
    entries: (from) => layer.entries(from),
    remove: (from, key) => layer.remove(from, key),
    put: (into, key, row) => {
      if (into.name === 'entry' && (row as EntryRow).status === 'posted') posted.push(key);
      layer.put(into, key, row);
    },
  };
}

/** Step 5 word by word: no cleverness, everything read anew for every look. */
function releaseNaively(state: Layer, now: number): readonly Hex[] {
  const entryOf = (id: Hex) => state.get(entryTable, id) as EntryRow;
  const isGone = (id: Hex) =>
    ['left', 'removed'].includes(state.get(memberTable, id)?.status ?? '');
  const putQueue = (payer: Hex, queue: readonly Hex[]) =>
    queue.length === 0 ? state.remove(heldTable, payer) : state.put(heldTable, payer, queue);
  for (const [payer, queue] of state.entries(heldTable)) {
    for (const id of queue) {
      const entry = entryOf(id);
      if (entry.at + 30 * dayMs < now || isGone(payer) || isGone(entry.to)) {
        state.put(entryTable, id, { ...entry, status: 'lapsed' });
      }
    }
    putQueue(
      payer,
      queue.filter((id) => entryOf(id).status === 'held'),
    );
  }
  const order: Hex[] = [];
  for (;;) {
    const firsts = state
      .entries(heldTable)
      .map(([payer, queue]) => ({ payer, queue, id: queue[0] ?? '' }))
      .toSorted((a, b) => entryOf(a.id).at - entryOf(b.id).at || compareKeys(a.id, b.id));
    const next = firsts.find(({ payer, id }) => {
      const account = state.get(accountTable, payer);
      if (account === undefined) return false;
      return account.balance - entryOf(id).minutes >= -limitOf(state, payer, account);
    });
    if (next === undefined) return order;
    const entry = entryOf(next.id);
    state.put(entryTable, next.id, { ...entry, status: 'posted' });
    for (const [id, sign] of [
      [entry.from, -1],
      [entry.to, 1],
    ] as const) {
      const account = state.get(accountTable, id);
      if (account === undefined) continue;
      const balance = account.balance + sign * entry.minutes;
      state.put(accountTable, id, { ...account, balance });
    }
    putQueue(next.payer, next.queue.slice(1));
    order.push(next.id);
  }
}

function assertLimits(books: Books): void {
  for (const name of names) {
    if (books.status(name) === 'removed') continue;
    expect(books.balance(name)).toBeGreaterThanOrEqual(books.status(name) === 'left' ? 0 : -600);
  }
}

function assertIndexes(books: Books): void {
  const entries = books.state.entries(entryTable);
  const held = entries.filter(([, row]) => row.status === 'held').map(([id]) => id);
  const queued = books.state.entries(heldTable).flatMap(([payer, queue]) => {
    expect(queue.length).toBeGreaterThan(0);
    expect(queue.length).toBeLessThanOrEqual(20);
    for (const id of queue) expect(books.state.get(entryTable, id)?.from).toBe(payer);
    return queue;
  });
  expect(queued.toSorted(compareKeys)).toEqual(held);
  const days = new Map<string, number>();
  for (const [id, row] of entries) {
    if (row.day === null || row.status === 'withdrawn') continue;
    const back = entries.find(([, other]) => other.of === id)?.[1].minutes ?? 0;
    const key = dayKey(row.to, row.day);
    days.set(key, (days.get(key) ?? 0) + row.minutes - back);
  }
  const expected = [...days].filter(([, sum]) => sum > 0);
  expect(books.state.entries(dayTable)).toEqual(
    expected.toSorted((a, b) => compareKeys(a[0], b[0])),
  );
  for (const [, sum] of expected) expect(sum).toBeLessThanOrEqual(1440);
}

describe('LAW-LEDGER-1 to 4', () => {
  it('hold after every step of every history', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const run = new History();
        for (const next of steps) {
          run.run(next);
          expect(run.books.sum()).toBe(0);
          assertLimits(run.books);
        }
        assertIndexes(run.books);
      }),
      { numRuns: 300 },
    );
  });

  it('were tried on what they are about', () => {
    for (const what of [
      'pay posted',
      'pay held',
      'pay payee-left',
      'log pending',
      'log hours-over-day',
      'confirm effective',
      'withdraw effective',
      'propose effective',
      'propose needs-vote',
      'agree posted',
      'end posted',
      'released',
    ]) {
      expect([what, (seen.get(what) ?? 0) > 0]).toEqual([what, true]);
    }
  });
});

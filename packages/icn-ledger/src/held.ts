/**
 * Payments that wait. Two sides of a separated network can each accept a payment that the payer's
 * limit bears only once; when they meet, the later one waits here instead of being lost: first in,
 * first out, until it is covered or 30 days have passed.
 *
 * Invariants:
 * - Within one payer's queue nothing overtakes.
 * - After `releaseHeld` no first payment of any queue is covered.
 */
import {
  assert,
  compareKeys,
  earlier,
  heldMsMax,
  type Hex,
  type StateReader,
  type StateWriter,
} from 'icn-core';
import { memberTable } from 'icn-identity';
import { isCountable, isCovered, postEntry } from './posting.ts';
import { accountTable, entryTable, heldTable, type EntryRow } from './tables.ts';

/** Payments of this payer that wait, first in first. */
export function heldOf(state: StateReader, payer: Hex): readonly Hex[] {
  return state.get(heldTable, payer) ?? [];
}

/** Adds a payment at the end of the payer's queue. */
export function hold(state: StateWriter, payer: Hex, entry: Hex): void {
  state.put(heldTable, payer, [...heldOf(state, payer), entry]);
}

/** Takes a payment out of the payer's queue, wherever it stands. */
export function unhold(state: StateWriter, payer: Hex, entry: Hex): void {
  putQueue(
    state,
    payer,
    heldOf(state, payer).filter((other) => other !== entry),
  );
}

function putQueue(state: StateWriter, payer: Hex, queue: readonly Hex[]): void {
  if (queue.length > 0) state.put(heldTable, payer, queue);
  else state.remove(heldTable, payer);
}

function heldEntry(state: StateReader, id: Hex): EntryRow {
  const entry = state.get(entryTable, id);
  assert(entry?.status === 'held', 'INV-LEDGER-6: a queue names held entries only');
  return entry;
}

/**
 * Step 5 of the fold: lets run out what waited too long, then posts what is covered. `now` is the
 * checkpoint's T.
 */
export function releaseHeld(state: StateWriter, now: number): void {
  for (const [payer, queue] of state.entries(heldTable)) lapse(state, payer, queue, now);
  postCovered(state);
}

function lapse(state: StateWriter, payer: Hex, queue: readonly Hex[], now: number): void {
  const stays = queue.filter((id) => {
    const entry = heldEntry(state, id);
    const ends = entry.at + heldMsMax < now || hasGone(state, payer) || hasGone(state, entry.to);
    if (ends) state.put(entryTable, id, { ...entry, status: 'lapsed' });
    return !ends;
  });
  if (stays.length < queue.length) putQueue(state, payer, stays);
}

/** Is this the account of someone who left or was removed? */
function hasGone(state: StateReader, account: Hex): boolean {
  if (state.get(accountTable, account)?.kind !== 'member') return false;
  const status = state.get(memberTable, account)?.status;
  return status === 'left' || status === 'removed';
}

/** The first payment of a queue. */
type First = {
  readonly id: Hex;
  readonly entry: EntryRow;
  readonly queue: readonly Hex[];
};

function firstOf(state: StateReader, queue: readonly Hex[]): First | undefined {
  const id = queue[0];
  return id === undefined ? undefined : { id, entry: heldEntry(state, id), queue };
}

function compareFirsts(a: First, b: First): number {
  return a.entry.at - b.entry.at || compareKeys(a.id, b.id);
}

// Each round posts one payment or ends, and each looks at every queue once: at most 20 x payers²
// looks, and far fewer when few wait.
function postCovered(state: StateWriter): void {
  const firsts = state
    .entries(heldTable)
    .flatMap(([, queue]) => firstOf(state, queue) ?? [])
    .toSorted(compareFirsts);
  for (;;) {
    const at = firsts.findIndex(
      ({ entry }) => isCovered(state, entry) && isCountable(state, entry),
    );
    const [first] = at < 0 ? [] : firsts.splice(at, 1);
    if (first === undefined) return;
    postEntry(state, first.id, null);
    const rest = first.queue.slice(1);
    putQueue(state, first.entry.from, rest);
    const next = firstOf(state, rest);
    if (next !== undefined) insert(firsts, next);
  }
}

function insert(firsts: First[], added: First): void {
  const after = firsts.findIndex((other) => compareFirsts(added, other) < 0);
  firsts.splice(after < 0 ? firsts.length : after, 0, added);
}

/** Earliest T at which a waiting payment runs out by time alone; undefined when none waits. */
export function nextHeldLapse(state: StateReader): number | undefined {
  let next: number | undefined;
  for (const [, queue] of state.entries(heldTable)) {
    for (const id of queue) {
      next = earlier(next, heldEntry(state, id).at + heldMsMax + 1);
    }
  }
  return next;
}

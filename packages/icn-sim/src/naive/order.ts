/**
 * Which events are in which batch, in which order, and which of them lost a fork.
 * Documents: 2-order-and-checkpoints.md (2.1), 3-fold.md (3.2 steps 1 and 2).
 */
import type { State } from './state.ts';
import { ascending } from './state.ts';
import type { NaiveEvent } from './types.ts';

/** 2.1: by (t.ms, t.counter, id); the epoch is the batch. */
export const byTime = (a: NaiveEvent, b: NaiveEvent): number =>
  a.ms - b.ms || a.counter - b.counter || ascending(a.id, b.id);

const parentsOf = (event: NaiveEvent): string[] =>
  event.previous === null ? [...event.otherParents] : [event.previous, ...event.otherParents];

/** One event per id, and only those whose every ancestor is there (1.4 `missing-parent`). */
export const presentEvents = (events: readonly NaiveEvent[]): Map<string, NaiveEvent> => {
  const present = new Map<string, NaiveEvent>();
  // Time rises along every edge, so parents come before children.
  for (const event of events.toSorted(byTime)) {
    if (!present.has(event.id) && parentsOf(event).every((id) => present.has(id))) {
      present.set(event.id, event);
    }
  }
  return present;
};

/**
 * 2.1: everything reachable from the heads that is not taken by an earlier batch; undefined when
 * some of it is not here (2.3: the certificate is kept aside).
 */
export const batchOf = (
  heads: readonly string[],
  present: ReadonlyMap<string, NaiveEvent>,
  taken: ReadonlySet<string>,
): NaiveEvent[] | undefined => {
  const reached = new Map<string, NaiveEvent>();
  const open = [...heads];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id) || taken.has(id)) continue;
    const event = present.get(id);
    if (event === undefined) return undefined;
    reached.set(id, event);
    open.push(...parentsOf(event));
  }
  return [...reached.values()].toSorted(byTime);
};

/** 2.2 `q`: the events of the batch that no event of the batch has as parent. */
export const headsOf = (batch: readonly NaiveEvent[]): string[] => {
  const cited = new Set(batch.flatMap(parentsOf));
  return batch
    .map(({ id }) => id)
    .filter((id) => !cited.has(id))
    .toSorted(ascending);
};

interface Slot {
  readonly device: string;
  readonly n: number;
  readonly winner: string | null;
  readonly losers: readonly string[];
}

/** Step 2: what became of each slot that the sorted batch touches. */
const slotsOf = (state: State, batch: readonly NaiveEvent[]): Slot[] => {
  const slots: Slot[] = [];
  for (const event of batch) {
    if (slots.some((slot) => slot.device === event.device && slot.n === event.n)) continue;
    const rivals = batch.filter((other) => other.device === event.device && other.n === event.n);
    const isFinal = event.n <= (state.sequence.get(event.device) ?? -1);
    const winner = isFinal ? undefined : rivals.at(-1);
    const losers = rivals.filter((rival) => rival !== winner).map((rival) => rival.id);
    slots.push({ device: event.device, n: event.n, winner: winner?.id ?? null, losers });
  }
  return slots;
};

/** Step 2: writes the `fork` and `frozen` rows and says which events are quarantined. */
export const resolveForks = (state: State, batch: readonly NaiveEvent[]): Set<string> => {
  const quarantined = new Set<string>();
  for (const slot of slotsOf(state, batch)) {
    if (slot.losers.length === 0) continue;
    const key = `${slot.device}:${String(slot.n)}`;
    const earlier = state.fork.get(key);
    const all = new Set([...(earlier?.losers ?? []), ...slot.losers]);
    const losers = [...all].toSorted(ascending);
    // "an earlier row's winner stays; losers are added"
    const winner = earlier === undefined ? slot.winner : earlier.winner;
    state.fork.set(key, { winner, losers });
    const frozen = state.frozen.get(slot.device);
    if (frozen === undefined || slot.n < frozen) state.frozen.set(slot.device, slot.n);
    for (const loser of slot.losers) quarantined.add(loser);
  }
  for (const event of batch) {
    if (event.previous === null) continue;
    const before = state.outcome.get(event.previous)?.status === 'quarantined';
    if (before || quarantined.has(event.previous)) quarantined.add(event.id);
  }
  return quarantined;
};

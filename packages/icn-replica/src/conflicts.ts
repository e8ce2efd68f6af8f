/**
 * What an epoch leaves behind about events that did not take effect: the tables of section `conflict` that the fold itself
 * keeps (docs/protocol/4-registry.md, 4.2).
 */
import { table } from 'icn-core';

/** Why an event has no effect. Effective events have no outcome row. */
export type Outcome = {
  readonly status: 'void' | 'quarantined';
  readonly code: string;
};

/** A slot (device, n) that more than one event claims. `winner` is null when the slot was final before. */
export type Fork = {
  readonly winner: string | null;
  readonly losers: readonly string[];
};

/** Outcome rows by event id. */
export const outcomeTable = table<Outcome>('conflict', 'outcome');
/** Greatest n folded, by device key. */
export const sequenceTable = table<number>('conflict', 'sequence');
/** Lowest forked n, by device key. */
export const frozenTable = table<number>('conflict', 'frozen');
/** Forks by device key + `:` + n. */
export const forkTable = table<Fork>('conflict', 'fork');

/**
 * The tables of the section `ledger`: hours as balanced double entry, in whole minutes.
 *
 * Invariants:
 * - INV-LEDGER-1: all balances add to zero after every event and every step.
 * - `held` has a row for a payer exactly while payments of theirs wait, and the row names exactly
 *   those.
 * - `day` holds the pending and posted hours of one member and day, less what corrections took
 *   back.
 */
import { table, type Hex } from 'icn-core';

/**
 * An account: one per member, the common fund, further ones of the cooperative, and those that
 * wait for a member.
 */
export type AccountRow = {
  readonly kind: 'member' | 'coop' | 'provisional';
  /** Null for accounts of members, whose names are no part of state. */
  readonly name: string | null;
  /** Minutes; below zero when more was received than given. */
  readonly balance: number;
  /** What it was opened with from the books kept before; null when nothing was. */
  readonly opening: number | null;
  readonly openingAnswer: 'waiting' | 'confirmed' | 'disputed' | null;
};
/** By account id. */
export const accountTable = table<AccountRow>('ledger', 'account');

/** One movement between two accounts, whether it has happened yet or not. */
export type EntryRow = {
  readonly kind: 'hours' | 'payment' | 'correction' | 'effect' | 'donation';
  readonly from: Hex;
  readonly to: Hex;
  readonly minutes: number;
  readonly status: 'pending' | 'held' | 'posted' | 'withdrawn' | 'lapsed' | 'corrected';
  /** Null for the effect of a vote. */
  readonly author: Hex | null;
  readonly at: number;
  /** Day worked, counted from 1970-01-01; hours only. */
  readonly day: number | null;
  /** Who confirmed the hours. */
  readonly confirmed: Hex | null;
  /** The entry that a correction takes back in part or whole. */
  readonly of: Hex | null;
};
/** By entry id. Grows with history: point reads only. */
export const entryTable = table<EntryRow>('ledger', 'entry');

/** Waiting payments of one payer, first in first; by the payer's account id. */
export const heldTable = table<readonly Hex[]>('ledger', 'held');

/** Minutes logged for one day; by `dayKey`. Grows with history: point reads only. */
export const dayTable = table<number>('ledger', 'day');

/** Key of a member's day. */
export function dayKey(member: Hex, day: number): string {
  return `${member}:${day}`;
}

/** A proposed or agreed correction. */
export type CorrectionRow = {
  readonly entry: Hex;
  /** What the entry should have been. */
  readonly minutes: number;
  readonly by: Hex;
  readonly agreed: boolean;
};
/** By the id of its proposal. Grows with history: point reads only. */
export const correctionTable = table<CorrectionRow>('ledger', 'correction');

/** The one correction of an entry that is not agreed yet; by entry id. */
export const openCorrectionTable = table<Hex>('ledger', 'open-correction');

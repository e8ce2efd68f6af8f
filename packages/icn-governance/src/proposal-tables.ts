/**
 * The tables of proposals: what was put to the vote, until when, and who voted how.
 *
 * Invariants:
 * - INV-GOV-1: one ballot counts per member and proposal; each proposal closes and executes at most once.
 * - `open-proposal` holds exactly the proposals with status `open`, each with the proposal's deadline.
 * - A proposal's electorate is frozen when it is opened: no row is ever added to it.
 */
import type { Choice } from 'icn-ccl';
import { table, type Hex } from 'icn-core';
import type { Effect } from './effects/effects.ts';

/** How a proposal ended. */
export type ProposalResult = {
  readonly yes: number;
  readonly no: number;
  readonly abstain: number;
  /** Number of electors who were active members at the close. */
  readonly electorate: number;
  /** Did the effect happen? */
  readonly executed: boolean;
  /** Why it did not although the vote passed. */
  readonly reason: string | null;
};

/** A question put to the vote. */
export type ProposalRow = {
  readonly contract: Hex;
  readonly by: Hex;
  readonly title: string;
  readonly text: string;
  readonly effect: Effect;
  /** Who may vote, ascending. */
  readonly electorate: readonly Hex[];
  /** When it was opened, as its author claims, Unix ms. */
  readonly opened: number;
  /** Last moment for voting, Unix ms; null until the first checkpoint, from which the time for voting is counted. */
  readonly deadline: number | null;
  readonly status: 'open' | 'passed' | 'failed';
  readonly result: ProposalResult | null;
};
/** By proposal id. */
export const proposalTable = table<ProposalRow>('governance', 'proposal');

/** The deadlines of the open proposals, by proposal id. */
export const openProposalTable = table<number | null>('governance', 'open-proposal');

/** A member's vote on a proposal: the last one cast. */
export type BallotRow = {
  readonly choice: Choice;
  /** When it was cast, Unix ms. */
  readonly at: number;
  /** The event that cast it. */
  readonly event: Hex;
};
/** By `ballotKey`. */
export const ballotTable = table<BallotRow>('governance', 'ballot');

/** Key of a member's ballot on a proposal. */
export function ballotKey(proposal: Hex, member: Hex): string {
  return proposal + member;
}

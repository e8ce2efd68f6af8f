/**
 * The table of contracts: which agreements are in force and which once were.
 *
 * Invariant: INV-GOV-2, a proposal names a contract that has a row: contracts are retired, never removed.
 */
import type { ContractDocument } from 'icn-ccl';
import { table, type Hex } from 'icn-core';

/** An agreement under which proposals may be opened. */
export type ContractRow = {
  readonly document: ContractDocument;
  readonly status: 'active' | 'retired';
  /** Who brought a shipped template into force; null when a vote did. */
  readonly by: Hex | null;
  /** Since when, Unix ms. */
  readonly at: number;
};
/** By contract id: the id of the deploying event, or of the vote's execution. */
export const contractTable = table<ContractRow>('governance', 'contract');

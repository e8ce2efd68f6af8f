/**
 * Trust between two members as edges, in parts per million. A vouch sets them; standing sums them
 * up on reading.
 *
 * Invariants:
 * - An edge leads from one member to another, never to the same.
 * - Nothing in the fold reads an edge: trust never decides who belongs, pays or votes.
 */
import {
  divideDown,
  table,
  type Consequence,
  type Hex,
  type StateReader,
  type StateWriter,
} from 'icn-core';
import {
  coopKey,
  coopTable,
  isActive,
  memberOfDevice,
  memberTable,
  type VouchedContent,
} from 'icn-identity';

/** Trust of one member in another. */
export type EdgeRow = {
  /** Parts per million. */
  readonly value: number;
  /** When it was last set, Unix ms. */
  readonly last: number;
};
/** By voucher id and member id, joined. */
export const edgeTable = table<EdgeRow>('trust', 'edge');

/** What a vouch sets, parts per million. */
export const vouchedTrust = 500_000;

/** Key of the edge from one member to another. */
export function edgeKey(from: Hex, to: Hex): string {
  return from + to;
}

/**
 * After `member.vouched`: the voucher trusts the newcomer; once this vouch made the newcomer
 * active, they trust their active vouchers in return.
 */
export const setVouchedEdges: Consequence<VouchedContent> = (state, event, { when }) => {
  const voucher = memberOfDevice(state, event.device);
  const { member } = event.content;
  const target = state.get(memberTable, member);
  if (voucher === undefined || target === undefined) return;
  setEdge(state, edgeKey(voucher, member), when);
  // Only someone waiting can be vouched for, so an active target became so by this very event.
  if (target.status !== 'active') return;
  for (const other of target.vouchers) {
    if (isActive(state, other)) setEdge(state, edgeKey(member, other), when);
  }
};

function setEdge(state: StateWriter, key: string, when: number): void {
  state.put(edgeTable, key, { value: vouchedTrust, last: when });
}

/**
 * How far the active members trust a member on average, parts per million, rounded down: the sum of
 * incoming edges from active members over the number of active members but one. 0 for whoever is
 * alone. Reads all members: for queries, not for the fold.
 */
export function standing(state: StateReader, member: Hex): number {
  const others = (state.get(coopTable, coopKey)?.active ?? 0) - 1;
  if (others < 1) return 0;
  let sum = 0;
  for (const [voucher, row] of state.entries(memberTable)) {
    if (row.status !== 'active') continue;
    sum += state.get(edgeTable, edgeKey(voucher, member))?.value ?? 0;
  }
  return divideDown(sum, others);
}

/**
 * How a membership begins to count and how it ends: the changes of state that vouches, votes,
 * resignations and removals have in common.
 *
 * Invariant: INV-ID-4, `coop.active` is the number of members with status `active`.
 */
import {
  assert,
  founderAloneEnd,
  foundingMembersEnd,
  type Hex,
  type StateReader,
  type StateWriter,
} from 'icn-core';
import { coopOf } from './founding.ts';
import { policyOf } from './policy.ts';
import {
  admissionTable,
  coopKey,
  coopTable,
  memberTable,
  policyKey,
  policyTable,
  type AdmittedBy,
  type MemberRow,
} from './tables.ts';

/** The row of someone of whom it is known that they joined. */
export function memberOf(state: StateReader, member: Hex): MemberRow {
  const row = state.get(memberTable, member);
  assert(row !== undefined, 'INV-ID-5: a member that a row names has a row');
  return row;
}

/** True for someone who is an active member, paused or not. */
export function isActive(state: StateReader, member: Hex): boolean {
  return state.get(memberTable, member)?.status === 'active';
}

/** Makes a joined member active: vote, limit and all. `at` is Unix ms. Only for status `joined`. */
export function activate(state: StateWriter, member: Hex, by: AdmittedBy, at: number): void {
  const row = memberOf(state, member);
  assert(row.status === 'joined', 'INV-ID-6: only someone who waits becomes active');
  state.put(memberTable, member, { ...row, status: 'active', activated: at, by, paused: false });
  state.remove(admissionTable, member);
  const coop = coopOf(state);
  const active = coop.active + 1;
  state.put(coopTable, coopKey, {
    ...coop,
    active,
    third: coop.third || active >= founderAloneEnd,
    founding: coop.founding && active < foundingMembersEnd,
  });
}

/**
 * Ends a membership. Balance, devices and entries stay as they are. Only for status `joined` or
 * `active`.
 */
export function endMembership(state: StateWriter, member: Hex, status: 'left' | 'removed'): void {
  const row = memberOf(state, member);
  assert(row.status === 'joined' || row.status === 'active', 'INV-ID-7: a membership ends once');
  if (row.status === 'active') {
    const coop = coopOf(state);
    state.put(coopTable, coopKey, { ...coop, active: coop.active - 1 });
  }
  state.put(memberTable, member, { ...row, status });
  state.remove(admissionTable, member);
  const policy = policyOf(state);
  if (!policy.coordinators.includes(member)) return;
  const coordinators = policy.coordinators.filter((other) => other !== member);
  state.put(policyTable, policyKey, { ...policy, coordinators });
}

/** Who may vote on a proposal opened now: the active members who are not paused, ascending. */
export function activeElectors(state: StateReader): readonly Hex[] {
  return state
    .entries(memberTable)
    .filter(([, row]) => row.status === 'active' && !row.paused)
    .map(([member]) => member);
}

/**
 * What becomes due in this section at a checkpoint (3-fold, step 6): admissions, then the end of
 * the founding. The invitations that run out are in invitations.ts; the ledger closes them, because
 * money may wait under one.
 *
 * Invariant: the time for objections runs from the checkpoint that made the vouch final. A vouch
 * may claim a time as early as the last event of its author's chain; counted from there the delay
 * could be over before anyone saw it.
 */
import { earlier, foundingMsMax, type Hex, type StateReader, type StateWriter } from 'icn-core';
import { endFounding } from './founding.ts';
import { nextInvitationExpiry } from './invitations.ts';
import { activate } from './membership.ts';
import { policyOf } from './policy.ts';
import { admissionTable, coopKey, coopTable } from './tables.ts';

/**
 * Starts the clock of new admissions and admits those whose time is over. `now` is the
 * checkpoint's T.
 */
export function admitDue(state: StateWriter, now: number): void {
  for (const [member, row] of state.entries(admissionTable)) {
    if (row.due !== null) continue;
    state.put(admissionTable, member, { ...row, due: now + policyOf(state).admissionDelay });
  }
  const due: { readonly member: Hex; readonly at: number }[] = [];
  for (const [member, row] of state.entries(admissionTable)) {
    if (row.due !== null && row.due <= now) due.push({ member, at: row.due });
  }
  // Rows come by member id and the sort is stable, so equal times stay in that order.
  due.sort((a, b) => a.at - b.at);
  for (const { member, at } of due) activate(state, member, 'vouches', at);
}

/** Ends the founding 30 days after the genesis. `now` is the checkpoint's T. */
export function endFoundingWhenDue(state: StateWriter, now: number): void {
  const end = foundingEnd(state);
  if (end !== undefined && now >= end) endFounding(state);
}

/** When the founding ends by itself; undefined when it is over. */
function foundingEnd(state: StateReader): number | undefined {
  const coop = state.get(coopTable, coopKey);
  return coop?.founding === true ? coop.founded + foundingMsMax : undefined;
}

/**
 * Earliest T at which a checkpoint without events would change something here; undefined when
 * nothing waits. An admission whose clock has not started waits for the checkpoint of its own
 * vouch, which comes anyway.
 */
export function nextIdentityDue(state: StateReader): number | undefined {
  let next = earlier(nextInvitationExpiry(state), foundingEnd(state));
  for (const [, row] of state.entries(admissionTable)) next = earlier(next, row.due ?? undefined);
  return next;
}

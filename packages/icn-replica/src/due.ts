/** What a checkpoint sets off besides its events: steps 5 and 6 of docs/protocol/3-fold.md, in their order. */
import { earlier, type Layer, type StateReader } from 'icn-core';
import { closeDue, nextClosing } from 'icn-governance';
import { admitDue, endFoundingWhenDue, nextIdentityDue } from 'icn-identity';
import { endInvitationsDue, nextHeldLapse, releaseHeld } from 'icn-ledger';
import type { FoldWorld } from './fold.ts';

/** Settles everything that is due at T. */
export function settleWhatIsDue(state: Layer, time: number, world: FoldWorld): void {
  releaseHeld(state, time);
  endInvitationsDue(state, world.coop, time);
  admitDue(state, time);
  endFoundingWhenDue(state, time);
  closeDue(state, time, world);
}

/** The earliest T at which a checkpoint would settle something; undefined when nothing waits for time. */
export function nextDue(state: StateReader): number | undefined {
  return [nextHeldLapse(state), nextIdentityDue(state), nextClosing(state)].reduce(earlier);
}

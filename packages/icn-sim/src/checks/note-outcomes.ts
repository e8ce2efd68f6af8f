/** Counts which rare paths a finished run has taken, from what it left behind. */
import type { World } from '../world.ts';
import { tables } from '../tables.ts';
import type { FinalEvent, Rest } from './rest.ts';

/** Adds to the run's coverage. */
export function noteOutcomes(sim: World, { state, events }: Rest): void {
  for (const { event, outcome } of events.values()) {
    if (outcome === undefined) sim.count(`effective:${event.type}`);
    else sim.count(`${outcome.status}:${outcome.code}`);
  }
  noteForks(sim, { state, events });
  noteLedger(sim, { state, events });
  noteMembers(sim, { state, events });
  noteRevocations(sim, { state, events });
}

function noteForks(sim: World, { state, events }: Rest): void {
  const losers = new Set<string>();
  for (const [, { winner, losers: lost }] of state.entries(tables.fork)) {
    sim.count(winner === null ? 'fork-against-final' : 'fork-in-batch');
    for (const id of lost) losers.add(id);
    if (lost.length > 1) sim.count('fork-in-three');
  }
  for (const [id, { outcome }] of events) {
    if (outcome?.status === 'quarantined' && !losers.has(id)) sim.count('quarantined-descendant');
  }
}

function noteLedger(sim: World, { state }: Rest): void {
  for (const [id, { kind, status }] of state.entries(tables.entry)) {
    sim.count(`entry:${kind}:${status}`);
    if (sim.observer.everHeld.has(id)) sim.count(`held-then-${status}`);
  }
  for (const [, { openingAnswer, kind }] of state.entries(tables.account)) {
    if (openingAnswer !== null) sim.count(`opening:${kind}:${openingAnswer}`);
  }
}

function noteMembers(sim: World, { state }: Rest): void {
  for (const [, { by, objected, status }] of state.entries(tables.member)) {
    sim.count(`member:${status}`);
    if (by !== null) sim.count(`admitted-by-${by}`);
    if (objected) sim.count('admission-objected');
  }
}

type Revoking = { readonly device: string; readonly cut: readonly [number, string] | null };

function noteRevocations(sim: World, { events }: Rest): void {
  const revocations = [...events.values()].filter(
    ({ event, outcome }) => event.type === 'device.revoked' && outcome === undefined,
  );
  const targetOf = ({ event }: FinalEvent): string => (event.content as Revoking).device;
  for (const a of revocations) {
    const back = revocations.find(
      (b) =>
        b.epoch === a.epoch && targetOf(b) === a.event.device && targetOf(a) === b.event.device,
    );
    if (back !== undefined) sim.count('mutual-revocation');
  }
  const joined = [...events.values()].filter(
    ({ outcome }) => outcome?.code === 'invitation-revoked',
  );
  for (const join of joined) {
    const { invitation } = join.event.content as { readonly invitation: string };
    const isSameBatch = [...events.values()].some(
      ({ event, epoch, outcome }) =>
        event.type === 'member.invitation-revoked' &&
        outcome === undefined &&
        epoch === join.epoch &&
        (event.content as { readonly invitation: string }).invitation === invitation,
    );
    if (isSameBatch) sim.count('invitation-revoked-in-the-epoch-of-its-use');
  }
}

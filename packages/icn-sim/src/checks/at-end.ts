/**
 * What must hold once all nodes have come to rest: nothing acknowledged is lost, all hold the same, and the log as a
 * whole keeps each promise of the fold. Reads events by the production decoder and judges by rules written here.
 */
import {
  compareHlc,
  decodeEvent,
  fromHex,
  isRejection,
  parentsOf,
  prefixed,
  toHex,
  type Hex,
} from 'icn-core';
import { openReplica, stateOf, typeOf, type Replica } from 'icn-replica';
import type { SimNode } from '../sim-node.ts';
import type { World } from '../world.ts';
import { tables } from '../tables.ts';
import { demand } from '../violation.ts';
import { compareWithFresh, compareWithNaive, holdingsOf } from './audit.ts';
import { noteOutcomes } from './note-outcomes.ts';
import type { FinalEvent, Rest } from './rest.ts';

/** All checks of the end. @throws Violation */
export function checkAtEnd(sim: World): void {
  const [first] = sim.nodes;
  const replica = first?.replica;
  if (first === undefined || replica === undefined) return;
  checkHoldings(sim, first);
  const rest: Rest = { state: stateOf(replica, 'final'), events: readAll(sim, first, replica) };
  checkOutcomesAgainstNaive(sim, first, replica, rest);
  checkSlots(rest);
  checkCausality(rest);
  checkHonest(sim, rest);
  checkRevocations(rest);
  checkBallots(rest);
  checkBooks(sim, rest);
  checkReopened(sim);
  compareWithFresh(sim, sim.nodes[sim.rng.below(sim.nodes.length)] ?? first, sim.rng.fork(77));
  noteOutcomes(sim, rest);
  sim.coverage.add('events', rest.events.size);
  sim.coverage.add('checkpoints', replica.certified.head.height);
}

/** Every node holds the same events and certificates, and everything that any node acknowledged. */
function checkHoldings(sim: World, first: SimNode): void {
  const count = first.log?.counts().events;
  for (const node of sim.nodes) {
    const { log } = node;
    const isSame = log?.counts().events === count;
    demand(isSame, 'INV-SYNC-2', () => `n${node.index} has ${log?.counts().events} of ${count}`);
    sim.observer.certified(
      node,
      holdingsOf(node).certificates.map((_, i) => i + 1),
    );
    for (const { id, node: by } of sim.acked) {
      demand(log?.has(id) === true, 'INV-STORE-6', () => `${id}, acknowledged by n${by}, is lost`);
    }
  }
}

function readAll(sim: World, node: SimNode, { certified }: Replica): Map<Hex, FinalEvent> {
  const events = new Map<Hex, FinalEvent>();
  for (const { id, epoch, wire } of node.log?.events() ?? []) {
    const decoded = decodeEvent(wire, typeOf, sim.crypto.crypto, sim.coop);
    demand(!isRejection(decoded) && epoch !== null, 'INV-LIVE-1', () => `${id} is not final`);
    events.set(id, {
      event: decoded.event,
      epoch,
      outcome: certified.state.get(tables.outcome, id),
    });
  }
  return events;
}

/** INV-FOLD-2: what was decided about an event at its height is what a fold of everything says. */
function checkOutcomesAgainstNaive(
  sim: World,
  node: SimNode,
  replica: Replica,
  { events }: Rest,
): void {
  const naive = compareWithNaive(sim, replica, holdingsOf(node), `n${node.index} at the end`);
  for (const [id, { outcome }] of events) {
    const told = outcome?.status ?? 'effective';
    const seen = naive.outcomes[id]?.status;
    demand(told === seen, 'INV-FOLD-2', () => `${id} is ${told}, naively ${seen}`);
  }
}

/** INV-FOLD-3. */
function checkSlots({ events }: Rest): void {
  const taken = new Map<string, Hex>();
  for (const [id, { event, outcome }] of events) {
    if (outcome !== undefined) continue;
    const slot = `${event.device}:${event.seq}`;
    const other = taken.get(slot);
    demand(other === undefined, 'INV-FOLD-3', () => `${id} and ${other} both took ${slot}`);
    taken.set(slot, id);
  }
}

/** INV-FOLD-5: parents stand before their children in the order. */
function checkCausality({ events }: Rest): void {
  for (const [id, { event, epoch }] of events) {
    for (const parentId of parentsOf(event)) {
      const parent = events.get(parentId);
      const isBefore =
        parent !== undefined &&
        (parent.epoch < epoch ||
          (parent.epoch === epoch && compareHlc(parent.event.time, event.time) < 0));
      demand(isBefore, 'INV-FOLD-5', () => `${parentId} does not stand before its child ${id}`);
    }
  }
}

/** INV-CONFLICT-1: who never signed twice is never frozen, quarantined or accused. */
function checkHonest(sim: World, { state, events }: Rest): void {
  const honest = new Set(
    sim.people.flatMap(({ isCrook, devices }) => (isCrook ? [] : devices.map(({ key }) => key))),
  );
  for (const key of honest) {
    const frozen = state.get(tables.frozen, key);
    demand(frozen === undefined, 'INV-CONFLICT-1', () => `honest device ${key} is frozen`);
  }
  for (const [id, { event, outcome }] of events) {
    const isHarmed = honest.has(event.device) && outcome?.status === 'quarantined';
    demand(!isHarmed, 'INV-CONFLICT-1', () => `${id} of an honest device is quarantined`);
  }
}

/** INV-ID-1. */
function checkRevocations({ events }: Rest): void {
  for (const { event: revocation, epoch, outcome } of events.values()) {
    if (revocation.type !== 'device.revoked' || outcome !== undefined) continue;
    const content = revocation.content as { device: Hex; cut: readonly [number, Hex] | null };
    const cut = content.cut?.[0] ?? -1;
    for (const [id, other] of events) {
      const { event } = other;
      if (event.device !== content.device || event.seq <= cut || other.outcome) continue;
      // Two devices may revoke each other; and joining and spare keys are beyond the reach of a cut.
      if (spared.has(event.type)) continue;
      const isBefore = other.epoch < epoch;
      demand(isBefore, 'INV-ID-1', () => `${id} (${event.type}) took effect above a cut`);
    }
  }
}

const spared = new Set(['device.revoked', 'member.joined', 'device.spare-set', 'device.enrolled']);

/** INV-GOV-3: ballots come from electors only, and each from an effective vote. */
function checkBallots({ state, events }: Rest): void {
  for (const [key, { event }] of state.entries(tables.ballot)) {
    const [proposal, member] = [key.slice(0, 64), key.slice(64)];
    const electorate = state.get(tables.proposal, proposal)?.electorate ?? [];
    demand(electorate.includes(member), 'INV-GOV-3', () => `${member} is no elector`);
    const vote = events.get(event);
    const isCast = vote?.event.type === 'vote.cast' && vote.outcome === undefined;
    demand(isCast, 'INV-GOV-3', () => `ballot ${key} comes from no effective vote`);
  }
}

/** INV-LEDGER-7: balances are what the entries say, and each executed transfer is one entry. */
function checkBooks(sim: World, { state }: Rest): void {
  const flows = new Map<Hex, number>();
  const add = (account: Hex, minutes: number): void => {
    flows.set(account, (flows.get(account) ?? 0) + minutes);
  };
  let effects = 0;
  for (const [, { kind, status, from, to, minutes }] of state.entries(tables.entry)) {
    if (kind === 'effect') effects += 1;
    if (status !== 'posted' && status !== 'corrected') continue;
    add(from, -minutes);
    add(to, minutes);
  }
  for (const [id, { opening }] of state.entries(tables.account)) {
    if (opening === null) continue;
    add(id, opening);
    add(sim.coop, -opening);
  }
  for (const [id, { balance }] of state.entries(tables.account)) {
    const expected = flows.get(id) ?? 0;
    demand(balance === expected, 'INV-LEDGER-7', () => `${id} has ${balance}, not ${expected}`);
  }
  const executed = state
    .entries(tables.proposal)
    .filter(([, { effect, result }]) => effect.kind === 'ledger.transfer' && result?.executed);
  demand(executed.length === effects, 'INV-GOV-1', () => `${effects} entries of effects`);
  for (const [id] of executed) {
    const execution = prefixed('icn/execution/1', fromHex(id));
    const entry = state.get(tables.entry, toHex(sim.crypto.crypto.sha256(execution)));
    demand(entry?.kind === 'effect', 'INV-GOV-1', () => `transfer ${id} left no entry`);
  }
}

/** INV-FOLD-2: a replica opened from the first event comes to the same place. */
function checkReopened(sim: World): void {
  const chosen = sim.plan.isThorough ? sim.nodes : sim.nodes.slice(0, 1);
  for (const { index, replica, log } of chosen) {
    if (replica === undefined || log === undefined) continue;
    const again = openReplica({ log, crypto: sim.crypto.crypto }, { anew: true });
    const isSame = again.certified.head.hash === replica.certified.head.hash;
    demand(isSame, 'INV-FOLD-2', () => `n${index} comes to ${again.certified.head.height} anew`);
  }
}

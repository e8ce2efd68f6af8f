/**
 * The fold: state after a batch of events, from state before it (docs/protocol/3-fold.md). Total and deterministic: every
 * event ends effective, void or quarantined, and none can stop it.
 *
 * Invariants:
 * - INV-FOLD-1: the result depends on the state, the batch as a set, T and the certificate chain, and on nothing else.
 * - INV-FOLD-3: of the events in one slot (device, n) at most one takes effect.
 * - INV-FOLD-4: each event of the batch is either effective or has an outcome row.
 */
import {
  assert,
  compareEvents,
  compareKeys,
  isRejection,
  Layer,
  reject,
  type FoldContext,
  type Hex,
  type LogEvent,
  type Rejection,
  type Revocation,
  type StateReader,
} from 'icn-core';
import { deviceTable } from 'icn-identity';
import { forkTable, frozenTable, outcomeTable, sequenceTable, type Outcome } from './conflicts.ts';
import type { Registry, RegistryRow } from './registry.ts';

/** What the fold needs beside state and events. */
export interface FoldWorld {
  readonly coop: Hex;
  readonly registry: Registry;
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  /** Hash of the certificate at a height of the standing chain; 64 zeros at height 0; undefined above the latest. */
  readonly hashAt: (height: number) => Hex | undefined;
}

/** The events of one epoch. */
export interface Batch {
  readonly epoch: number;
  /** T of its checkpoint; undefined for the tail. */
  readonly time: number | undefined;
  /** In any order. */
  readonly events: readonly LogEvent[];
}

/** What steps 1 to 3 found out about a batch before its first event is folded. */
export interface BatchPlan {
  /** The batch in order. */
  readonly events: readonly LogEvent[];
  readonly quarantined: ReadonlySet<Hex>;
  /** Lowest cut per device; null cuts everything. */
  readonly cuts: ReadonlyMap<Hex, number | null>;
  /** Ids of the `device.revoked` events that step 3 accepted: their own device's cut does not stop them. */
  readonly revocations: ReadonlySet<Hex>;
  readonly revokedInvitations: ReadonlySet<Hex>;
  /** True in the run of step 3 that only looks for revocations: it notes them and does not apply them. */
  readonly isScratch: boolean;
}

/** Folds steps 1 to 4 of a batch into `state`. Returns the plan, for events that are appended to a tail later. */
export function foldBatch(state: Layer, batch: Batch, world: FoldWorld): BatchPlan {
  const plan = planBatch(state, batch, world);
  for (const event of plan.events) foldEvent(state, event, batch, plan, world);
  return plan;
}

/** Steps 1 to 3. Writes the forks found and the freezes they cause. */
function planBatch(state: Layer, batch: Batch, world: FoldWorld): BatchPlan {
  const events = [...batch.events].sort(compareEvents);
  const quarantined = settleForks(state, events);
  const none: BatchPlan = {
    events,
    quarantined,
    cuts: new Map(),
    revocations: new Set(),
    revokedInvitations: new Set(),
    isScratch: false,
  };
  const revokes = (event: LogEvent): boolean =>
    world.registry.get(event.type)?.definition.concurrency === 'revocation';
  return events.some(revokes) ? findRevocations(state, batch, none, world) : none;
}

/** Step 2: decides every slot that has more than one claimant. */
function settleForks(state: Layer, events: readonly LogEvent[]): ReadonlySet<Hex> {
  const winners = new Map<string, LogEvent>();
  const losers = new Map<string, LogEvent[]>();
  const quarantined = new Set<Hex>();
  const lose = (slot: string, event: LogEvent): void => {
    const known = losers.get(slot);
    if (known === undefined) losers.set(slot, [event]);
    else known.push(event);
    quarantined.add(event.id);
  };
  for (const event of events) {
    const slot = slotOf(event);
    if (event.seq <= (state.get(sequenceTable, event.device) ?? -1)) lose(slot, event);
    else {
      // In ascending order the later claimant is the greater, so it wins.
      const before = winners.get(slot);
      if (before !== undefined) lose(slot, before);
      winners.set(slot, event);
    }
  }
  for (const [slot, lost] of losers) recordFork(state, slot, winners.get(slot), lost);
  for (const event of events) {
    if (event.prev !== null && isQuarantined(state, quarantined, event.prev))
      quarantined.add(event.id);
  }
  return quarantined;
}

const slotOf = (event: LogEvent): string => `${event.device}:${event.seq}`;

function isQuarantined(state: StateReader, inBatch: ReadonlySet<Hex>, id: Hex): boolean {
  return inBatch.has(id) || state.get(outcomeTable, id)?.status === 'quarantined';
}

function recordFork(
  state: Layer,
  slot: string,
  winner: LogEvent | undefined,
  lost: readonly LogEvent[],
): void {
  const [first] = lost;
  assert(first !== undefined, 'INV-FOLD-3: a fork has a loser');
  const before = state.get(forkTable, slot);
  const losers = [...(before?.losers ?? []), ...lost.map((event) => event.id)].sort(compareKeys);
  state.put(forkTable, slot, { winner: before?.winner ?? winner?.id ?? null, losers });
  const freeze = state.get(frozenTable, first.device);
  if (freeze === undefined || first.seq < freeze) state.put(frozenTable, first.device, first.seq);
}

interface FoundRevocation {
  readonly event: LogEvent;
  readonly revocation: Revocation;
}

/**
 * Step 3: revocations reach the whole batch, so they are found by a run on a scratch copy first. That run notes them and
 * does not apply them, so that of two devices which cut each other neither comes first. What the batch then refuses
 * was not found after all: its author may owe everything to an event that is cut. So the search repeats without it.
 */
function findRevocations(state: Layer, batch: Batch, plan: BatchPlan, world: FoldWorld): BatchPlan {
  let found: readonly FoundRevocation[] = noteRevocations(state, batch, plan, world);
  for (;;) {
    const next = withRevocations(plan, found);
    const effective = new Set<Hex>();
    const trial = new Layer(state);
    for (const event of plan.events) {
      if (foldEvent(trial, event, batch, next, world)) effective.add(event.id);
    }
    const standing = found.filter(({ event }) => effective.has(event.id));
    if (standing.length === found.length) return next;
    found = standing;
  }
}

function noteRevocations(
  state: Layer,
  batch: Batch,
  plan: BatchPlan,
  world: FoldWorld,
): readonly FoundRevocation[] {
  const scratch = new Layer(state);
  const scratchPlan = { ...plan, isScratch: true };
  const found: FoundRevocation[] = [];
  for (const event of plan.events) {
    const accepted = foldEvent(scratch, event, batch, scratchPlan, world);
    const revocation = world.registry.get(event.type)?.definition.revokes?.(event.content);
    if (accepted && revocation !== undefined) found.push({ event, revocation });
  }
  return found;
}

function withRevocations(plan: BatchPlan, found: readonly FoundRevocation[]): BatchPlan {
  const cuts = new Map<Hex, number | null>();
  const revocations = new Set<Hex>();
  for (const { event, revocation } of found) {
    if (revocation.kind !== 'device') continue;
    revocations.add(event.id);
    const before = cuts.get(revocation.device);
    const isLower = before === undefined || lowerCut(revocation.cut, before);
    if (isLower) cuts.set(revocation.device, revocation.cut);
  }
  const revokedInvitations = new Set<Hex>();
  for (const { event, revocation } of found) {
    if (revocation.kind === 'invitation' && !isCut(cuts, event)) {
      revokedInvitations.add(revocation.invitation);
    }
  }
  return { ...plan, cuts, revocations, revokedInvitations };
}

function lowerCut(a: number | null, b: number | null): boolean {
  if (b === null) return false;
  return a === null || a < b;
}

function isCut(cuts: ReadonlyMap<Hex, number | null>, event: LogEvent): boolean {
  const cut = cuts.get(event.device);
  return cut !== undefined && (cut === null || event.seq > cut);
}

/**
 * Step 4 for one event. True iff it took effect.
 * @param batch only its epoch and time are used; `plan` must come from this batch, or from the tail that `event` extends.
 */
export function foldEvent(
  state: Layer,
  event: LogEvent,
  batch: Pick<Batch, 'epoch' | 'time'>,
  plan: BatchPlan,
  world: FoldWorld,
): boolean {
  const row = world.registry.get(event.type);
  assert(row !== undefined, 'INV-FOLD-4: a stored event has a registered type');
  const context = contextOf(event, batch, plan, world);
  const barred = barrier(state, event, batch.epoch, plan, world);
  const outcome: Outcome | undefined =
    barred ?? takeEffect(state, event, row, context, plan.isScratch);
  const sequence = state.get(sequenceTable, event.device) ?? -1;
  if (event.seq > sequence) state.put(sequenceTable, event.device, event.seq);
  if (outcome === undefined) return true;
  state.put(outcomeTable, event.id, outcome);
  return false;
}

type BarCode = 'fork' | 'device-frozen' | 'device-revoked' | 'unknown-checkpoint';

interface Bar {
  readonly status: 'void' | 'quarantined';
  readonly code: BarCode;
}

const barSentences: Readonly<Record<BarCode, string>> = {
  fork: 'This device has signed two different entries with one number, so this one does not count. Add a new device.',
  'device-frozen':
    'This device has signed two different entries with one number and may write no more. Add a new device.',
  'device-revoked':
    'This device was removed from your account. Use another of your devices, or add this one again.',
  'unknown-checkpoint':
    'This entry builds on a state that this node does not have. Wait until the node has caught up, then try again.',
};

function barrier(
  state: StateReader,
  event: LogEvent,
  epoch: number,
  plan: BatchPlan,
  world: FoldWorld,
): Bar | undefined {
  if (plan.quarantined.has(event.id)) return { status: 'quarantined', code: 'fork' };
  const freeze = state.get(frozenTable, event.device);
  if (freeze !== undefined && event.seq > freeze) return { status: 'void', code: 'device-frozen' };
  if (!plan.revocations.has(event.id) && isRevoked(state, event, plan)) {
    return { status: 'void', code: 'device-revoked' };
  }
  const { height, hash } = event.basis;
  const stands = height < epoch && world.hashAt(height) === hash;
  return stands ? undefined : { status: 'void', code: 'unknown-checkpoint' };
}

function isRevoked(state: StateReader, event: LogEvent, plan: BatchPlan): boolean {
  if (isCut(plan.cuts, event)) return true;
  const device = state.get(deviceTable, event.device);
  return device?.revoked === true && (device.cut === null || event.seq > device.cut);
}

function takeEffect(
  state: Layer,
  event: LogEvent,
  row: RegistryRow,
  context: FoldContext,
  isScratch: boolean,
): Outcome | undefined {
  const verdict = row.definition.check(state, event, context);
  if (isRejection(verdict)) return { status: 'void', code: verdict.code };
  if (isScratch && row.definition.concurrency === 'revocation') return undefined;
  row.definition.apply(state, event, verdict, context);
  for (const consequence of row.consequences) consequence(state, event, context);
  return undefined;
}

/**
 * Would this event take effect as the last of the tail? For submissions: what the fold would void, and what it would
 * settle in another way than its author meant, is refused before anything is stored.
 */
export function judge(
  state: StateReader,
  event: LogEvent,
  epoch: number,
  plan: BatchPlan,
  world: FoldWorld,
): Rejection | undefined {
  const row = world.registry.get(event.type);
  assert(row !== undefined, 'INV-FOLD-4: a decoded event has a registered type');
  const bar = barrier(state, event, epoch, plan, world);
  if (bar !== undefined) return reject(bar.code, barSentences[bar.code]);
  const context = contextOf(event, { epoch, time: undefined }, plan, world);
  const verdict = row.definition.check(state, event, context);
  return isRejection(verdict) ? verdict : row.definition.refuse?.(state, event, context);
}

/** The place of an event, as checks and effects see it. */
function contextOf(
  event: Pick<LogEvent, 'time'>,
  batch: Pick<Batch, 'epoch' | 'time'>,
  plan: BatchPlan,
  world: FoldWorld,
): FoldContext {
  const { ms } = event.time;
  return {
    when: batch.time === undefined || ms < batch.time ? ms : batch.time,
    epoch: batch.epoch,
    coop: world.coop,
    isInBatch: (id) => plan.isScratch && plan.events.some((other) => other.id === id),
    revokedInvitations: plan.revokedInvitations,
    sha256: world.sha256,
  };
}

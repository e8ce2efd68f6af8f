/**
 * Folding one batch. Document: 3-fold.md (3.2).
 */
import type { Context, TemplateText } from './author.ts';
import { closeProposals, governanceHandlers } from './governance.ts';
import { admitAndEndFounding, cutLevel, expireInvitations, identityHandlers } from './identity.ts';
import type { Revoked } from './identity.ts';
import { ledgerHandlers, settleHeld } from './ledger.ts';
import { byTime, resolveForks } from './order.ts';
import { Refusal, copyState } from './state.ts';
import type { State } from './state.ts';
import type { NaiveEvent, Sha256 } from './types.ts';

const handlers = { ...identityHandlers, ...ledgerHandlers, ...governanceHandlers };

const isRevocation = (event: NaiveEvent): boolean =>
  event.type === 'device.revoked' || event.type === 'member.invitation-revoked';

export interface Outcome {
  readonly status: 'effective' | 'void' | 'quarantined';
  readonly code: string | null;
}

/** What folding a batch needs beside the state. */
export interface Batch {
  readonly height: number;
  readonly events: readonly NaiveEvent[];
  /** T; null for the tail. */
  readonly time: number | null;
  /** Hash of the certificate of height i + 1. */
  readonly certificateHashes: readonly string[];
  readonly coopId: string;
  readonly sha256: Sha256;
  readonly templateText: TemplateText;
}

/** What step 3 finds for the whole batch. */
interface Found {
  /** Device → the lowest cut; above it everything falls. */
  readonly cuts: ReadonlyMap<string, number>;
  readonly revokedInvitations: ReadonlySet<string>;
  /** Ids of the found revocations. */
  readonly ids: ReadonlySet<string>;
  /** Whether this is step 3's first scratch run: nothing is found yet, no revocation applied. */
  readonly isFirstSearch: boolean;
}

const nothingFound: Found = {
  cuts: new Map(),
  revokedInvitations: new Set(),
  ids: new Set(),
  isFirstSearch: false,
};

const effective: Outcome = { status: 'effective', code: null };
const voided = (code: string): Outcome => ({ status: 'void', code });
const zeros = '0'.repeat(64);

const isBelowCut = (event: NaiveEvent, cut: number | undefined): boolean =>
  cut === undefined || event.n <= cut;

/** Step 4, third case. */
const isCut = (state: State, event: NaiveEvent, found: Found): boolean => {
  if (event.type === 'device.revoked' && found.ids.has(event.id)) return false;
  if (!isBelowCut(event, found.cuts.get(event.device))) return true;
  const device = state.device.get(event.device);
  return device !== undefined && device.revoked && event.n > cutLevel(device.cut);
};

/** Step 4, fourth case. */
const seesKnownCheckpoint = (event: NaiveEvent, batch: Batch): boolean => {
  if (event.seenHeight === 0) return event.seenHash === zeros;
  if (event.seenHeight >= batch.height) return false;
  return batch.certificateHashes[event.seenHeight - 1] === event.seenHash;
};

interface Folded {
  readonly state: State;
  readonly outcome: Outcome;
}

/** Step 4, last two cases: the type's check and effect on a copy, thrown away if refused. */
const applyType = (state: State, event: NaiveEvent, batch: Batch, found: Found): Folded => {
  const handler = Object.hasOwn(handlers, event.type) ? handlers[event.type] : undefined;
  if (handler === undefined) return { state, outcome: voided('unknown-type') };
  const context: Context = {
    state: copyState(state),
    event,
    when: batch.time === null ? event.ms : Math.min(event.ms, batch.time),
    coopId: batch.coopId,
    batchIds: new Set(batch.events.map(({ id }) => id)),
    revokedInvitations: found.revokedInvitations,
    isFirstSearch: found.isFirstSearch,
    sha256: batch.sha256,
    templateText: batch.templateText,
  };
  try {
    handler(context);
    return { state: context.state, outcome: effective };
  } catch (error) {
    if (error instanceof Refusal) return { state, outcome: voided(error.code) };
    throw error;
  }
};

const foldEvent = (
  state: State,
  event: NaiveEvent,
  batch: Batch,
  found: Found,
  quarantined: ReadonlySet<string>,
): Folded => {
  if (quarantined.has(event.id)) {
    return { state, outcome: { status: 'quarantined', code: 'fork' } };
  }
  const frozen = state.frozen.get(event.device);
  if (frozen !== undefined && event.n > frozen) {
    return { state, outcome: voided('device-frozen') };
  }
  if (isCut(state, event, found)) return { state, outcome: voided('device-revoked') };
  if (!seesKnownCheckpoint(event, batch)) return { state, outcome: voided('unknown-checkpoint') };
  return applyType(state, event, batch, found);
};

/** "After each event". */
const record = (state: State, event: NaiveEvent, { status, code }: Outcome): void => {
  const before = state.sequence.get(event.device) ?? -1;
  state.sequence.set(event.device, Math.max(before, event.n));
  if (status !== 'effective') state.outcome.set(event.id, { status, code: code ?? '' });
};

interface Run {
  readonly state: State;
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** Step 4 for the whole batch, on a copy of the state. */
const foldEvents = (
  before: State,
  batch: Batch,
  found: Found,
  quarantined: ReadonlySet<string>,
): Run => {
  let state = copyState(before);
  const outcomes = new Map<string, Outcome>();
  for (const event of batch.events) {
    const folded = foldEvent(state, event, batch, found, quarantined);
    // "noted and not applied": of two devices which cut each other neither comes first.
    const isOnlyNoted = found.isFirstSearch && isRevocation(event);
    state = copyState(isOnlyNoted ? state : folded.state);
    record(state, event, folded.outcome);
    outcomes.set(event.id, folded.outcome);
  }
  return { state, outcomes };
};

/** Step 3: what follows from the found revocations. */
const whatFollows = (revocations: readonly NaiveEvent[]): Found => {
  const cuts = new Map<string, number>();
  for (const { type, body } of revocations) {
    if (type !== 'device.revoked') continue;
    const { device, cut } = body as unknown as Revoked;
    const level = cutLevel(cut === null ? null : cut[0]);
    cuts.set(device, Math.min(level, cuts.get(device) ?? level));
  }
  const revokedInvitations = new Set<string>();
  for (const event of revocations) {
    if (event.type === 'device.revoked') continue;
    if (!isBelowCut(event, cuts.get(event.device))) continue;
    revokedInvitations.add((event.body as unknown as { invitation: string }).invitation);
  }
  const ids = new Set(revocations.map(({ id }) => id));
  return { cuts, revokedInvitations, ids, isFirstSearch: false };
};

/** Step 3: search, and search again while a run refuses something of what was found. */
const findRevocations = (state: State, batch: Batch, quarantined: ReadonlySet<string>): Found => {
  const effectiveIn = (found: Found, revocations: readonly NaiveEvent[]): NaiveEvent[] => {
    const { outcomes } = foldEvents(state, batch, found, quarantined);
    return revocations.filter(({ id }) => outcomes.get(id)?.status === 'effective');
  };
  const firstSearch: Found = { ...nothingFound, isFirstSearch: true };
  let revocations = effectiveIn(firstSearch, batch.events.filter(isRevocation));
  for (;;) {
    const found = whatFollows(revocations);
    const kept = effectiveIn(found, revocations);
    if (kept.length === revocations.length) return found;
    revocations = kept;
  }
};

/** Steps 5 and 6; a cooperative whose founding is void has nothing in either. */
const afterEvents = (before: State, time: number, batch: Batch): State => {
  if (!before.coop.has('coop')) return before;
  const state = copyState(before);
  settleHeld(state, time);
  expireInvitations(state, time, batch.coopId);
  admitAndEndFounding(state, time);
  return closeProposals(state, time, batch.sha256);
};

/** The state after the batch, and what became of each of its events. */
export const foldBatch = (before: State, unsorted: Batch): Run => {
  const batch: Batch = { ...unsorted, events: unsorted.events.toSorted(byTime) };
  const state = copyState(before);
  const quarantined = resolveForks(state, batch.events);
  const found: Found = batch.events.some(isRevocation)
    ? findRevocations(state, batch, quarantined)
    : nothingFound;
  const folded = foldEvents(state, batch, found, quarantined);
  if (batch.time === null) return folded;
  return { state: afterEvents(folded.state, batch.time, batch), outcomes: folded.outcomes };
};

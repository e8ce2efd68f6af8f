/**
 * How an event enters the log: from a local client (`submit`) or from a peer (`ingest`).
 *
 * Invariants:
 * - What is not valid (docs/protocol/1-events.md, 1.4) is never stored and leaves state untouched.
 * - A submission that the fold would void is refused before it is stored; an event from a peer is stored whatever the
 *   fold makes of it, so that every node holds the same set.
 */
import {
  assert,
  checkLinks,
  decodeEvent,
  encodeEvent,
  futureMsMax,
  isRejection,
  missingParents,
  parentsOf,
  reject,
  verifyEvent,
  type Hex,
  type LogEvent,
  type Rejection,
} from 'icn-core';
import { judge } from './fold.ts';
import { typeOf } from './registry.ts';
import type { Submitted } from './effect.ts';
import type { Replica } from './replica.ts';

/** An event found valid, with its blob when that came along. */
interface Incoming {
  readonly event: LogEvent;
  /** The event without its blob. */
  readonly wire: Uint8Array;
  readonly blob: Uint8Array | undefined;
}

/** An accepted event as it is passed on. */
export interface Accepted {
  readonly event: LogEvent;
  readonly wire: Uint8Array;
}

const lookupIn =
  (replica: Replica) =>
  (id: Hex): LogEvent | undefined =>
    replica.tail.get(id) ?? replica.index.get(id);

/** V0 and V1. What a sender says of erasure is not taken on trust: such a blob counts as missing. */
function read(replica: Replica, wire: Uint8Array): Incoming | Rejection {
  const decoded = decodeEvent(wire, typeOf, replica.deps.crypto, replica.world.coop);
  if (isRejection(decoded)) return decoded;
  const { event, blob } = decoded;
  // Canonical bytes without a blob are what encoding the event again would give.
  return {
    event,
    wire: blob === undefined ? wire : encodeEvent(event.raw),
    blob: blob ?? undefined,
  };
}

function verify(replica: Replica, event: LogEvent): Rejection | undefined {
  const definition = typeOf(event.type);
  assert(definition !== undefined, 'a decoded event has a registered type');
  return verifyEvent(event, definition, replica.deps.crypto);
}

const isHeld = (replica: Replica, event: LogEvent): boolean =>
  replica.tail.get(event.id) !== undefined || replica.index.has(event);

/** Takes a signed event from a local client. The same event twice is answered alike. */
export function submit(
  replica: Replica,
  wire: Uint8Array,
  now: number,
): { readonly result: Submitted; readonly accepted: readonly Accepted[] } {
  // The caller may use its bytes again; an event keeps those that it was read from.
  const incoming = read(replica, new Uint8Array(wire));
  if (isRejection(incoming)) return { result: incoming, accepted: [] };
  const { event } = incoming;
  if (isHeld(replica, event)) return { result: { id: event.id }, accepted: [] };
  const refusal =
    verify(replica, event) ??
    checkLinks(event, lookupIn(replica), typeOf, replica.deps.crypto) ??
    refuseSubmission(replica, incoming, now);
  if (refusal !== undefined) return { result: refusal, accepted: [] };
  return { result: { id: event.id }, accepted: accept(replica, incoming, now) };
}

/** True when the event claims no later time than what it builds on: then an earlier clock was wrong, not this one. */
function isTimeOfParent(replica: Replica, event: LogEvent): boolean {
  const lookup = lookupIn(replica);
  return parentsOf(event).some((id) => (lookup(id)?.time.ms ?? 0) >= event.time.ms);
}

function refuseSubmission(
  replica: Replica,
  { event, blob }: Incoming,
  now: number,
): Rejection | undefined {
  if (event.blobHash !== undefined && blob === undefined) {
    return reject(
      'blob-missing',
      'The personal part of this entry did not come with it. Send the entry again together with its text.',
    );
  }
  if (event.seq <= replica.index.lastSeq(event.device)) {
    return reject(
      'sequence-taken',
      'This device has already signed another entry with this number. Fetch its newest state, then enter this again.',
    );
  }
  if (event.time.ms > now + futureMsMax && !isTimeOfParent(replica, event)) {
    return reject(
      'clock-ahead',
      "This device's clock is more than ten minutes ahead. Set its date and time right, then enter this again.",
    );
  }
  const epoch = replica.certified.head.height + 1;
  return judge(replica.tail.state(), event, epoch, replica.tail.plan(), replica.world);
}

/** Takes an event from a peer. Returns it and the waiting events it set free; empty when it was known, kept or invalid. */
export function ingest(
  replica: Replica,
  wire: Uint8Array,
  from: string,
  now: number,
): readonly Accepted[] | Rejection {
  const incoming = read(replica, wire);
  if (isRejection(incoming)) return incoming;
  if (isHeld(replica, incoming.event)) {
    fillBlob(replica, incoming);
    return [];
  }
  if (replica.pending.has(incoming.event.id)) return [];
  const forged = verify(replica, incoming.event);
  if (forged !== undefined) return forged;
  return link(replica, incoming, from, now);
}

/** V2 and V3, then the log; an event that lacks parents is kept aside. */
function link(
  replica: Replica,
  incoming: Incoming,
  from: string,
  now: number,
): readonly Accepted[] | Rejection {
  const lookup = lookupIn(replica);
  const refusal = checkLinks(incoming.event, lookup, typeOf, replica.deps.crypto);
  if (refusal === undefined) return accept(replica, incoming, now);
  if (refusal.code !== 'missing-parent') return refusal;
  replica.pending.add({ ...incoming, from }, missingParents(incoming.event, lookup));
  return [];
}

function accept(replica: Replica, incoming: Incoming, now: number): readonly Accepted[] {
  const accepted: Accepted[] = [];
  const open: Incoming[] = [incoming];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    accepted.push(append(replica, next, now));
    for (const woken of replica.pending.wake(next.event.id)) {
      // A woken event that still lacks a parent goes back; one that turns out invalid is dropped here for good.
      const refusal = checkLinks(woken.event, lookupIn(replica), typeOf, replica.deps.crypto);
      if (refusal === undefined) open.push(woken);
      else if (refusal.code === 'missing-parent') {
        replica.pending.add(woken, missingParents(woken.event, lookupIn(replica)));
      }
    }
  }
  return accepted;
}

function append(replica: Replica, { event, wire, blob }: Incoming, now: number): Accepted {
  const { id, device, seq, prev, blobHash } = event;
  replica.out.push({
    kind: 'append-event',
    event: { id, device, seq, prev, wire, blobHash },
    blob,
  });
  replica.index.add(event);
  replica.tail.add(event, now);
  return { event, wire: blob === undefined ? wire : encodeEvent(event.raw, blob) };
}

function fillBlob(replica: Replica, { event, blob }: Incoming): void {
  const { blobHash } = event;
  if (blobHash === undefined || blob === undefined) return;
  if (replica.deps.log.blob(blobHash)?.state !== 'missing') return;
  replica.out.push({ kind: 'put-blob', hash: blobHash, bytes: blob });
}

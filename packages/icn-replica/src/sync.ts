/**
 * The sync machine: `/icn/sync/1` without a socket (docs/protocol/5-sync.md). Every connected pair greets, says what it
 * holds, sends what the other lacks, and from then on pushes what is new.
 *
 * Invariants:
 * - Whatever is lost, doubled or reordered on the way, two connected replicas that keep exchanging `have` converge.
 * - A message from a peer that has not greeted with this cooperative is ignored.
 * - No message is larger than `frameBytesMax` plus one event.
 */
import { isRejection, type DeviceHead, type Hex, type StoredEvent } from 'icn-core';
import { receiveCertificate, advance } from './chain.ts';
import type { Certificate } from './checkpoint.ts';
import { ingest, type Accepted } from './ingest.ts';
import { decodeMessage, encodeMessage, type Message } from './message.ts';
import { hasElapsed, type Peer, type Replica } from './replica.ts';

/** A frame is closed once it holds this many bytes of events. */
const frameBytesMax = 256 * 1024;
/** Frames sent in answer to one `have`; the receiver asks on. */
const framesMax = 8;
/** Events of one device read in answer to one `have`. */
const deviceEventsMax = 1000;
/** Certificates sent in answer to one `have`. */
const certificatesMax = 64;
/** Blobs asked for at once. */
const blobsMax = 64;
/** How often a replica says unasked what it holds. */
const offerEveryMs = 30_000;

/** A peer is there: greet it. */
export function connect(replica: Replica, peer: string): void {
  replica.peers.set(peer, { greeted: false, knows: new Map() });
  sendHello(replica, peer);
}

function sendHello(replica: Replica, peer: string): void {
  const { height, hash } = replica.certified.head;
  send(replica, peer, { kind: 'hello', coop: replica.world.coop, height, hash });
}

/** A peer is gone. */
export function disconnect(replica: Replica, peer: string): void {
  replica.peers.delete(peer);
}

/** Says what this replica holds to every peer, now and then: this makes up for anything lost. */
export function offer(replica: Replica, now: number): void {
  if (!hasElapsed(replica.offeredAt, offerEveryMs, now)) return;
  replica.offeredAt = now;
  for (const [peer, { greeted }] of replica.peers) {
    // Also to those who have greeted: their side may have lost our first one, and then ignores all the rest.
    sendHello(replica, peer);
    if (greeted) sendHave(replica, peer);
  }
}

/** Handles one message. */
export function receive(replica: Replica, peer: string, bytes: Uint8Array, now: number): void {
  const known = replica.peers.get(peer);
  if (known === undefined) return;
  const message = decodeMessage(bytes);
  if (isRejection(message)) {
    replica.out.push({ kind: 'disconnect', peer, reason: message.code });
    return;
  }
  if (message.kind === 'hello') {
    greet(replica, peer, known, message.coop);
    return;
  }
  if (!known.greeted) return;
  switch (message.kind) {
    case 'have':
      answerHave(replica, peer, known, message.height, message.heads);
      return;
    case 'events':
      takeEvents(replica, peer, known, message, now);
      return;
    case 'certificates':
      takeCertificates(replica, peer, message.certificates, now);
      return;
    case 'want-blobs':
      sendBlobs(replica, peer, message.hashes);
      return;
    case 'blobs':
      takeBlobs(replica, message.blobs);
      return;
  }
}

function greet(replica: Replica, peer: string, known: Peer, coop: Hex): void {
  if (coop !== replica.world.coop) {
    replica.out.push({ kind: 'disconnect', peer, reason: 'wrong-coop' });
    return;
  }
  const isFirst = !known.greeted;
  known.greeted = true;
  if (isFirst) sendHave(replica, peer);
}

function sendHave(replica: Replica, peer: string): void {
  const heads = replica.index.heads();
  send(replica, peer, { kind: 'have', height: replica.certified.head.height, heads });
  const hashes = replica.deps.log.missingBlobs(blobsMax);
  if (hashes.length > 0) send(replica, peer, { kind: 'want-blobs', hashes });
}

/** Sends what the peer lacks: certificates first, since they let it put the events to rest as they come. */
function answerHave(
  replica: Replica,
  peer: string,
  known: Peer,
  height: number,
  heads: readonly DeviceHead[],
): void {
  known.knows.clear();
  for (const head of heads) noteKnown(known, head);
  if (height < replica.certified.head.height) {
    const stored = replica.deps.log.certificates(height + 1, certificatesMax);
    const certificates = stored.map(({ bytes }) => bytes);
    send(replica, peer, { kind: 'certificates', certificates });
  }
  const { events, isWhole } = lackedBy(replica, heads);
  sendFrames(replica, peer, known, events, isWhole);
  const isAhead =
    heads.some((head) => isNews(replica, head)) || height > replica.certified.head.height;
  // The peer has something for us: it learns what from our own `have`.
  if (isAhead) sendHave(replica, peer);
}

const isNews = (replica: Replica, { device, seq }: DeviceHead): boolean =>
  seq > replica.index.lastSeq(device);

/**
 * Events that a replica with these heads lacks, parents first. `isWhole` is false when there are more: what is
 * left out then comes later in order of arrival than everything that is sent, so no child goes before its parent.
 */
function lackedBy(
  replica: Replica,
  heads: readonly DeviceHead[],
): { readonly events: readonly StoredEvent[]; readonly isWhole: boolean } {
  const theirs = Map.groupBy(heads, ({ device }) => device);
  const lacked: StoredEvent[] = [];
  let horizon = Number.MAX_SAFE_INTEGER;
  for (const device of new Set(replica.index.heads().map((head) => head.device))) {
    const found = lackedOf(replica, device, theirs.get(device) ?? []);
    lacked.push(...found);
    const last = found.at(-1);
    if (found.length === deviceEventsMax && last !== undefined && last.position < horizon) {
      horizon = last.position;
    }
  }
  const events = lacked
    .filter(({ position }) => position <= horizon)
    .sort((a, b) => a.position - b.position);
  return { events, isWhole: horizon === Number.MAX_SAFE_INTEGER };
}

function lackedOf(
  replica: Replica,
  device: Hex,
  theirs: readonly DeviceHead[],
): readonly StoredEvent[] {
  const { log } = replica.deps;
  const ours = replica.index.headsOf(device);
  const [their] = theirs;
  if (their === undefined) return log.deviceEvents(device, 0, deviceEventsMax);
  const isSame =
    ours.length === theirs.length && ours.every(({ id }) => theirs.some((head) => head.id === id));
  if (isSame) return [];
  const isPlain = ours.length === 1 && theirs.length === 1;
  if (isPlain && (their.seq > replica.index.lastSeq(device) || log.has(their.id))) {
    return log.deviceEvents(device, their.seq + 1, deviceEventsMax);
  }
  return besideTheirs(replica, device, theirs);
}

/** For a device that forked, here or there: every event of it that none of their heads descends from. */
function besideTheirs(
  replica: Replica,
  device: Hex,
  theirs: readonly DeviceHead[],
): readonly StoredEvent[] {
  const held = new Set<Hex>();
  for (const { id } of theirs) {
    let at = replica.deps.log.has(id) ? replica.index.get(id) : undefined;
    while (at !== undefined && !held.has(at.id)) {
      held.add(at.id);
      at = at.prev === null ? undefined : replica.index.get(at.prev);
    }
  }
  const all = replica.deps.log.deviceEvents(device, 0, Number.MAX_SAFE_INTEGER);
  return all.filter(({ id }) => !held.has(id)).slice(0, deviceEventsMax);
}

function sendFrames(
  replica: Replica,
  peer: string,
  known: Peer,
  events: readonly StoredEvent[],
  isWhole: boolean,
): void {
  let frame: Uint8Array[] = [];
  let size = 0;
  let frames = 0;
  for (const [i, event] of events.entries()) {
    const wire = withBlob(replica, event);
    frame.push(wire);
    size += wire.length;
    noteKnown(known, event);
    const isLast = i === events.length - 1;
    if (!isLast && size < frameBytesMax) continue;
    frames += 1;
    const more = frames === framesMax ? !isLast || !isWhole : isLast && !isWhole;
    send(replica, peer, { kind: 'events', events: frame, more });
    if (frames === framesMax) return;
    frame = [];
    size = 0;
  }
}

function withBlob(replica: Replica, { wire, blobHash }: StoredEvent): Uint8Array {
  if (blobHash === undefined) return wire;
  const blob = replica.deps.log.blob(blobHash);
  return blob?.state === 'present' ? replica.index.withBlob(wire, blob.bytes) : wire;
}

function noteKnown(known: Peer, { device, seq }: DeviceHead): void {
  if (seq > (known.knows.get(device) ?? -1)) known.knows.set(device, seq);
}

function takeEvents(
  replica: Replica,
  peer: string,
  known: Peer,
  { events, more }: Extract<Message, { kind: 'events' }>,
  now: number,
): void {
  const accepted: Accepted[] = [];
  for (const wire of events) {
    const result = ingest(replica, wire, peer, now);
    // An invalid event from a peer is dropped alone: what else it sent is judged on its own.
    if (!isRejection(result)) accepted.push(...result);
  }
  for (const { event } of accepted) noteKnown(known, event);
  push(replica, accepted);
  pushCertificates(replica, advance(replica, now), peer);
  const lacksParents = replica.pending.size > 0 && accepted.length === 0;
  if (more || lacksParents) sendHave(replica, peer);
}

/** Passes new events on to every peer that is not known to hold them. */
export function push(replica: Replica, accepted: readonly Accepted[]): void {
  if (accepted.length === 0) return;
  for (const [peer, known] of replica.peers) {
    if (!known.greeted) continue;
    const news = accepted.filter(({ event }) => event.seq > (known.knows.get(event.device) ?? -1));
    if (news.length === 0) continue;
    for (const { event } of news) noteKnown(known, event);
    send(replica, peer, { kind: 'events', events: news.map(({ wire }) => wire), more: false });
  }
}

function takeCertificates(
  replica: Replica,
  peer: string,
  certificates: readonly Uint8Array[],
  now: number,
): void {
  const standing: Certificate[] = [];
  for (const bytes of certificates) {
    const result = receiveCertificate(replica, bytes, now);
    if (!isRejection(result)) standing.push(...result);
  }
  pushCertificates(replica, standing, peer);
  // A full batch means that there are more; anything else that is missing comes with the next offer.
  if (certificates.length === certificatesMax && standing.length > 0) sendHave(replica, peer);
}

/** Passes certificates that now stand on to every peer but the one they came from. */
export function pushCertificates(
  replica: Replica,
  standing: readonly Certificate[],
  from?: string,
): void {
  if (standing.length === 0) return;
  const certificates = standing.slice(-certificatesMax).map(({ bytes }) => bytes);
  for (const [peer, { greeted }] of replica.peers) {
    if (greeted && peer !== from) send(replica, peer, { kind: 'certificates', certificates });
  }
}

function sendBlobs(replica: Replica, peer: string, hashes: readonly Hex[]): void {
  const blobs: Uint8Array[] = [];
  let size = 0;
  for (const hash of hashes.slice(0, blobsMax)) {
    const blob = replica.deps.log.blob(hash);
    if (blob?.state !== 'present' || size > frameBytesMax) continue;
    blobs.push(blob.bytes);
    size += blob.bytes.length;
  }
  if (blobs.length > 0) send(replica, peer, { kind: 'blobs', blobs });
}

/** A blob is taken only for a hash that an event names and this replica lacks; its own hash says which. */
function takeBlobs(replica: Replica, blobs: readonly Uint8Array[]): void {
  for (const bytes of blobs) {
    const hash = replica.index.blobHash(bytes);
    if (replica.deps.log.blob(hash)?.state === 'missing') {
      replica.out.push({ kind: 'put-blob', hash, bytes });
    }
  }
}

function send(replica: Replica, peer: string, message: Message): void {
  replica.out.push({ kind: 'send', peer, message: encodeMessage(message) });
}

/**
 * Finality: taking certificates over, and proposing checkpoints on an anchor (docs/protocol/2-order-and-checkpoints.md).
 *
 * Invariants:
 * - A certificate moves the replica only when its own fold of the same batch gives the same roots.
 * - An anchor's certificate is in the log before it is sent.
 */
import { isRejection, reject, toHex, type Hex, type LogEvent, type Rejection } from 'icn-core';
import { anchorsOf } from 'icn-identity';
import { closureOf, differingSections, headsOf, type Candidate } from './certified.ts';
import {
  anchorMessage,
  decodeCertificate,
  encodeCertificate,
  encodeCheckpoint,
  hashCheckpoint,
  isCertified,
  quorumOf,
  type Certificate,
  type Checkpoint,
} from './checkpoint.ts';
import { nextDue } from './due.ts';
import { hasElapsed, type Replica } from './replica.ts';
import { encodeSnapshot } from './snapshot.ts';

/** Default of `checkpointDelayMs`. */
const checkpointDelayMsDefault = 1500;

/** Certificates kept aside while earlier ones or events are missing. */
const waitingMax = 256;

/** A snapshot is due when this many events, and half as many again as the last one held, have become final. */
const snapshotEventsMin = 2000;

/** Keys that certify the next checkpoint; the genesis names them until the first checkpoint stands. */
function anchorsNow(replica: Replica): readonly Hex[] {
  if (replica.certified.head.height > 0) {
    return anchorsOf(replica.certified.state);
  }
  const genesis = replica.tail.get(replica.world.coop)?.content;
  return isGenesisContent(genesis) ? genesis.anchors : [];
}

function isGenesisContent(content: unknown): content is { readonly anchors: readonly Hex[] } {
  return typeof content === 'object' && content !== null && 'anchors' in content;
}

/** Takes a certificate from a peer. Returns the certificates that now stand, or why it does not. */
export function receiveCertificate(
  replica: Replica,
  bytes: Uint8Array,
  now: number,
): readonly Certificate[] | Rejection {
  const certificate = decodeCertificate(bytes, replica.deps.crypto);
  if (isRejection(certificate)) return certificate;
  const { coop, height } = certificate.checkpoint;
  if (coop !== replica.world.coop) {
    return reject(
      'wrong-coop',
      'This checkpoint belongs to another cooperative. Check whom you are connected to.',
    );
  }
  if (height <= replica.certified.head.height) return [];
  replica.waiting.set(height, certificate);
  dropFarthest(replica);
  return advance(replica, now);
}

/**
 * Keeps what waits within bounds. The highest goes: anybody can make up certificates for heights far ahead, and those
 * must not keep out the next one. A true one that is dropped is fetched again.
 */
function dropFarthest({ waiting }: Replica): void {
  if (waiting.size <= waitingMax) return;
  waiting.delete(Math.max(...waiting.keys()));
}

/** Takes over every waiting certificate whose turn has come. */
export function advance(replica: Replica, now: number): readonly Certificate[] {
  const standing: Certificate[] = [];
  for (;;) {
    const next = replica.waiting.get(replica.certified.head.height + 1);
    if (next === undefined || replica.divergence !== undefined) return standing;
    const verdict = takeOver(replica, next, now);
    if (verdict === 'incomplete') return standing;
    replica.waiting.delete(next.checkpoint.height);
    if (verdict !== 'stands') return standing;
    standing.push(next);
  }
}

/** The checks of 2.3, in their order. A refused certificate is forgotten; the right one may still come. */
function takeOver(
  replica: Replica,
  certificate: Certificate,
  now: number,
): 'stands' | 'incomplete' | 'refused' {
  const { checkpoint } = certificate;
  const { head } = replica.certified;
  if (checkpoint.previous !== head.hash) return 'refused';
  const signers = anchorsNow(replica);
  if (signers.length === 0) return 'incomplete';
  if (!isCertified(certificate, signers, replica.deps.crypto)) return 'refused';
  if (checkpoint.time <= head.time) return 'refused';
  const isFinal = (id: Hex): boolean =>
    replica.tail.get(id) === undefined && replica.deps.log.has(id);
  const batch = closureOf(checkpoint.heads, (id) => replica.tail.get(id), isFinal);
  if (batch === undefined) return 'incomplete';
  if (!sameList(headsOf(batch), checkpoint.heads)) return 'refused';
  const candidate = replica.certified.fold(batch, checkpoint.time, replica.world);
  if (!agrees(candidate, checkpoint)) {
    const sections = differingSections(candidate.result.sections, checkpoint.sections);
    replica.certified.drop(candidate);
    replica.divergence = { height: checkpoint.height, sections };
    replica.out.push({ kind: 'alarm', code: 'diverged', sections });
    return 'refused';
  }
  commit(replica, candidate, certificate, now);
  return 'stands';
}

function agrees({ result }: Candidate, checkpoint: Checkpoint): boolean {
  return (
    result.count === checkpoint.count &&
    result.eventsRoot === checkpoint.eventsRoot &&
    differingSections(result.sections, checkpoint.sections).length === 0 &&
    result.rules === checkpoint.rules &&
    sameList(result.anchors, checkpoint.anchors)
  );
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i]);

function commit(
  replica: Replica,
  candidate: Candidate,
  { checkpoint, hash, bytes }: Certificate,
  now: number,
): void {
  replica.certified.commit(candidate, hash);
  replica.statements.keepUp(candidate.changes);
  replica.hashes.remember(checkpoint.height, hash);
  replica.tail.finalise(candidate.order, checkpoint.height + 1);
  replica.checkpointedAt = now;
  const ids = candidate.order.map((event) => event.id);
  replica.out.push(
    { kind: 'append-certificate', height: checkpoint.height, bytes },
    { kind: 'set-epoch', ids, epoch: checkpoint.height },
  );
  const { count } = replica.certified.head;
  const sinceLast = count - replica.snapshotCount;
  if (sinceLast >= snapshotEventsMin && 2 * sinceLast >= replica.snapshotCount)
    takeSnapshot(replica);
}

/** Keeps derived state, so that the next start need not fold the log anew. */
export function takeSnapshot(replica: Replica): void {
  const { head, state } = replica.certified;
  if (head.count === replica.snapshotCount) return;
  replica.snapshotCount = head.count;
  replica.out.push({
    kind: 'put-snapshot',
    height: head.height,
    text: encodeSnapshot(head, state),
  });
}

/** On an anchor that certifies alone: makes a checkpoint when one is due (2.4). */
export function propose(replica: Replica, now: number): Certificate | undefined {
  const { anchor, checkpointDelayMs = checkpointDelayMsDefault } = replica.deps;
  if (anchor === undefined || replica.divergence !== undefined) return undefined;
  const key = toHex(anchor.publicKey);
  const signers = anchorsNow(replica);
  if (!signers.includes(key) || quorumOf(signers.length) !== 1) return undefined;
  if (!hasElapsed(replica.checkpointedAt, checkpointDelayMs, now)) return undefined;
  const arrivals = replica.tail.arrivals();
  const waited =
    arrivals[0] !== undefined && hasElapsed(arrivals[0].arrived, checkpointDelayMs, now);
  const due = nextDue(replica.certified.state);
  if (!waited && (due === undefined || due > now)) return undefined;
  const batch = arrivals.map(({ event }) => event);
  const { head } = replica.certified;
  const time = now > head.time ? now : head.time + 1;
  const candidate = replica.certified.fold(batch, time, replica.world);
  const checkpoint = checkpointOf(replica, candidate, batch);
  const bytes = encodeCheckpoint(checkpoint);
  const hash = hashCheckpoint(bytes, replica.deps.crypto);
  const signatures = [{ key, signature: anchor.sign(anchorMessage(hash)) }];
  const certificate = {
    checkpoint,
    hash,
    signatures,
    bytes: encodeCertificate(bytes, signatures),
  };
  commit(replica, candidate, certificate, now);
  return certificate;
}

function checkpointOf(
  replica: Replica,
  candidate: Candidate,
  batch: readonly LogEvent[],
): Checkpoint {
  const { head } = replica.certified;
  return {
    coop: replica.world.coop,
    height: head.height + 1,
    previous: head.hash,
    heads: headsOf(batch),
    time: candidate.time,
    ...candidate.result,
  };
}

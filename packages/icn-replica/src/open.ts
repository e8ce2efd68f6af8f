/** Opening a replica on a log: from its snapshot and what came after it, or from the first event. */
import { assert, isRejection, type LogEvent, type StoredEvent } from 'icn-core';
import { Certified, differingSections } from './certified.ts';
import { decodeCertificate } from './checkpoint.ts';
import { assembleReplica, type Replica, type ReplicaDeps } from './replica.ts';
import { decodeSnapshot } from './snapshot.ts';

/** How to open. */
export interface OpenOptions {
  /** Leave the snapshot aside and fold the log from its first event: what verification does. */
  readonly anew?: boolean;
}

/**
 * A replica as the log describes it. When its own fold differs from a certificate in the log, it stands at the height
 * below, `divergence` says where, and it takes no further certificate.
 */
export function openReplica(deps: ReplicaDeps, options: OpenOptions = {}): Replica {
  const stored = options.anew === true ? undefined : deps.log.snapshot();
  const snapshot = stored === undefined ? undefined : decodeSnapshot(stored.text);
  const replica = assembleReplica(deps, new Certified(deps.crypto, snapshot));
  const isComplete = snapshot !== undefined && snapshot.head.height === deps.log.latestHeight();
  const later = isComplete ? deps.log.tail() : deps.log.events();
  const epochs = byEpoch(replica, later);
  for (const event of epochs.get(null) ?? []) replica.tail.add(event, 0);
  replay(replica, epochs);
  return replica;
}

type ByEpoch = Map<number | null, LogEvent[]>;

function byEpoch(replica: Replica, stored: Iterable<StoredEvent>): ByEpoch {
  const from = replica.certified.head.height;
  const epochs: ByEpoch = new Map();
  for (const { epoch, wire } of stored) {
    if (epoch !== null && epoch <= from) continue;
    const event = replica.index.read(wire);
    const known = epochs.get(epoch);
    if (known === undefined) epochs.set(epoch, [event]);
    else known.push(event);
  }
  return epochs;
}

/** Folds the certified epochs above the snapshot again and compares each with its certificate. */
function replay(replica: Replica, epochs: ByEpoch): void {
  const { certified, deps, hashes, world } = replica;
  for (let height = certified.head.height + 1; height <= deps.log.latestHeight(); height += 1) {
    const bytes = deps.log.certificate(height);
    assert(bytes !== undefined, 'the log has a certificate for every height up to its latest');
    const certificate = decodeCertificate(bytes, deps.crypto);
    assert(!isRejection(certificate), 'a stored certificate is well-formed');
    const { checkpoint, hash } = certificate;
    const candidate = certified.fold(epochs.get(height) ?? [], checkpoint.time, world);
    const sections = differingSections(candidate.result.sections, checkpoint.sections);
    if (sections.length > 0 || candidate.result.eventsRoot !== checkpoint.eventsRoot) {
      certified.drop(candidate);
      replica.divergence = { height, sections };
      return;
    }
    certified.commit(candidate, hash);
    hashes.remember(height, hash);
    replica.tail.finalise([], height + 1);
  }
}

/** What a data directory can be asked beyond state: the overview, events of the log, texts of blobs. */
import { decodeEvent, isRejection, readBlob, toHex } from 'icn-core';
import type { BlobContent, Crypto, Hex, LogReader, StoredEvent } from 'icn-core';
import { memberNamed } from 'icn-client';
import type { Books, EventQuery, EventView, OverviewView, Personal } from 'icn-client';
import { anchorsOf, coopOf, deviceTable, policyOf } from 'icn-identity';
import { outcomeTable, stateOf, stateRoot, typeOf, type Replica } from 'icn-replica';

/** Reads one open directory. Keeps texts that it has read; blobs never change but by erasure, which `forget` is for. */
export class Reader {
  readonly #log: LogReader;
  readonly #replica: Replica;
  readonly #crypto: Crypto;
  readonly #texts = new Map<Hex, BlobContent>();

  constructor(log: LogReader, replica: Replica, crypto: Crypto) {
    this.#log = log;
    this.#replica = replica;
    this.#crypto = crypto;
  }

  /** State with everything that is saved, for queries. Valid until the next step. */
  books(): Books {
    return {
      coop: this.#log.coop,
      state: stateOf(this.#replica, 'provisional'),
      personal: (event) => this.#personal(event),
    };
  }

  /** Keys of the nodes that make checkpoints. */
  anchors(): readonly Hex[] {
    return anchorsOf(stateOf(this.#replica, 'provisional'));
  }

  overview(): OverviewView {
    const books = this.books();
    const coop = coopOf(books.state);
    const { certified, deps, tail } = this.#replica;
    const anchors = this.anchors();
    const ownKey = deps.anchor === undefined ? undefined : toHex(deps.anchor.publicKey);
    return {
      coop: { id: books.coop, name: coop.name },
      unit: coop.unit,
      founded: coop.founded,
      founder: coop.founder === null ? undefined : memberNamed(books, coop.founder),
      isFounding: coop.founding,
      activeMembers: coop.active,
      policy: policyOf(books.state),
      events: this.#log.counts().events,
      provisionalEvents: tail.size,
      height: certified.head.height,
      checkpointTime: certified.head.time,
      root: stateRoot(certified.roots(), this.#crypto),
      isOnlyAnchor: anchors.length === 1 && anchors[0] === ownKey,
    };
  }

  events({ from, limit }: EventQuery): readonly EventView[] {
    const books = this.books();
    const views: EventView[] = [];
    for (const stored of this.#log.events(from)) {
      if (views.length === limit) break;
      views.push(this.#view(books, stored));
    }
    return views;
  }

  #view(books: Books, stored: StoredEvent): EventView {
    const decoded = decodeEvent(stored.wire, typeOf, this.#crypto, books.coop);
    const event = isRejection(decoded) ? undefined : decoded.event;
    const member = books.state.get(deviceTable, stored.device)?.member ?? undefined;
    const outcome = books.state.get(outcomeTable, stored.id);
    const blob = stored.blobHash === undefined ? undefined : this.#log.blob(stored.blobHash);
    return {
      id: stored.id,
      position: stored.position,
      type: event?.type ?? '',
      label: typeOf(event?.type ?? '')?.label ?? '',
      at: event?.time.ms ?? 0,
      author: member === undefined ? undefined : memberNamed(books, member),
      device: stored.device,
      seq: stored.seq,
      epoch: stored.epoch ?? undefined,
      status: outcome?.status ?? 'effective',
      code: outcome?.code,
      blob: stored.blobHash === undefined ? 'none' : (blob?.state ?? 'missing'),
    };
  }

  #personal(event: Hex): Personal {
    const known = this.#texts.get(event);
    if (known !== undefined) return known;
    const hash = this.#log.event(event)?.blobHash;
    if (hash === undefined) return 'none';
    const blob = this.#log.blob(hash);
    if (blob?.state !== 'present') return blob?.state ?? 'missing';
    const content = readBlob(blob.bytes);
    if (isRejection(content)) return 'missing';
    this.#texts.set(event, content);
    return content;
  }
}

/**
 * The port between a replica and the disk that holds its log. The replica reads synchronously while it steps; what it
 * decides to write is executed at once by its driver, in the transaction that the first write opens; messages and
 * acknowledgements leave only after `commit` has returned (group commit).
 *
 * Invariants, for every implementation (the conformance suite in icn-store checks them):
 * - A reader sees the writes of the open transaction.
 * - What `commit` returned for survives any crash of process or machine; a crash before it loses exactly that
 *   transaction, whole.
 * - Events and certificates are only ever added. Positions count arrivals from 1 without a gap.
 * - An erased blob never comes back: neither `putBlob` nor a later event restores its bytes.
 * - Bytes given to the store or taken from it belong to it: nobody changes them afterwards.
 */
import type { Hex } from './bytes.ts';

/** An event as the log takes it. All parents, `prev` among them, are already in the log. */
export interface NewEvent {
  readonly id: Hex;
  /** Public key of the author device: the header's `d`. */
  readonly device: Hex;
  /** Number in the device's own sequence, from 0: the header's `n`. */
  readonly seq: number;
  /** Id of the device's event `seq - 1`: the header's `p`; null iff `seq` is 0. */
  readonly prev: Hex | null;
  /** The canonical event array [header, signature, body], without the blob. */
  readonly wire: Uint8Array;
  /** The header's `z`; undefined when the event has no blob. */
  readonly blobHash: Hex | undefined;
}

/** An event as the log gives it back. */
export interface StoredEvent {
  readonly id: Hex;
  readonly device: Hex;
  readonly seq: number;
  /** Order of arrival at this store, from 1: a local matter, different on every node. */
  readonly position: number;
  /** Height of the checkpoint that made it final; null while it is in the tail. */
  readonly epoch: number | null;
  readonly wire: Uint8Array;
  readonly blobHash: Hex | undefined;
}

/** An event that no other event of its device follows. */
export interface DeviceHead {
  readonly device: Hex;
  readonly seq: number;
  readonly id: Hex;
}

/** What a node knows of a blob (salt and content in one). */
export type BlobState =
  | { readonly state: 'present'; readonly bytes: Uint8Array }
  | { readonly state: 'erased' }
  | { readonly state: 'missing' };

/** One certificate of the standing chain. */
export interface StoredCertificate {
  /** Height, from 1. */
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** Reading; synchronous. @throws StoreFault when the disk fails or a row is damaged. */
export interface LogReader {
  /** Id of the cooperative whose log this is. */
  readonly coop: Hex;
  has(id: Hex): boolean;
  event(id: Hex): StoredEvent | undefined;
  /** Events of a device from number `fromSeq` on: ascending by number, forks included (ties by id), at most `limit`. */
  deviceEvents(device: Hex, fromSeq: number, limit: number): readonly StoredEvent[];
  /** Chain heads of all devices, by device, then id; more than one of a device only when it forked. */
  heads(): readonly DeviceHead[];
  /** Heads of one device, by id; empty when it has no event. */
  deviceHeads(device: Hex): readonly DeviceHead[];
  /** All events without an epoch, in order of arrival. */
  tail(): readonly StoredEvent[];
  /** Events in order of arrival from position `from` (default 1); events added meanwhile are included. */
  events(from?: number): Iterable<StoredEvent>;
  /** The standing certificate of a height; undefined above the latest. */
  certificate(height: number): Uint8Array | undefined;
  /** Height of the latest certificate; 0 before the first. */
  latestHeight(): number;
  /** Standing certificates from `fromHeight` on, ascending, at most `limit`. */
  certificates(fromHeight: number, limit: number): readonly StoredCertificate[];
  /** What is known of a blob; undefined when no event has named it. */
  blob(hash: Hex): BlobState | undefined;
  /** Hashes of blobs that events name and this store lacks, by hash, at most `limit`. */
  missingBlobs(limit: number): readonly Hex[];
  /**
   * The newest derived state. Undefined when there is none, when it is damaged, or when the certificate of its height
   * no longer stands: it is disposable, and the log is folded anew instead.
   */
  snapshot(): StoredSnapshot | undefined;
  /** What this anchor has promised for a height; opaque here. */
  promise(height: number): Uint8Array | undefined;
  counts(): LogCounts;
}

/** Derived state at a height. */
export interface StoredSnapshot {
  readonly height: number;
  readonly text: string;
}

/** How much the log holds. `certificates` counts all that were ever added, standing or not. */
export interface LogCounts {
  readonly events: number;
  readonly certificates: number;
}

/** Writing. The first write after a commit opens a transaction. @throws StoreFault when the disk fails. */
export interface LogWriter {
  /**
   * Adds an event to the tail. The caller has validated it and seen that it is new; adding one twice is a bug.
   * @param blob the blob's bytes; null when its sender has erased it; undefined when there is none, or it is missing.
   */
  appendEvent(event: NewEvent, blob?: Uint8Array | null): void;
  /** Moves events into an epoch, or with null back to the tail. Naming an unknown event is a bug. */
  setEpoch(ids: readonly Hex[], epoch: number | null): void;
  /**
   * Adds a certificate and makes its height the latest. A height that is not above the latest replaces the chain from
   * there on (break-glass): the replaced certificates stay in the store as evidence but no longer stand. A height
   * more than one above the latest is a bug.
   */
  appendCertificate(height: number, bytes: Uint8Array): void;
  /** Replaces what this anchor has promised for a height. */
  putPromise(height: number, bytes: Uint8Array): void;
  /** Fills in a missing blob. False, and nothing changes, when it is not missing. */
  putBlob(hash: Hex, bytes: Uint8Array): boolean;
  /** Removes a blob's bytes for good, from the files too once `commit` has returned; remembers its hash as erased. */
  eraseBlob(hash: Hex): void;
  /**
   * Keeps derived state for a height whose certificate is in the log (0: before the first). Written after the next
   * commit, so it is never ahead of the log; a crash may lose it. `text` is well-formed and without U+0000.
   */
  putSnapshot(height: number, text: string): void;
}

/** A log on some disk, real or simulated. */
export interface LogStore extends LogReader, LogWriter {
  /**
   * Makes the open transaction durable; nothing to do without one. After a fault it is rolled back and nothing of it may
   * be acknowledged; yet if syncing was what failed, a later crash may bring it back, whole. The one exception is a
   * fault with operation `erase`: the transaction is durable, but bytes of an erased blob are still on the disk.
   */
  commit(): void;
  /** Forgets the open transaction. */
  rollback(): void;
  /** Checks everything that is stored against everything else that is stored. Empty: nothing found. */
  verify(options?: VerifyOptions): readonly Finding[];
  /** Rolls back what is open and lets go of the files. Using the store afterwards is a bug. */
  close(): void;
}

/** What `verify` needs from outside the store. */
export interface VerifyOptions {
  /** Reads an event's wire bytes and checks its hashes and signature; left out: only the store's own seals. */
  readonly inspect?: InspectWire;
  /** Told now and then how far it is. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Decodes wire bytes, recomputes the id, checks body hash and signature. A string says in words what is wrong. */
export type InspectWire = (wire: Uint8Array) =>
  | {
      readonly id: Hex;
      readonly device: Hex;
      readonly seq: number;
      readonly prev: Hex | null;
      readonly blobHash: Hex | undefined;
    }
  | string;

/** One thing that is wrong in a store. */
export interface Finding {
  /** Where: file, then row, such as `log.db event 17`. */
  readonly place: string;
  /** Stable kebab-case code. */
  readonly code: string;
  /** Plain language: what was found there and what was expected. */
  readonly sentence: string;
}

/** Why the disk failed. */
export type StoreFaultCode =
  | 'disk-full'
  | 'io'
  | 'corrupt'
  | 'locked'
  | 'missing'
  | 'exists'
  | 'unsafe-mode'
  | 'newer-schema';

/**
 * The world failed: a store could not do its work. Never thrown for bad input.
 * `retry`: `never` until a person has acted, `later` when time may help, `now` when the same call may be made again.
 */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
  readonly code: StoreFaultCode;
  /** What was being done, in words: `commit`, `read event`. */
  readonly operation: string;
  readonly retry: 'never' | 'later' | 'now';

  /** @param sentence plain language: what failed, and the next step; it does not repeat `cause`. */
  constructor(
    code: StoreFaultCode,
    operation: string,
    retry: 'never' | 'later' | 'now',
    sentence: string,
    cause?: unknown,
  ) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.code = code;
    this.operation = operation;
    this.retry = retry;
  }
}

/**
 * The log port on SQLite. Which SQLite is not its business: production opens it on `node:sqlite` (directory.ts), the
 * torn-write suite on a WebAssembly build.
 *
 * Invariants:
 * - The first write opens a transaction; `commit` writes the books in it and ends it. What is kept in memory (books,
 *   devices) is read anew after a rollback, so it never differs from the file.
 * - A fault while writing rolls the whole transaction back before it reaches the caller.
 * - Rows are checked against their seals when read: a damaged row is a fault, never data.
 * - The snapshot is written after the commit, so it is never ahead of the log.
 */
import { assert, fromHex, StoreFault, toHex } from 'icn-core';
import type {
  BlobState,
  DeviceHead,
  Finding,
  Hex,
  LogCounts,
  LogStore,
  NewEvent,
  StoredCertificate,
  StoredEvent,
  StoredSnapshot,
  VerifyOptions,
} from 'icn-core';
import { blobStates, putBlobRow, readBlob } from './blobs.ts';
import { booksOf, emptyBooks, writeBooks } from './books.ts';
import type { Books } from './books.ts';
import type { DerivedState } from './derived.ts';
import { Devices, headsOf, isNextOf } from './devices.ts';
import { readEvent } from './event-rows.ts';
import {
  certificateDigest,
  chainOn,
  eventDigest,
  isSealedBy,
  mixIn,
  placeDigest,
  recordDigest,
  sameBytes,
  sealOf,
  sha256,
  zeroDigest,
} from './digest.ts';
import { bytesAt, corruptFault, integerAt } from './sql.ts';
import type { SqlDatabase } from './sql.ts';
import { prepareStatements } from './statements.ts';
import type { Statements } from './statements.ts';
import { verifyLog } from './verify.ts';
import type { Milestone } from './verify.ts';

/** How many events `events()` reads at once. */
const batchRows = 256;

/** What a log works with besides its database. */
export interface SqlLogParts {
  /** Where derived state goes; left out: nowhere, and there is never a snapshot. */
  readonly derived?: DerivedState;
  /** Told after a commit with a certificate in it, and at closing, how far the log has come. */
  readonly onMilestone?: (milestone: Milestone) => void;
  /** What was last told to `onMilestone`, for `verify`. */
  readonly milestone?: () => Milestone | undefined;
}

/** Writes the books of a new log into a database that has just got its tables. */
export function foundLog(database: SqlDatabase, coop: Hex): void {
  writeBooks(prepareStatements(database), emptyBooks(coop));
}

/** The coop id that a database was founded with; undefined when it was not, or its books are damaged. */
export function coopOf(database: SqlDatabase): Hex | undefined {
  const row = prepareStatements(database).meta.get();
  if (row === undefined) return undefined;
  const { books, isIntact } = booksOf(row);
  return isIntact ? books.coop : undefined;
}

interface PendingSnapshot extends StoredSnapshot {
  readonly basis: Uint8Array;
}

/** An open log. Make one through `openLogStore`. */
export class SqlLog implements LogStore {
  readonly #database: SqlDatabase;
  readonly #statements: Statements;
  readonly #parts: SqlLogParts;
  #books: Books;
  #devices: Devices;
  #latestHeight = 0;
  #isOpen = true;
  #isWriting = false;
  #hasErased = false;
  #hasCertified = false;
  #pendingSnapshot: PendingSnapshot | undefined;
  #sideFault: StoreFault | undefined;
  /** Why a rollback failed: from then on memory and file may differ. */
  #broken: unknown;

  /** Takes over a database that is connected, has its tables and was founded. @throws StoreFault `corrupt`. */
  constructor(database: SqlDatabase, parts: SqlLogParts = {}) {
    this.#database = database;
    this.#parts = parts;
    this.#statements = prepareStatements(database);
    // A crash between an erasure and its checkpoint leaves the erased bytes in the WAL until here.
    this.#statements.truncateWal.get();
    [this.#books, this.#devices] = this.#load();
  }

  /** The last failure to write what can be rebuilt (snapshot, milestone); such a failure is not thrown. */
  get sideFault(): StoreFault | undefined {
    return this.#sideFault;
  }

  get coop(): Hex {
    return this.#books.coop;
  }

  has(id: Hex): boolean {
    return this.#live().hasEvent.get(fromHex(id)) !== undefined;
  }

  event(id: Hex): StoredEvent | undefined {
    const row = this.#live().event.get(fromHex(id));
    return row === undefined ? undefined : readEvent(row, this.#devices);
  }

  deviceEvents(device: Hex, fromSeq: number, limit: number): readonly StoredEvent[] {
    const statements = this.#live();
    const number = this.#devices.find(device)?.number;
    if (number === undefined) return [];
    const rows = statements.deviceEvents.all(number, fromSeq, limit);
    return rows.map((row) => readEvent(row, this.#devices));
  }

  heads(): readonly DeviceHead[] {
    this.#live();
    return this.#devices.allHeads();
  }

  deviceHeads(device: Hex): readonly DeviceHead[] {
    this.#live();
    const known = this.#devices.find(device);
    return known === undefined ? [] : headsOf(known);
  }

  tail(): readonly StoredEvent[] {
    return this.#live()
      .tail.all()
      .map((row) => readEvent(row, this.#devices));
  }

  *events(from = 1): Iterable<StoredEvent> {
    for (let next = Math.max(1, from); ;) {
      const rows = this.#live().eventsFrom.all(next, batchRows);
      if (rows.length === 0) return;
      for (const row of rows) {
        const event = readEvent(row, this.#devices);
        next = event.position + 1;
        yield event;
      }
    }
  }

  certificate(height: number): Uint8Array | undefined {
    const statements = this.#live();
    if (height < 1 || height > this.#latestHeight) return undefined;
    const row = statements.certificate.get(height);
    if (row === undefined) throw corruptFault('read certificate', `Certificate ${height} is gone.`);
    const bytes = bytesAt(row, 3);
    if (!isSealedBy(certificateDigest(integerAt(row, 0), height, bytes), bytesAt(row, 2))) {
      throw corruptFault('read certificate', `Certificate ${height} is damaged.`);
    }
    return bytes;
  }

  latestHeight(): number {
    this.#live();
    return this.#latestHeight;
  }

  certificates(fromHeight: number, limit: number): readonly StoredCertificate[] {
    const found: StoredCertificate[] = [];
    for (let height = Math.max(1, fromHeight); found.length < limit; height += 1) {
      const bytes = this.certificate(height);
      if (bytes === undefined) break;
      found.push({ height, bytes });
    }
    return found;
  }

  blob(hash: Hex): BlobState | undefined {
    return readBlob(this.#live(), hash);
  }

  missingBlobs(limit: number): readonly Hex[] {
    return this.#live()
      .missingBlobs.all(limit)
      .map((row) => toHex(bytesAt(row, 0)));
  }

  snapshot(): StoredSnapshot | undefined {
    this.#live();
    const row = this.#pendingSnapshot ?? this.#parts.derived?.read();
    if (row === undefined || row.height > this.#latestHeight) return undefined;
    if (!sameBytes(this.#basisOf(row.height), row.basis)) return undefined;
    return { height: row.height, text: row.text };
  }

  promise(height: number): Uint8Array | undefined {
    const key = heightKey(height);
    const row = this.#live().record.get('promise', key);
    if (row === undefined) return undefined;
    const bytes = bytesAt(row, 1);
    if (!isSealedBy(recordDigest('promise', key, bytes), bytesAt(row, 0))) {
      throw corruptFault('read promise', `The promise for height ${height} is damaged.`);
    }
    return bytes;
  }

  counts(): LogCounts {
    this.#live();
    return { events: this.#books.events, certificates: this.#books.certificates };
  }

  appendEvent(event: NewEvent, blob?: Uint8Array | null): void {
    this.#write((statements, books) => {
      const device = this.#devices.need(event.device);
      // An event that follows a head is new, or that would be no head. This spares a search per event.
      const isNew = isNextOf(device, event.prev) || !this.has(event.id);
      assert(isNew, 'INV-STORE-2: an event is added once');
      const columns = {
        position: books.events + 1,
        id: fromHex(event.id),
        deviceKey: device.key,
        seq: event.seq,
        previous: this.#devices.linkTo(device, event.seq, event.prev),
        blobHash: event.blobHash === undefined ? null : fromHex(event.blobHash),
        wire: event.wire,
      };
      const { position, id, seq, previous, blobHash, wire } = columns;
      const digest = eventDigest(columns);
      const seal = sealOf(digest);
      statements.addEvent.run(position, id, device.number, seq, previous, blobHash, seal, wire);
      statements.addToTail.run(position);
      this.#devices.advance(device, event.prev, { position, seq, id: event.id });
      books.events = position;
      books.eventChain = chainOn(books.eventChain, digest);
      if (event.blobHash !== undefined) this.#nameBlob(event.blobHash, blob);
    });
  }

  setEpoch(ids: readonly Hex[], epoch: number | null): void {
    this.#write((statements, books) => {
      for (const id of ids) {
        const found = statements.positionOf.get(fromHex(id));
        assert(found !== undefined, 'INV-STORE-3: only stored events are placed in an epoch');
        const position = integerAt(found, 0);
        const placed = statements.epochOf.get(position);
        const before = placed === undefined ? null : integerAt(placed, 0);
        if (before === epoch) continue;
        if (before === null) statements.dropFromTail.run(position);
        else books.placedMix = mixIn(books.placedMix, placeDigest(position, before));
        if (epoch === null) {
          statements.dropEpoch.run(position);
          statements.addToTail.run(position);
          continue;
        }
        const digest = placeDigest(position, epoch);
        statements.putEpoch.run(position, epoch, sealOf(digest));
        books.placedMix = mixIn(books.placedMix, digest);
      }
    });
  }

  appendCertificate(height: number, bytes: Uint8Array): void {
    this.#write((statements, books) => {
      assert(
        height >= 1 && height <= this.#latestHeight + 1,
        'INV-STORE-4: certificates leave no gap',
      );
      const position = books.certificates + 1;
      const digest = certificateDigest(position, height, bytes);
      statements.addCertificate.run(position, height, sealOf(digest), bytes);
      books.certificates = position;
      books.certificateChain = chainOn(books.certificateChain, digest);
      this.#latestHeight = height;
      this.#hasCertified = true;
    });
  }

  putPromise(height: number, bytes: Uint8Array): void {
    this.#write((statements, books) => {
      const key = heightKey(height);
      const before = this.promise(height);
      if (before === undefined) books.records += 1;
      else books.recordMix = mixIn(books.recordMix, recordDigest('promise', key, before));
      const digest = recordDigest('promise', key, bytes);
      statements.putRecord.run('promise', key, sealOf(digest), bytes);
      books.recordMix = mixIn(books.recordMix, digest);
    });
  }

  putBlob(hash: Hex, bytes: Uint8Array): boolean {
    if (this.blob(hash)?.state !== 'missing') return false;
    this.#write((statements, books) => {
      putBlobRow(statements, books, hash, blobStates.present, bytes);
    });
    return true;
  }

  eraseBlob(hash: Hex): void {
    this.#write((statements, books) => {
      putBlobRow(statements, books, hash, blobStates.erased, null);
      this.#hasErased = true;
    });
  }

  putSnapshot(height: number, text: string): void {
    this.#live();
    assert(
      height === 0 || this.certificate(height) !== undefined,
      'INV-STORE-5: a snapshot has its certificate',
    );
    this.#pendingSnapshot = { height, text, basis: this.#basisOf(height) };
  }

  commit(): void {
    if (this.#isWriting) {
      this.#write((statements, books) => {
        writeBooks(statements, books);
        statements.commit.run();
      });
      this.#isWriting = false;
      if (this.#hasErased) this.#dropErasedBytes();
    }
    this.#live();
    const [snapshot, hasCertified] = [this.#pendingSnapshot, this.#hasCertified];
    this.#pendingSnapshot = undefined;
    this.#hasCertified = false;
    if (snapshot !== undefined) this.#aside(() => this.#parts.derived?.write(snapshot));
    if (hasCertified) this.#aside(() => this.#parts.onMilestone?.(this.#milestone()));
  }

  rollback(): void {
    this.#live();
    this.#pendingSnapshot = undefined;
    this.#hasErased = false;
    this.#hasCertified = false;
    if (!this.#isWriting) return;
    this.#isWriting = false;
    this.#endTransaction();
    try {
      this.#load();
    } catch (failure) {
      this.#broken = failure;
      throw failure;
    }
  }

  verify(options: VerifyOptions = {}): readonly Finding[] {
    const statements = this.#live();
    // Inside a transaction the rows are ahead of the books in the file.
    if (this.#isWriting) writeBooks(statements, this.#books);
    const milestone = this.#parts.milestone?.();
    const log = verifyLog(this.#database, { ...options, coop: this.coop, milestone });
    return [...log, ...(this.#parts.derived?.verify() ?? [])];
  }

  close(): void {
    if (this.#broken === undefined) {
      this.rollback();
      this.#aside(() => this.#parts.onMilestone?.(this.#milestone()));
    }
    this.#isOpen = false;
    this.#database.close();
    this.#parts.derived?.close();
  }

  #live(): Statements {
    assert(this.#isOpen, 'INV-STORE-1: a closed store is not used');
    if (this.#broken !== undefined) {
      const sentence = 'The disk failed while undoing a write. Restart the node.';
      throw new StoreFault('io', 'use', 'never', sentence, this.#broken);
    }
    return this.#statements;
  }

  /** Does a part of a transaction, opening it first if need be. */
  #write(work: (statements: Statements, books: Books) => void): void {
    const statements = this.#live();
    try {
      if (!this.#isWriting) statements.begin.run();
      this.#isWriting = true;
      work(statements, this.#books);
    } catch (failure) {
      if (failure instanceof StoreFault && this.#isWriting) this.rollback();
      throw failure;
    }
  }

  /** Ends the transaction in the file, which SQLite may have done itself on a full disk. */
  #endTransaction(): void {
    try {
      this.#statements.rollback.run();
    } catch (failure) {
      // "No transaction is active" is the one thing ROLLBACK can complain about, and what is wanted here.
      this.#sideFault = failure instanceof StoreFault ? failure : this.#sideFault;
    }
  }

  #dropErasedBytes(): void {
    const busy = this.#statements.truncateWal.get()?.[0];
    if (busy !== 0) {
      throw new StoreFault(
        'io',
        'erase',
        'later',
        'The blob is erased, but its bytes are still in the write-ahead log. Restart the node.',
      );
    }
    this.#hasErased = false;
  }

  /** Does what may fail without harm. */
  #aside(work: () => void): void {
    try {
      work();
    } catch (failure) {
      if (!(failure instanceof StoreFault)) throw failure;
      this.#sideFault = failure;
    }
  }

  /** Reads what is kept in memory. */
  #load(): [Books, Devices] {
    this.#books = this.#readBooks();
    this.#devices = new Devices(this.#statements);
    this.#latestHeight = this.#readLatestHeight();
    return [this.#books, this.#devices];
  }

  #milestone(): Milestone {
    const { events, eventChain, certificates, certificateChain } = this.#books;
    return {
      events,
      eventChain: toHex(eventChain),
      certificates,
      certificateChain: toHex(certificateChain),
    };
  }

  #readBooks(): Books {
    const row = this.#statements.meta.get();
    const read = row === undefined ? undefined : booksOf(row);
    if (read?.isIntact !== true) throw corruptFault('open', 'The counts of log.db are damaged.');
    const last = this.#statements.lastPosition.get()?.[0] ?? 0;
    if (last !== read.books.events) throw corruptFault('open', 'Events are gone from log.db.');
    return read.books;
  }

  #readLatestHeight(): number {
    const row = this.#statements.lastCertificate.get();
    if ((row?.[0] ?? 0) !== this.#books.certificates) {
      throw corruptFault('open', 'Certificates are gone from log.db.');
    }
    return row === undefined ? 0 : integerAt(row, 1);
  }

  #nameBlob(hash: Hex, bytes: Uint8Array | null | undefined): void {
    const known = readBlob(this.#statements, hash)?.state;
    if (bytes instanceof Uint8Array) {
      if (known === 'erased' || known === 'present') return;
      putBlobRow(this.#statements, this.#books, hash, blobStates.present, bytes);
    } else if (known === undefined) {
      const state = bytes === null ? blobStates.erased : blobStates.missing;
      putBlobRow(this.#statements, this.#books, hash, state, null);
    }
  }

  /** What ties a snapshot to its certificate: that one's hash. */
  #basisOf(height: number): Uint8Array {
    const bytes = this.certificate(height);
    return bytes === undefined ? zeroDigest : sha256(bytes);
  }
}

function heightKey(height: number): Uint8Array {
  const key = Buffer.alloc(8);
  key.writeBigUInt64BE(BigInt(height));
  return key;
}

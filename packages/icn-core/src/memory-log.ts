/**
 * The log port in memory: what the simulator runs on, and the plainest statement of what the port means. A `MemoryDisk`
 * holds what is durable; a `MemoryLog` is one process's open log on it and dies with `crash`.
 *
 * Invariants:
 * - Every write leaves its own undoing in `#undo`; without an open transaction that list is empty, and what the disk
 *   then holds is what was committed.
 * - A planned fault strikes before anything is changed.
 */
import type { Hex } from './bytes.ts';
import type {
  BlobState,
  DeviceHead,
  Finding,
  LogCounts,
  LogStore,
  NewEvent,
  StoredCertificate,
  StoredEvent,
  StoredSnapshot,
  VerifyOptions,
} from './log-port.ts';
import { StoreFault } from './log-port.ts';
import { assert } from './outcome.ts';
import { compareKeys } from './state.ts';

interface Row {
  readonly event: NewEvent;
  readonly position: number;
  epoch: number | null;
}

interface SnapshotRow extends StoredSnapshot {
  /** The certificate it was derived under; undefined for height 0. */
  readonly basis: Uint8Array | undefined;
}

/** What survives a crash. One disk serves one open log at a time. */
export class MemoryDisk {
  readonly coop: Hex;
  readonly events: Row[] = [];
  readonly rowById = new Map<Hex, Row>();
  /** Per device, ascending by number, then id. */
  readonly rowsByDevice = new Map<Hex, Row[]>();
  readonly headsByDevice = new Map<Hex, readonly DeviceHead[]>();
  readonly tail = new Set<Row>();
  readonly certificates: StoredCertificate[] = [];
  readonly blobs = new Map<Hex, BlobState>();
  readonly promises = new Map<number, Uint8Array>();
  snapshot: SnapshotRow | undefined;
  /** How often it was opened; the last opening is the one that may use it. */
  openings = 0;
  isOpen = false;
  plannedFault: StoreFault | undefined;

  /** An empty disk for the log of one cooperative. */
  constructor(coop: Hex) {
    this.coop = coop;
  }

  /** Makes the next write or commit fail. */
  failNext(fault: StoreFault): void {
    this.plannedFault = fault;
  }

  /** Loses the derived state, as a crash may. */
  loseSnapshot(): void {
    this.snapshot = undefined;
  }
}

/** An open log on a `MemoryDisk`. */
export class MemoryLog implements LogStore {
  readonly #disk: MemoryDisk;
  readonly #opening: number;
  #undo: (() => void)[] = [];
  #pendingSnapshot: SnapshotRow | undefined;

  /** Opens the disk. @throws StoreFault `locked` while another log has it open. */
  constructor(disk: MemoryDisk) {
    if (disk.isOpen) {
      throw new StoreFault('locked', 'open', 'later', 'Another process has this log open.');
    }
    disk.isOpen = true;
    disk.openings += 1;
    this.#disk = disk;
    this.#opening = disk.openings;
  }

  get coop(): Hex {
    return this.#disk.coop;
  }

  /** Ends this process at once: the open transaction is lost, nothing else. The disk can be opened again. */
  crash(): void {
    this.close();
  }

  has(id: Hex): boolean {
    return this.#live().rowById.has(id);
  }

  event(id: Hex): StoredEvent | undefined {
    const row = this.#live().rowById.get(id);
    return row === undefined ? undefined : stored(row);
  }

  deviceEvents(device: Hex, fromSeq: number, limit: number): readonly StoredEvent[] {
    const rows = this.#live().rowsByDevice.get(device) ?? [];
    const start = firstIndex(rows, (row) => row.event.seq >= fromSeq);
    return rows.slice(start, start + limit).map(stored);
  }

  heads(): readonly DeviceHead[] {
    return [...this.#live().headsByDevice]
      .sort((a, b) => compareKeys(a[0], b[0]))
      .flatMap(([, heads]) => heads);
  }

  deviceHeads(device: Hex): readonly DeviceHead[] {
    return this.#live().headsByDevice.get(device) ?? [];
  }

  tail(): readonly StoredEvent[] {
    return [...this.#live().tail].sort((a, b) => a.position - b.position).map(stored);
  }

  *events(from = 1): Iterable<StoredEvent> {
    for (let position = from; ; position += 1) {
      const row = this.#live().events[position - 1];
      if (row === undefined) return;
      yield stored(row);
    }
  }

  certificate(height: number): Uint8Array | undefined {
    if (height > this.latestHeight()) return undefined;
    return this.#live().certificates.findLast((row) => row.height === height)?.bytes;
  }

  latestHeight(): number {
    return this.#live().certificates.at(-1)?.height ?? 0;
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
    return this.#live().blobs.get(hash);
  }

  missingBlobs(limit: number): readonly Hex[] {
    return [...this.#live().blobs]
      .filter(([, blob]) => blob.state === 'missing')
      .map(([hash]) => hash)
      .sort(compareKeys)
      .slice(0, limit);
  }

  snapshot(): StoredSnapshot | undefined {
    const row = this.#pendingSnapshot ?? this.#live().snapshot;
    if (row === undefined || row.height > this.latestHeight()) return undefined;
    if (this.certificate(row.height) !== row.basis) return undefined;
    return { height: row.height, text: row.text };
  }

  promise(height: number): Uint8Array | undefined {
    return this.#live().promises.get(height);
  }

  counts(): LogCounts {
    const disk = this.#live();
    return { events: disk.events.length, certificates: disk.certificates.length };
  }

  appendEvent(event: NewEvent, blob?: Uint8Array | null): void {
    const disk = this.#writable();
    assert(!disk.rowById.has(event.id), 'INV-STORE-2: an event is added once');
    const row: Row = { event, position: disk.events.length + 1, epoch: null };
    disk.events.push(row);
    disk.rowById.set(event.id, row);
    disk.tail.add(row);
    this.#undo.push(() => {
      disk.events.pop();
      disk.rowById.delete(event.id);
      disk.tail.delete(row);
    });
    this.#placeInDevice(row);
    this.#moveHead(event);
    if (event.blobHash !== undefined) this.#nameBlob(event.blobHash, blob);
  }

  setEpoch(ids: readonly Hex[], epoch: number | null): void {
    const disk = this.#writable();
    for (const id of ids) {
      const row = disk.rowById.get(id);
      assert(row !== undefined, 'INV-STORE-3: only stored events are placed in an epoch');
      const before = row.epoch;
      this.#place(row, epoch);
      this.#undo.push(() => this.#place(row, before));
    }
  }

  appendCertificate(height: number, bytes: Uint8Array): void {
    const disk = this.#writable();
    assert(
      height >= 1 && height <= this.latestHeight() + 1,
      'INV-STORE-4: certificates leave no gap',
    );
    disk.certificates.push({ height, bytes });
    this.#undo.push(() => disk.certificates.pop());
  }

  putPromise(height: number, bytes: Uint8Array): void {
    this.#put(this.#writable().promises, height, bytes);
  }

  putBlob(hash: Hex, bytes: Uint8Array): boolean {
    const disk = this.#writable();
    if (disk.blobs.get(hash)?.state !== 'missing') return false;
    this.#put(disk.blobs, hash, { state: 'present', bytes });
    return true;
  }

  eraseBlob(hash: Hex): void {
    this.#put(this.#writable().blobs, hash, { state: 'erased' });
  }

  putSnapshot(height: number, text: string): void {
    this.#writable();
    const basis = this.certificate(height);
    assert(height === 0 || basis !== undefined, 'INV-STORE-5: a snapshot has its certificate');
    this.#pendingSnapshot = { height, text, basis };
  }

  commit(): void {
    this.#strike();
    const disk = this.#live();
    this.#undo = [];
    if (this.#pendingSnapshot !== undefined) disk.snapshot = this.#pendingSnapshot;
    this.#pendingSnapshot = undefined;
  }

  rollback(): void {
    this.#live();
    for (const undo of this.#undo.reverse()) undo();
    this.#undo = [];
    this.#pendingSnapshot = undefined;
  }

  verify(options: VerifyOptions = {}): readonly Finding[] {
    const findings: Finding[] = [];
    const { inspect, onProgress } = options;
    const rows = this.#live().events;
    for (const { event, position } of inspect === undefined ? [] : rows) {
      const seen = inspect?.(event.wire);
      onProgress?.(position, rows.length);
      if (typeof seen === 'object' && seen.id === event.id) continue;
      const sentence = typeof seen === 'string' ? seen : `It is not event ${event.id}.`;
      findings.push({ place: `event ${position}`, code: 'event-altered', sentence });
    }
    return findings;
  }

  close(): void {
    this.rollback();
    this.#disk.isOpen = false;
  }

  #live(): MemoryDisk {
    const disk = this.#disk;
    const isMine = disk.isOpen && disk.openings === this.#opening;
    assert(isMine, 'INV-STORE-1: a closed store is not used');
    return disk;
  }

  #writable(): MemoryDisk {
    this.#strike();
    return this.#live();
  }

  #strike(): void {
    const fault = this.#disk.plannedFault;
    this.#disk.plannedFault = undefined;
    if (fault === undefined) return;
    this.rollback();
    throw fault;
  }

  #placeInDevice(row: Row): void {
    const byDevice = this.#disk.rowsByDevice;
    const rows = byDevice.get(row.event.device) ?? [];
    byDevice.set(row.event.device, rows);
    rows.splice(
      firstIndex(rows, (other) => compareInDevice(other, row) > 0),
      0,
      row,
    );
    this.#undo.push(() => rows.splice(rows.indexOf(row), 1));
  }

  #moveHead({ device, seq, id, prev }: NewEvent): void {
    const before = this.#disk.headsByDevice.get(device) ?? [];
    const after = [...before.filter((head) => head.id !== prev), { device, seq, id }];
    const sorted = after.sort((a, b) => compareKeys(a.id, b.id));
    this.#put(this.#disk.headsByDevice, device, sorted);
  }

  #nameBlob(hash: Hex, bytes: Uint8Array | null | undefined): void {
    const blobs = this.#disk.blobs;
    const known = blobs.get(hash)?.state;
    if (bytes instanceof Uint8Array) {
      if (known !== 'erased') this.#put(blobs, hash, { state: 'present', bytes });
    } else if (known === undefined) {
      this.#put(blobs, hash, { state: bytes === null ? 'erased' : 'missing' });
    }
  }

  #place(row: Row, epoch: number | null): void {
    row.epoch = epoch;
    if (epoch === null) this.#disk.tail.add(row);
    else this.#disk.tail.delete(row);
  }

  #put<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
    const before = map.get(key);
    map.set(key, value);
    this.#undo.push(() => {
      if (before === undefined) map.delete(key);
      else map.set(key, before);
    });
  }
}

function stored({ event, position, epoch }: Row): StoredEvent {
  const { id, device, seq, wire, blobHash } = event;
  return { id, device, seq, position, epoch, wire, blobHash };
}

function compareInDevice(a: Row, b: Row): number {
  return a.event.seq - b.event.seq || compareKeys(a.event.id, b.event.id);
}

/** Index of the first element that passes, in a list where all after it pass too; the length when none does. */
function firstIndex<Item>(items: readonly Item[], passes: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && passes(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * A disk that can lose power. What is written waits in a cache of 512-byte sectors until its file is synced; a power cut
 * lets each waiting sector reach the platter whole, in part, or not at all.
 *
 * Invariants:
 * - Synced bytes are never lost.
 * - Without `garbage`, a torn sector is new up to some byte and old from there: bytes that the write did not change stay
 *   what they were ("powersafe overwrite", which SQLite takes for granted on Unix).
 */
import type { Random } from './random.ts';

const sectorBytes = 512;

/** How a power cut and the disk before it behave. */
export interface DiskHabits {
  /** Chance in 256 that a waiting sector reaches the platter. */
  readonly keeps: number;
  /** Chance in 256 that one which does is torn. */
  readonly tears: number;
  /** A torn sector holds rubbish; SQLite is told that overwriting is not safe. */
  readonly garbage: boolean;
  /** What the suite proves itself with: syncing does nothing. */
  readonly syncIsStubbed: boolean;
}

/** A file as the process sees it, and as the platter has it. */
class TornFile {
  content = Buffer.alloc(0);
  platter = Buffer.alloc(0);
  /** Numbers of the sectors that differ, or may. */
  readonly waiting = new Set<number>();
  /** The directory names it on the platter. */
  isNamed = false;

  read(into: Uint8Array, at: number): boolean {
    const part = this.content.subarray(at, at + into.length);
    into.fill(0);
    into.set(part);
    return part.length === into.length;
  }

  write(bytes: Uint8Array, at: number): void {
    this.#resize(Math.max(this.content.length, at + bytes.length));
    this.content.set(bytes, at);
    const last = Math.floor((at + bytes.length - 1) / sectorBytes);
    for (let sector = Math.floor(at / sectorBytes); sector <= last; sector += 1) {
      this.waiting.add(sector);
    }
  }

  truncate(size: number): void {
    this.#resize(size);
    this.waiting.add(Math.floor(size / sectorBytes));
  }

  sync(): void {
    this.platter = Buffer.from(this.content);
    this.waiting.clear();
    this.isNamed = true;
  }

  /** What is left of it after a power cut. */
  cut(habits: DiskHabits, random: Random): void {
    const sizes = [this.platter.length, this.content.length];
    const size = sizes[random.below(2)] ?? 0;
    const left = Buffer.alloc(Math.max(...sizes));
    left.set(this.platter);
    const keep = (sector: number, until: number): void => {
      const start = sector * sectorBytes;
      // A sector that was cut off again has nothing to keep.
      if (start < this.content.length) left.set(this.content.subarray(start, start + until), start);
    };
    for (const sector of this.waiting) {
      if (random.below(256) >= habits.keeps) continue;
      const isTorn = random.below(256) < habits.tears;
      keep(sector, isTorn ? random.below(sectorBytes) : sectorBytes);
      if (isTorn && habits.garbage) {
        const start = sector * sectorBytes;
        const end = Math.min(left.length, start + sectorBytes);
        for (let at = start; at < end; at += 1) left[at] = random.below(256);
      }
    }
    this.platter = Buffer.from(left.subarray(0, size));
    this.content = Buffer.from(this.platter);
    this.waiting.clear();
  }

  #resize(size: number): void {
    if (size === this.content.length) return;
    const resized = Buffer.alloc(size);
    resized.set(this.content.subarray(0, size));
    this.content = resized;
  }
}

/** Signals that the power is off; becomes an I/O error for SQLite. */
class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

/** The files of one simulated machine. */
export class TornDisk {
  readonly #files = new Map<string, TornFile>();
  /** Files deleted since the directory was last synced: a cut may bring them back. */
  readonly #deleted = new Map<string, TornFile>();
  readonly #habits: DiskHabits;
  readonly #random: Random;
  #operationsLeft = Number.POSITIVE_INFINITY;
  #isOff = false;

  constructor(habits: DiskHabits, random: Random) {
    this.#habits = habits;
    this.#random = random;
  }

  get isOff(): boolean {
    return this.#isOff;
  }

  get hasSafeOverwrite(): boolean {
    return !this.#habits.garbage;
  }

  /** Fills bytes with what follows from the seed. */
  randomize(into: Uint8Array): void {
    for (let at = 0; at < into.length; at += 1) into[at] = this.#random.below(256);
  }

  /** Cuts the power at the n-th operation from now that could change something. */
  cutAfter(operations: number): void {
    this.#operationsLeft = operations;
  }

  /** Power is back: what is on the platter is what there is. */
  restart(): void {
    for (const [name, file] of this.#deleted) {
      if (this.#random.below(2) === 0 && !this.#files.has(name)) this.#files.set(name, file);
    }
    this.#deleted.clear();
    for (const [name, file] of this.#files) {
      if (!file.isNamed && this.#random.below(2) === 0) this.#files.delete(name);
      else file.cut(this.#habits, this.#random);
      file.isNamed = true;
    }
    this.#operationsLeft = Number.POSITIVE_INFINITY;
    this.#isOff = false;
  }

  has(name: string): boolean {
    this.#check();
    return this.#files.has(name);
  }

  open(name: string): void {
    this.#check();
    if (!this.#files.has(name)) this.#files.set(name, new TornFile());
  }

  size(name: string): number {
    return this.#file(name).content.length;
  }

  /** Fills `into`; false when the file ends before. */
  read(name: string, into: Uint8Array, at: number): boolean {
    return this.#file(name).read(into, at);
  }

  write(name: string, bytes: Uint8Array, at: number): void {
    const file = this.#file(name);
    // The write that the cut strikes may still have reached the cache.
    const goesThrough = this.#operationsLeft > 1 || this.#random.below(2) === 0;
    if (goesThrough) file.write(bytes, at);
    this.#spend();
  }

  truncate(name: string, size: number): void {
    this.#file(name).truncate(size);
    this.#spend();
  }

  sync(name: string): void {
    const file = this.#file(name);
    this.#spend();
    if (!this.#habits.syncIsStubbed) file.sync();
  }

  delete(name: string, isDirectorySynced: boolean): void {
    const file = this.#file(name);
    this.#files.delete(name);
    if (!isDirectorySynced) this.#deleted.set(name, file);
    this.#spend();
  }

  /** Everything is on the platter, whatever syncing does: where a round starts from. */
  settle(): void {
    for (const file of this.#files.values()) file.sync();
    this.#deleted.clear();
  }

  #file(name: string): TornFile {
    this.#check();
    const file = this.#files.get(name);
    if (file === undefined) throw new Error(`no file ${name}`);
    return file;
  }

  #check(): void {
    if (this.#isOff) throw new PowerCut('the power is off');
  }

  #spend(): void {
    this.#operationsLeft -= 1;
    if (this.#operationsLeft > 0) return;
    this.#isOff = true;
    throw new PowerCut('the power goes off');
  }
}

/**
 * One seed: a log on a torn disk, written until the power goes, opened again, written on. A memory log that gets the same
 * transactions says what the disk must hold: what was committed, and of the transaction that the cut struck all or
 * nothing.
 */
import { MemoryDisk, MemoryLog, StoreFault } from 'icn-core';
import type { LogStore, NewEvent } from 'icn-core';
import { Author, bytesFrom, fixtureCoop, textFrom } from 'icn-store/fixture';
import {
  checkSchema,
  connectLog,
  createTables,
  DerivedState,
  foundLog,
  SqlLog,
} from 'icn-store/sqlite';
import type { SqlDatabase } from 'icn-store/sqlite';
import type { Random } from './random.ts';
import { TornDisk } from './torn-disk.ts';
import type { DiskHabits } from './torn-disk.ts';
import type { TornSqlite } from './torn-sqlite.ts';

/** What a seed came to. */
export interface Outcome {
  readonly cuts: number;
  readonly commits: number;
  /** Events that were acknowledged before a cut. */
  readonly acknowledged: number;
  /** Of those, how many could not be read back. */
  readonly lostEvents: number;
  /** What went wrong, if anything: `lost` (committed rows gone or changed), `damaged` (does not open or verify). */
  readonly trouble: { readonly kind: 'lost' | 'damaged'; readonly detail: string } | undefined;
}

/** How a seed is run. */
export interface Conditions {
  readonly habits: DiskHabits;
  /** Replaces the store's own `synchronous = FULL`, to show what that buys. */
  readonly synchronous?: 'NORMAL';
}

/** A step of a transaction, to be taken on the disk and, once committed, in memory. */
type Step = (store: LogStore) => void;

const authorNames = ['ann', 'ben', 'cy'];
const cutsPerSeed = 3;
/** Operations of the disk from a start to the next cut: at most; about 60 commits' worth. */
const operationsMax = 600;

/** Runs one seed on a disk of its own. */
export function runSeed(sqlite: TornSqlite, random: Random, conditions: Conditions): Outcome {
  const disk = new TornDisk(conditions.habits, random);
  sqlite.insert(disk);
  const machine = new Machine(sqlite, disk, random, conditions);
  machine.found();
  for (let cut = 0; cut < cutsPerSeed; cut += 1) {
    machine.writeUntilCut();
    const trouble = machine.restart();
    if (trouble !== undefined) {
      return { ...machine.counts(cut + 1), lostEvents: machine.lostEvents(), trouble };
    }
  }
  return { ...machine.counts(cutsPerSeed), lostEvents: 0, trouble: undefined };
}

class Machine {
  readonly #sqlite: TornSqlite;
  readonly #disk: TornDisk;
  readonly #random: Random;
  readonly #conditions: Conditions;
  readonly #model = new MemoryLog(new MemoryDisk(fixtureCoop));
  /** By index into the names; empty after a start. */
  #authors: (Author | undefined)[] = [];
  readonly #blobs: { readonly hash: string; readonly bytes: Uint8Array }[] = [];
  #databases: SqlDatabase[] = [];
  #store: SqlLog | undefined;
  /** The transaction that is under way, as steps; all of them are taken once it is committing. */
  #steps: Step[] = [];
  #isCommitting = false;
  #commits = 0;
  #acknowledgedIds: readonly string[] = [];

  constructor(sqlite: TornSqlite, disk: TornDisk, random: Random, conditions: Conditions) {
    this.#sqlite = sqlite;
    this.#disk = disk;
    this.#random = random;
    this.#conditions = conditions;
  }

  counts(cuts: number): Omit<Outcome, 'trouble' | 'lostEvents'> {
    return { cuts, commits: this.#commits, acknowledged: this.#model.counts().events };
  }

  /** Acknowledged events that cannot be read any more. */
  lostEvents(): number {
    const isHeld = (id: string): boolean => {
      try {
        return this.#store?.event(id) !== undefined;
      } catch (failure) {
        if (failure instanceof StoreFault) return false;
        throw failure;
      }
    };
    return this.#acknowledgedIds.filter((id) => !isHeld(id)).length;
  }

  /** Makes the log as production does, where an interrupted making is thrown away: without cuts. */
  found(): void {
    const database = this.#sqlite.open('log.db');
    connectLog(database);
    createTables(database);
    foundLog(database, fixtureCoop);
    database.close();
    this.#disk.settle();
    this.#open();
  }

  writeUntilCut(): void {
    this.#disk.cutAfter(1 + this.#random.below(operationsMax));
    try {
      while (!this.#disk.isOff) this.#transaction();
    } catch (failure) {
      // Any operation may be the one that the cut strikes; a fault while the power is on is the store's.
      if (!(failure instanceof StoreFault) || !this.#disk.isOff) throw failure;
    }
  }

  /** Power is back. Opening may be struck by the next cut as well; then once more. */
  restart(): Outcome['trouble'] {
    this.#acknowledgedIds = [...this.#model.events()].map(({ id }) => id);
    this.#letGo();
    this.#disk.restart();
    if (this.#random.below(4) === 0) {
      this.#disk.cutAfter(1 + this.#random.below(12));
      this.#tryOpen();
      this.#letGo();
      this.#disk.restart();
    }
    const damage = this.#tryOpen();
    if (damage !== undefined) return { kind: 'damaged', detail: damage };
    return this.#judge();
  }

  #open(): void {
    const database = this.#sqlite.open('log.db');
    this.#databases.push(database);
    connectLog(database);
    // Small, so that checkpoints, which write the database itself, come often.
    database.exec('PRAGMA wal_autocheckpoint = 15');
    const { synchronous } = this.#conditions;
    if (synchronous !== undefined) database.exec(`PRAGMA synchronous = ${synchronous}`);
    checkSchema(database);
    const derivedDatabase = this.#sqlite.open('derived.db');
    this.#databases.push(derivedDatabase);
    this.#store = new SqlLog(database, { derived: new DerivedState(derivedDatabase) });
  }

  /** What kept the log from being opened; undefined when it is open. */
  #tryOpen(): string | undefined {
    try {
      this.#open();
      return undefined;
    } catch (failure) {
      if (!(failure instanceof StoreFault)) throw failure;
      return `${failure.operation}: ${failure.message}`;
    }
  }

  /** The process is gone; its connections would only keep memory. */
  #letGo(): void {
    for (const database of this.#databases) database.close();
    this.#databases = [];
    this.#store = undefined;
    this.#authors = [];
  }

  #transaction(): void {
    const store = this.#store;
    if (store === undefined) return;
    this.#steps = [];
    const steps = 1 + this.#random.below(4);
    for (let step = 0; step < steps; step += 1) this.#take(store, this.#draw(store));
    this.#isCommitting = true;
    store.commit();
    this.#isCommitting = false;
    this.#commits += 1;
    for (const step of this.#steps) step(this.#model);
    this.#model.commit();
    this.#steps = [];
  }

  #take(store: LogStore, step: Step): void {
    this.#steps.push(step);
    step(store);
  }

  /** Draws what to do next. Nothing in a step depends on the store it is taken on. */
  #draw(store: LogStore): Step {
    const choice = this.#random.below(10);
    if (choice === 0) {
      const ids = store.tail().map(({ id }) => id);
      const height = store.latestHeight() + 1;
      return (on) => {
        on.setEpoch(ids, height);
        on.appendCertificate(height, bytesFrom(`certificate ${height}`, 400));
        on.putSnapshot(height, textFrom(`snapshot ${height}`, 3000));
      };
    }
    if (choice === 1) {
      const [height, text] = [this.#random.below(5), `promise ${this.#random.below(1000)}`];
      return (on) => on.putPromise(height, bytesFrom(text, 80));
    }
    const blob = this.#blobs[this.#random.below(this.#blobs.length)];
    if (choice === 2 && blob !== undefined) return (on) => on.eraseBlob(blob.hash);
    if (choice === 3 && blob !== undefined) return (on) => void on.putBlob(blob.hash, blob.bytes);
    if (choice < 6) return this.#eventWithBlob();
    // Mostly small commits; now and then one of many pages.
    const size = choice === 9 && this.#random.below(4) === 0 ? 120 : 1 + this.#random.below(5);
    const events = Array.from({ length: size }, () => this.#event());
    return (on) => {
      for (const event of events) on.appendEvent(event);
    };
  }

  #eventWithBlob(): Step {
    const bytes = bytesFrom(`blob ${this.#random.below(2 ** 30)}`, 50 + this.#random.below(9000));
    const event = this.#event(bytes);
    this.#blobs.push({ hash: event.blobHash ?? '', bytes });
    const isHeld = this.#random.below(3) > 0;
    return (on) => on.appendEvent(event, isHeld ? bytes : undefined);
  }

  #event(blob?: Uint8Array): NewEvent {
    const index = this.#random.below(authorNames.length);
    const options = blob === undefined ? {} : { blob };
    const known = this.#authors[index];
    if (known !== undefined) return known.next(options);
    // After a start a device follows the head that its log has, whatever it may have written before.
    const author = new Author(authorNames[index] ?? '');
    this.#authors[index] = author;
    const [head = null] = this.#store?.deviceHeads(author.device) ?? [];
    return author.next({ ...options, after: head });
  }

  #judge(): Outcome['trouble'] {
    const store = this.#store;
    if (store === undefined) return { kind: 'damaged', detail: 'not open' };
    const [finding] = store.verify();
    if (finding !== undefined) {
      return { kind: 'damaged', detail: `${finding.place}: ${finding.sentence}` };
    }
    const found = this.#describe(store);
    const before = this.#describe(this.#model);
    const steps = this.#isCommitting ? this.#steps : [];
    this.#steps = [];
    this.#isCommitting = false;
    if (found !== before) {
      for (const step of steps) step(this.#model);
      this.#model.commit();
      if (steps.length === 0 || found !== this.#describe(this.#model)) {
        const detail = `the log now holds ${store.counts().events} events`;
        return { kind: 'lost', detail };
      }
    }
    const snapshot = store.snapshot();
    if (snapshot === undefined) return undefined;
    if (snapshot.text === textFrom(`snapshot ${snapshot.height}`, 3000)) return undefined;
    return { kind: 'damaged', detail: 'the snapshot is not what was written' };
  }

  /** All that a log holds, but for the snapshot, as text. */
  #describe(log: LogStore): string {
    const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');
    const events = [...log.events()].map(({ wire, ...rest }) => ({ ...rest, wire: hex(wire) }));
    const certificates = log.certificates(1, 1000).map(({ bytes }) => hex(bytes));
    const promises = [0, 1, 2, 3, 4].map((height) => hex(log.promise(height)));
    const blobs = this.#blobs.map(({ hash }) => {
      const blob = log.blob(hash);
      return blob?.state === 'present' ? hex(blob.bytes) : blob?.state;
    });
    const tail = log.tail().map(({ id }) => id);
    return JSON.stringify({ events, tail, heads: log.heads(), certificates, promises, blobs });
  }
}

/**
 * One payment: how long until the member may be told that it is saved, against a bare commit of one
 * row on the same disk; and how many bytes it takes on the wire and on disk.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { median, medianRatio, secondsOf, type Line, type Progress, type Sizes } from './measure.ts';
import { BenchNode, feed, frameEvents, frameOf } from './node.ts';
import { Workload } from './workload.ts';

/** A row of about the size of an event's. */
const rawRowBytes = 460;
/** Payments that are timed together before the bare commits have their turn. */
const portionPayments = 10;

/** The bare table, with the settings that a commit's durability depends on. */
function openRaw(path: string): DatabaseSync {
  const raw = new DatabaseSync(path);
  raw.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE raw (position INTEGER PRIMARY KEY, wire BLOB NOT NULL) STRICT`);
  return raw;
}

/** A payment handed in by a local client until the reply may leave, against one bare commit. */
export function measurePayment(
  directory: string,
  { payments }: Sizes,
  onProgress: Progress,
): readonly Line[] {
  const workload = new Workload();
  const home = join(directory, 'payment');
  const node = BenchNode.create(home, workload);
  feed(node, workload, 2 * frameEvents, () => undefined);
  const raw = openRaw(join(home, 'raw.db'));
  const insert = raw.prepare('INSERT INTO raw (wire) VALUES (?)');
  const row = new Uint8Array(rawRowBytes).fill(7);
  const [rawSeconds, ownSeconds]: [number[], number[]] = [[], []];
  for (let done = 0; done < payments; done += portionPayments) {
    const wires = workload.next(portionPayments).map(({ wire }) => wire);
    rawSeconds.push(secondsOf(() => wires.forEach(() => insert.run(row))));
    ownSeconds.push(secondsOf(() => wires.forEach((wire) => node.submit(wire, workload.nowMs))));
    if (done % (2 * frameEvents) === 0) node.checkpoint(workload);
    onProgress('payments', done, payments);
  }
  raw.close();
  node.stop(workload.nowMs);
  const perPayment = (seconds: readonly number[]): string =>
    `${Math.round((1e6 * median(seconds)) / portionPayments)} µs`;
  return [
    {
      name: 'payment',
      value: medianRatio(rawSeconds, ownSeconds),
      unit: '',
      limit: { bound: 'at least', value: 0.5 },
      figure:
        `a bare durable commit of one row (${perPayment(rawSeconds)}) to a payment until it may be ` +
        `acknowledged (${perPayment(ownSeconds)})`,
    },
  ];
}

/** Bytes of tables and their indexes in a closed log, without those of blobs. */
function bytesBesideBlobs(path: string): number {
  const database = new DatabaseSync(path, { readOnly: true });
  const found = database
    .prepare(
      `SELECT sum(s.pgsize) AS bytes FROM dbstat s LEFT JOIN sqlite_schema t ON t.name = s.name
        WHERE coalesce(t.tbl_name, '') <> 'blob'`,
    )
    .get();
  database.close();
  return Number(found?.['bytes']);
}

/** Bytes of the largest payment that an ordinary client makes, and of its share of the file. */
export function measureSizes(
  directory: string,
  { diskPayments }: Sizes,
  onProgress: Progress,
): readonly Line[] {
  const workload = new Workload();
  const home = join(directory, 'sizes');
  const log = join(home, 'log.db');
  const node = BenchNode.create(home, workload);
  feed(node, workload, 2 * frameEvents, () => undefined);
  node.stop(workload.nowMs);
  const before = bytesBesideBlobs(log);
  const reopened = BenchNode.open(home, workload);
  reopened.connect();
  let wireBytes = 0;
  for (let done = 0; done < diskPayments; done += 2 * frameEvents) {
    const payments = Array.from({ length: 2 * frameEvents }, () => workload.largestPayment());
    for (const { wire } of payments) wireBytes = Math.max(wireBytes, wire.length);
    for (const half of [payments.slice(0, frameEvents), payments.slice(frameEvents)]) {
      reopened.receive(frameOf(half), workload.nowMs);
    }
    reopened.checkpoint(workload);
    onProgress('sizes', done, diskPayments);
  }
  reopened.stop(workload.nowMs);
  const bytes = (bytesBesideBlobs(log) - before) / diskPayments;
  const whole = (statSync(log).size / 1e6).toFixed(1);
  return [
    {
      name: 'wire',
      value: wireBytes,
      unit: 'B',
      limit: { bound: 'at most', value: 480 },
      figure: 'the largest payment of an ordinary client: a memo and two parents of others',
    },
    {
      name: 'disk',
      value: bytes,
      unit: 'B',
      limit: { bound: 'at most', value: 700 },
      figure:
        `growth of log.db per such payment over ${diskPayments.toLocaleString('en')}, indexes and ` +
        `finality included, blobs apart (${whole} MB in all)`,
    },
  ];
}

/**
 * Checks of the tables whose rows may change: places in epochs, blobs, records, fork marks. Each row has its seal; the
 * mix of all rows, kept in the row of counts, tells when a row is gone or was put back to an older state.
 */
import { toHex } from 'icn-core';
import { blobName, blobOf } from './blobs.ts';
import type { Books } from './books.ts';
import {
  blobDigest,
  isSealedBy,
  mixIn,
  placeDigest,
  recordDigest,
  sameBytes,
  zeroDigest,
} from './digest.ts';
import type { Findings } from './findings.ts';
import { bytesAt, corruptFault, integerAt } from './sql.ts';
import type { SqlDatabase, SqlRow } from './sql.ts';

/** Rows at a time: bounds memory, and a damaged page costs one batch. */
const batchRows = 500;

/** Every event is in the tail or in one epoch, and in the one it was put into. */
export function verifyPlaces(
  database: SqlDatabase,
  books: Books | undefined,
  findings: Findings,
): void {
  const before = findings.count;
  const lost = database.prepare(
    `SELECT e.position, (t.position IS NOT NULL) + (f.position IS NOT NULL) AS places
      FROM event e LEFT JOIN tail t ON t.position = e.position
      LEFT JOIN finality f ON f.position = e.position WHERE places <> 1 ORDER BY e.position`,
  );
  for (const row of lost.all()) {
    const place = `log.db finality ${integerAt(row, 0)}`;
    if (integerAt(row, 1) === 0) {
      findings.add(place, 'place-missing', 'The event is in no epoch and not in the tail either.');
    } else {
      findings.add(place, 'place-double', 'The event is in an epoch and in the tail as well.');
    }
  }
  const strays = database.prepare(
    `SELECT position FROM (SELECT position FROM tail UNION ALL SELECT position FROM finality)
      WHERE position NOT IN (SELECT position FROM event) ORDER BY position`,
  );
  for (const row of strays.all()) {
    const sentence = 'A place is kept for an event that is not there.';
    findings.add(`log.db finality ${integerAt(row, 0)}`, 'place-stray', sentence);
  }
  let mix: Uint8Array = zeroDigest;
  const page = database.prepare(
    'SELECT position, epoch, seal FROM finality WHERE position > ? ORDER BY position LIMIT ?',
  );
  for (const row of inBatches((after) => page.all(after, batchRows), 0)) {
    const [position, epoch] = [integerAt(row, 0), integerAt(row, 1)];
    const digest = placeDigest(position, epoch);
    mix = mixIn(mix, digest);
    if (isSealedBy(digest, bytesAt(row, 2))) continue;
    const sentence = `The row says epoch ${epoch}, which is not what was written.`;
    findings.add(`log.db finality ${position}`, 'place-altered', sentence);
  }
  if (books === undefined || sameBytes(mix, books.placedMix) || findings.count > before) return;
  const sentence = 'The events are not in the epochs that the row of counts adds up to.';
  findings.add('log.db finality', 'places-changed', sentence);
}

/** Every blob that an event names is known, and is what it was. */
export function verifyBlobs(
  database: SqlDatabase,
  books: Books | undefined,
  findings: Findings,
): void {
  const before = findings.count;
  const unknown = database.prepare(
    `SELECT position, blob_hash FROM event
      WHERE blob_hash IS NOT NULL AND blob_hash NOT IN (SELECT hash FROM blob)`,
  );
  for (const row of unknown.all()) {
    const sentence = `Event row ${integerAt(row, 0)} names it, and nothing is kept of it.`;
    findings.add(blobName(bytesAt(row, 1)), 'blob-gone', sentence);
  }
  let mix: Uint8Array = zeroDigest;
  let count = 0;
  const page = database.prepare(
    'SELECT number, hash, state, seal, bytes FROM blob WHERE number > ? ORDER BY number LIMIT ?',
  );
  for (const row of inBatches((after) => page.all(after, 50), 0)) {
    const hash = bytesAt(row, 1);
    mix = mixIn(mix, blobDigest(hash, integerAt(row, 2)));
    count += 1;
    if (blobOf(hash, row.slice(2)) !== undefined) continue;
    const sentence = 'The bytes or the state of the blob are not what was written.';
    findings.add(blobName(hash), 'blob-altered', sentence);
  }
  if (books === undefined || findings.count > before) return;
  if (count === books.blobs && sameBytes(mix, books.blobMix)) return;
  const sentence = `There are ${count} blobs; the row of counts adds up to ${books.blobs} others.`;
  findings.add('log.db blobs', 'blobs-changed', sentence);
}

/** Promises are what they were. */
export function verifyRecords(
  database: SqlDatabase,
  books: Books | undefined,
  findings: Findings,
): void {
  const before = findings.count;
  let mix: Uint8Array = zeroDigest;
  let count = 0;
  for (const row of database.prepare('SELECT kind, key, seal, bytes FROM record').all()) {
    const [kind, key] = [row[0], bytesAt(row, 1)];
    if (typeof kind !== 'string') throw corruptFault('verify', 'A record has no kind.');
    const digest = recordDigest(kind, key, bytesAt(row, 3));
    mix = mixIn(mix, digest);
    count += 1;
    if (isSealedBy(digest, bytesAt(row, 2))) continue;
    const place = `log.db record ${kind} ${toHex(key)}`;
    findings.add(place, 'record-altered', 'It is not what was written.');
  }
  if (books === undefined || findings.count > before) return;
  if (count === books.records && sameBytes(mix, books.recordMix)) return;
  const sentence = `There are ${count} records; the row of counts adds up to ${books.records} others.`;
  findings.add('log.db records', 'records-changed', sentence);
}

/** Fork marks say which devices have two events after one; every device has an event. */
export function verifyForks(database: SqlDatabase, findings: Findings): void {
  const devices = database.prepare(
    `SELECT d.number, d.forked,
        EXISTS (SELECT 1 FROM event e WHERE e.device = d.number GROUP BY e.seq HAVING count(*) > 1)
      FROM device d WHERE d.forked <> 0 OR d.number IN (
        SELECT device FROM event GROUP BY device, seq HAVING count(*) > 1)`,
  );
  for (const row of devices.all()) {
    const [marked, isForked] = [integerAt(row, 1), integerAt(row, 2)];
    if (marked === isForked) continue;
    const sentence =
      isForked === 1
        ? 'Two of its events follow the same one, and it is not marked as forked.'
        : 'It is marked as forked, and no two of its events follow the same one.';
    findings.add(`log.db device ${integerAt(row, 0)}`, 'fork-mark-wrong', sentence);
  }
  const idle = database.prepare(
    'SELECT number FROM device WHERE number NOT IN (SELECT device FROM event)',
  );
  for (const row of idle.all()) {
    const sentence = 'No event is by this device.';
    findings.add(`log.db device ${integerAt(row, 0)}`, 'device-stray', sentence);
  }
}

/** All rows, read in batches that start after the integer in the first column of the last row. */
function* inBatches(
  read: (after: number) => readonly SqlRow[],
  start: number,
): Generator<SqlRow, void> {
  for (let after = start; ;) {
    const rows = read(after);
    if (rows.length === 0) return;
    yield* rows;
    after = integerAt(rows.at(-1) ?? [], 0);
  }
}

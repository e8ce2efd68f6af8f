/**
 * The statements of an open log, prepared once. Column order here is what the readers in `sql-log.ts` count by.
 */
import type { SqlDatabase, SqlStatement } from './sql.ts';

/** Columns of an event as `readEvent` takes them. */
const eventColumns = `e.position, e.id, e.device, e.seq, e.previous, e.blob_hash, e.seal, e.wire,
  f.epoch, f.seal`;
const eventTables = 'event e LEFT JOIN finality f ON f.position = e.position';

/** Finds an event by its whole id through the index over the beginnings of ids. */
const whereId = 'substr(id, 1, 8) = substr(?1, 1, 8) AND id = ?1';

const sql = {
  begin: 'BEGIN IMMEDIATE',
  commit: 'COMMIT',
  rollback: 'ROLLBACK',

  meta: `SELECT coop, events, event_chain, certificates, certificate_chain, placed_mix,
    blobs, blob_mix, records, record_mix, seal FROM meta`,
  putMeta: 'INSERT OR REPLACE INTO meta VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',

  devices: 'SELECT number, key, forked FROM device ORDER BY number',
  addDevice: 'INSERT INTO device VALUES (?, ?, 0)',
  markForked: 'UPDATE device SET forked = 1 WHERE number = ?',
  lastOfDevice: `SELECT position, seq, id FROM event INDEXED BY event_by_device
    WHERE device = ? ORDER BY seq DESC LIMIT 1`,
  linksOfDevice: `SELECT position, seq, id, previous FROM event INDEXED BY event_by_device
    WHERE device = ? ORDER BY seq, position`,
  firstWithSeq: 'SELECT min(position) FROM event WHERE device = ? AND seq = ?',

  hasEvent: `SELECT 1 FROM event WHERE ${whereId}`,
  positionOf: `SELECT position FROM event WHERE ${whereId}`,
  lastPosition: 'SELECT max(position) FROM event',
  event: `SELECT ${eventColumns} FROM ${eventTables} WHERE ${whereId}`,
  eventsFrom: `SELECT ${eventColumns} FROM ${eventTables}
    WHERE e.position >= ? ORDER BY e.position LIMIT ?`,
  deviceEvents: `SELECT ${eventColumns} FROM ${eventTables}
    WHERE e.device = ? AND e.seq >= ? ORDER BY e.seq, e.id LIMIT ?`,
  tail: `SELECT ${eventColumns} FROM tail t CROSS JOIN event e ON e.position = t.position
    LEFT JOIN finality f ON f.position = e.position ORDER BY t.position`,
  addEvent: 'INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  addToTail: 'INSERT INTO tail VALUES (?)',
  dropFromTail: 'DELETE FROM tail WHERE position = ?',
  epochOf: 'SELECT epoch FROM finality WHERE position = ?',
  putEpoch: 'INSERT OR REPLACE INTO finality VALUES (?, ?, ?)',
  dropEpoch: 'DELETE FROM finality WHERE position = ?',

  lastCertificate: 'SELECT position, height FROM certificate ORDER BY position DESC LIMIT 1',
  certificate: `SELECT position, height, seal, bytes FROM certificate
    WHERE height = ? ORDER BY position DESC LIMIT 1`,
  addCertificate: 'INSERT INTO certificate VALUES (?, ?, ?, ?)',

  blob: 'SELECT state, seal, bytes FROM blob WHERE hash = ?',
  missingBlobs: `SELECT hash FROM blob INDEXED BY blob_missing
    WHERE state = 0 ORDER BY hash LIMIT ?`,
  addBlob: 'INSERT INTO blob (hash, state, seal, bytes) VALUES (?, ?, ?, ?)',
  changeBlob: 'UPDATE blob SET state = ?, seal = ?, bytes = ? WHERE hash = ?',

  record: 'SELECT seal, bytes FROM record WHERE kind = ? AND key = ?',
  putRecord: 'INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?)',

  truncateWal: 'PRAGMA wal_checkpoint(TRUNCATE)',
} as const;

/** The prepared statements by name. */
export type Statements = Readonly<Record<keyof typeof sql, SqlStatement>>;

/** Prepares all statements of a log. */
export function prepareStatements(database: SqlDatabase): Statements {
  const prepared = Object.entries(sql).map(([name, text]) => [name, database.prepare(text)]);
  // Object.fromEntries forgets the names; they are those of `sql`.
  return Object.fromEntries(prepared) as Statements;
}

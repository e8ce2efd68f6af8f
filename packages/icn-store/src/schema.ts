/**
 * The tables of `log.db` and how a connection is set up. 6-storage.md explains what each is for.
 *
 * Invariants:
 * - Rows of `event` and `certificate` are inserted and never updated or deleted.
 * - Every position of `event` is in exactly one of `tail` and `finality`.
 * - `meta` has one row, written in the same transaction as what it counts.
 */
import { StoreFault } from 'icn-core';
import { corruptFault, integerAt } from './sql.ts';
import type { SqlDatabase } from './sql.ts';

/** Version of the tables, kept in the file as `user_version`. */
const schemaVersion = 1;

/** `ICN` and a one, so that `file` and people see what the database is. */
const applicationId = 0x49434e01;

/**
 * `seal` columns hold the first 8 bytes of the row's digest. Foreign keys to devices are small integers: a key of 32
 * bytes in the row and again in an index would cost more than the rest of the bookkeeping together. For the same reason
 * events are found by the first 8 bytes of their id: ids come in no order, so that a commit of some hundred events writes
 * most pages of the index, and these are a third as many. Nothing hangs on the 8 bytes being unique.
 */
const tables = `
  CREATE TABLE meta (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    coop BLOB NOT NULL,
    events INTEGER NOT NULL,
    event_chain BLOB NOT NULL,
    certificates INTEGER NOT NULL,
    certificate_chain BLOB NOT NULL,
    placed_mix BLOB NOT NULL,
    blobs INTEGER NOT NULL,
    blob_mix BLOB NOT NULL,
    records INTEGER NOT NULL,
    record_mix BLOB NOT NULL,
    seal BLOB NOT NULL
  ) STRICT;
  CREATE TABLE device (
    number INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    forked INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    device INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    previous INTEGER,
    blob_hash BLOB,
    seal BLOB NOT NULL,
    wire BLOB NOT NULL
  ) STRICT;
  CREATE INDEX event_by_id ON event (substr(id, 1, 8));
  CREATE INDEX event_by_device ON event (device, seq);
  CREATE TABLE tail (position INTEGER PRIMARY KEY) STRICT;
  CREATE TABLE finality (
    position INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    seal BLOB NOT NULL
  ) STRICT;
  CREATE TABLE certificate (
    position INTEGER PRIMARY KEY,
    height INTEGER NOT NULL,
    seal BLOB NOT NULL,
    bytes BLOB NOT NULL
  ) STRICT;
  CREATE INDEX certificate_by_height ON certificate (height, position);
  CREATE TABLE blob (
    number INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    state INTEGER NOT NULL,
    seal BLOB NOT NULL,
    bytes BLOB
  ) STRICT;
  CREATE INDEX blob_missing ON blob (hash) WHERE state = 0;
  CREATE TABLE record (
    kind TEXT NOT NULL,
    key BLOB NOT NULL,
    seal BLOB NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (kind, key)
  ) STRICT, WITHOUT ROWID;
`;

/**
 * EXCLUSIVE keeps other processes out for as long as the log is open, and lets WAL work without shared memory. FULL
 * syncs the WAL in every commit. secure_delete overwrites what is deleted, so that an erased blob leaves no bytes.
 * Pages go from the WAL into the file every 16 MB: while a long log comes in, most are written again before that. The
 * size limit gives back the space of an unusually large commit.
 */
const connection = `
  PRAGMA page_size = 4096;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA fullfsync = ON;
  PRAGMA checkpoint_fullfsync = ON;
  PRAGMA secure_delete = ON;
  PRAGMA temp_store = MEMORY;
  PRAGMA trusted_schema = OFF;
  PRAGMA cell_size_check = ON;
  PRAGMA cache_size = -65536;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 16777216;
`;

/** Sets up a connection to `log.db` and takes the lock. @throws StoreFault `locked`, or `corrupt` if it is no database. */
export function connectLog(database: SqlDatabase): void {
  database.exec(connection);
  const mode = database.prepare('PRAGMA journal_mode').get()?.[0];
  if (mode !== 'wal') {
    throw new StoreFault(
      'io',
      'open',
      'never',
      `The log needs write-ahead logging and the disk gave ${String(mode)}. Use a local disk.`,
    );
  }
  // The first access takes the exclusive lock; the pragmas above do not on every platform.
  database.exec('BEGIN IMMEDIATE; COMMIT');
}

/** Creates the tables in an empty database, as one transaction. */
export function createTables(database: SqlDatabase): void {
  const stamp = `PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion};`;
  database.exec(`BEGIN IMMEDIATE; ${tables} ${stamp} COMMIT`);
}

/** @throws StoreFault `newer-schema`, or `corrupt` when this is not a log. */
export function checkSchema(database: SqlDatabase): void {
  const application = integerAt(database.prepare('PRAGMA application_id').get() ?? [], 0);
  const version = integerAt(database.prepare('PRAGMA user_version').get() ?? [], 0);
  if (application !== applicationId || version < 1) {
    throw corruptFault('open', 'log.db is not the log of a cooperative, or it was emptied.');
  }
  if (version > schemaVersion) {
    throw new StoreFault(
      'newer-schema',
      'open',
      'never',
      `log.db has format ${version} and this software knows up to ${schemaVersion}. Upgrade it.`,
    );
  }
  // A damaged schema would make every later statement look like a bug of the software.
  const found = database.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
  const stored = new Set(found.map((row) => row[0]));
  const expected = tables.split(';').flatMap((sql) => (sql.trim() === '' ? [] : [sql.trim()]));
  if (stored.size !== expected.length || expected.some((sql) => !stored.has(sql))) {
    throw corruptFault('open', 'The tables of log.db are not those that were made.');
  }
}

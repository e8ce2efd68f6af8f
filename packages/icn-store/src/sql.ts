/**
 * The little of SQLite that the store needs. Production runs it on `node:sqlite`; the torn-write suite runs the same
 * statements on SQLite compiled to WebAssembly, over a disk that can lose power.
 *
 * Invariant: an implementation throws `StoreFault` when the world failed (see `sqliteFault`) and nothing else but bugs.
 */
import { StoreFault } from 'icn-core';

/** What a column may hold. Integers are safe integers. */
export type SqlValue = number | string | Uint8Array | null;
/** Columns in the order of the select list. */
export type SqlRow = readonly SqlValue[];

/** A prepared statement; parameters are positional. */
export interface SqlStatement {
  run(...parameters: SqlValue[]): void;
  get(...parameters: SqlValue[]): SqlRow | undefined;
  all(...parameters: SqlValue[]): readonly SqlRow[];
}

/** An open database with one connection. */
export interface SqlDatabase {
  /** Runs statements without parameters or results. */
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
  close(): void;
}

const resultCodes = {
  perm: 3,
  busy: 5,
  locked: 6,
  noMemory: 7,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/**
 * The fault behind a SQLite result code; undefined when the code means a bug (bad SQL, broken constraint).
 * @param statement what was being done: SQL, of which the first words are kept
 * @param resultCode primary or extended, https://sqlite.org/rescode.html
 */
export function sqliteFault(
  statement: string,
  resultCode: number,
  cause: unknown,
): StoreFault | undefined {
  const operation = statement.trim().split(/\s+/).slice(0, 3).join(' ');
  switch (resultCode & 0xff) {
    case resultCodes.full:
      return new StoreFault(
        'disk-full',
        operation,
        'later',
        'The disk is full. Free some space; what was saved before is safe.',
        cause,
      );
    case resultCodes.busy:
    case resultCodes.locked:
      return new StoreFault(
        'locked',
        operation,
        'later',
        'Another process has this log open. Stop it, or ask it instead.',
        cause,
      );
    case resultCodes.corrupt:
    case resultCodes.notADatabase:
      return corruptFault(operation, 'The file is damaged.', cause);
    case resultCodes.ioError:
    case resultCodes.noMemory:
      return new StoreFault(
        'io',
        operation,
        'later',
        'The disk did not do what was asked. Look at the system log for disk errors.',
        cause,
      );
    case resultCodes.perm:
    case resultCodes.readOnly:
    case resultCodes.cannotOpen:
      return new StoreFault(
        'io',
        operation,
        'never',
        'The file cannot be opened for writing. Check who owns it and its mode.',
        cause,
      );
    default:
      return undefined;
  }
}

/** The fault for stored bytes that are not what was stored. */
export function corruptFault(operation: string, sentence: string, cause?: unknown): StoreFault {
  const nextStep =
    'Run `icnctl ledger verify`, then restore a backup or fetch the log from a peer.';
  return new StoreFault('corrupt', operation, 'never', `${sentence} ${nextStep}`, cause);
}

/** The integer in a column. @throws StoreFault `corrupt` when it holds something else. */
export function integerAt(row: SqlRow, column: number): number {
  const value = row[column];
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw corruptFault('read', 'A column that holds integers holds something else.');
}

/** The bytes in a column. @throws StoreFault `corrupt` when it holds something else. */
export function bytesAt(row: SqlRow, column: number): Uint8Array {
  const value = row[column];
  if (value instanceof Uint8Array) return value;
  throw corruptFault('read', 'A column that holds bytes holds something else.');
}

/** As `integerAt`, with null for an empty column. */
export function integerOrNullAt(row: SqlRow, column: number): number | null {
  return row[column] === null ? null : integerAt(row, column);
}

/** As `bytesAt`, with null for an empty column. */
export function bytesOrNullAt(row: SqlRow, column: number): Uint8Array | null {
  return row[column] === null ? null : bytesAt(row, column);
}

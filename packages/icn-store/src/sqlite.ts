/** The store on any SQLite, for suites that bring their own: `icn-store/sqlite`. */
export { DerivedState } from './derived.ts';
export { checkSchema, connectLog, createTables } from './schema.ts';
export { coopOf, foundLog, SqlLog } from './sql-log.ts';
export type { SqlLogParts } from './sql-log.ts';
export { sqliteFault } from './sql.ts';
export type { SqlDatabase, SqlRow, SqlStatement, SqlValue } from './sql.ts';
export { verifyLog } from './verify.ts';
export type { Milestone } from './verify.ts';

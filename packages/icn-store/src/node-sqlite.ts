/** `node:sqlite` as the store's database. */
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { sqliteFault } from './sql.ts';
import type { SqlDatabase, SqlRow, SqlStatement, SqlValue } from './sql.ts';

/** Opens a database file. @throws StoreFault */
export function openNodeSqlite(path: string): SqlDatabase {
  const database = mapped(`open ${path}`, () => new DatabaseSync(path, { returnArrays: true }));
  return {
    exec: (sql) => mapped(sql, () => database.exec(sql)),
    prepare: (sql) =>
      adapt(
        sql,
        mapped(sql, () => database.prepare(sql)),
      ),
    close: () => mapped('close', () => database.close()),
  };
}

function adapt(sql: string, statement: StatementSync): SqlStatement {
  return {
    run: (...parameters: SqlValue[]) => {
      mapped(sql, () => statement.run(...parameters));
    },
    // The database returns arrays, which the declared types do not know.
    get: (...parameters: SqlValue[]) =>
      mapped(sql, () => statement.get(...parameters)) as SqlRow | undefined,
    all: (...parameters: SqlValue[]) =>
      mapped(sql, () => statement.all(...parameters)) as unknown as readonly SqlRow[],
  };
}

function mapped<Result>(operation: string, work: () => Result): Result {
  try {
    return work();
  } catch (failure) {
    const code = resultCodeOf(failure);
    const fault = code === undefined ? undefined : sqliteFault(operation, code, failure);
    throw fault ?? failure;
  }
}

function resultCodeOf(failure: unknown): number | undefined {
  if (!(failure instanceof Error) || !('errcode' in failure)) return undefined;
  return typeof failure.errcode === 'number' ? failure.errcode : undefined;
}

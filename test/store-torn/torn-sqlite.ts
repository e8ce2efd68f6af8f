/**
 * SQLite, compiled to WebAssembly, on a `TornDisk`: the store's database interface for this suite. It has no shared
 * memory, which WAL does without as long as one connection holds the file exclusively, as it does in production.
 */
import initialize from '@sqlite.org/sqlite-wasm';
import type { Database, PreparedStatement, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { sqliteFault } from 'icn-store/sqlite';
import type { SqlDatabase, SqlRow, SqlStatement, SqlValue } from 'icn-store/sqlite';
import type { TornDisk } from './torn-disk.ts';

const vfsName = 'torn';

/** Opens databases on whichever disk is in. */
export interface TornSqlite {
  readonly version: string;
  /** Puts a disk into the machine. */
  readonly insert: (disk: TornDisk) => void;
  readonly open: (name: string) => SqlDatabase;
}

/** Loads SQLite and registers the disk as its only file system. Once per process. */
export async function loadTornSqlite(): Promise<TornSqlite> {
  const sqlite3 = await initialize();
  // It would report each of the many I/O errors that are the point of this suite.
  sqlite3.config.warn = () => undefined;
  let disk: TornDisk | undefined;
  const current = (): TornDisk => {
    if (disk === undefined) throw new Error('no disk');
    return disk;
  };
  install(sqlite3, current);
  return {
    version: sqlite3.capi.sqlite3_libversion(),
    insert: (next) => {
      disk = next;
      // SQLite draws WAL salts from a generator of its own, seeded once: seeded again, a seed gives the same bytes.
      sqlite3.capi.sqlite3_randomness(0, 0);
    },
    open: (filename) => {
      const open = () => new sqlite3.oo1.DB({ filename, flags: 'c', vfs: vfsName });
      return adapt(sqlite3, mapped(sqlite3, 'open', open));
    },
  };
}

function install(sqlite3: Sqlite3Static, disk: () => TornDisk): void {
  const { capi, wasm } = sqlite3;
  const names = new Map<number, string>();
  const nameOf = (file: number): string => names.get(file) ?? '';
  // An exception must not cross WebAssembly frames; SQLite understands an I/O error.
  const attempt = (work: () => number | void): number => {
    try {
      return work() ?? capi.SQLITE_OK;
    } catch {
      return capi.SQLITE_IOERR;
    }
  };
  const nameAt = (at: number): string => wasm.cstrToJs(at) ?? '';
  const bytesAt = (at: number, length: number): Uint8Array =>
    wasm.heap8u().subarray(at, at + length);
  const io = new capi.sqlite3_io_methods();
  // The declared types leave out the prefix that members have.
  Object.assign(io, { $iVersion: 1 });
  io.installMethods({
    xClose: (file: number) => {
      names.delete(file);
      return capi.SQLITE_OK;
    },
    xRead: (file: number, into: number, length: number, at: bigint) =>
      attempt(() => {
        const isWhole = disk().read(nameOf(file), bytesAt(into, length), Number(at));
        return isWhole ? capi.SQLITE_OK : capi.SQLITE_IOERR_SHORT_READ;
      }),
    xWrite: (file: number, from: number, length: number, at: bigint) =>
      attempt(() => disk().write(nameOf(file), bytesAt(from, length), Number(at))),
    xTruncate: (file: number, size: bigint) =>
      attempt(() => disk().truncate(nameOf(file), Number(size))),
    xSync: (file: number) => attempt(() => disk().sync(nameOf(file))),
    xFileSize: (file: number, into: number) =>
      attempt(() => void wasm.poke64(into, BigInt(disk().size(nameOf(file))))),
    xLock: () => capi.SQLITE_OK,
    xUnlock: () => capi.SQLITE_OK,
    xCheckReservedLock: (_: number, into: number) => {
      wasm.poke32(into, 0);
      return capi.SQLITE_OK;
    },
    xFileControl: () => capi.SQLITE_NOTFOUND,
    xSectorSize: () => 512,
    xDeviceCharacteristics: () =>
      disk().hasSafeOverwrite ? capi.SQLITE_IOCAP_POWERSAFE_OVERWRITE : 0,
  });
  const vfs = new capi.sqlite3_vfs();
  vfs.$iVersion = 1;
  vfs.$szOsFile = fileBytes(capi);
  vfs.$mxPathname = 64;
  vfs.installMethods({
    xOpen: (_: number, zName: number, file: number, flags: number, outFlags: number) =>
      attempt(() => {
        const name = nameAt(zName);
        disk().open(name);
        names.set(file, name);
        const handle = new capi.sqlite3_file(file);
        handle.$pMethods = io.pointer;
        handle.dispose();
        wasm.poke32(outFlags, flags);
      }),
    xDelete: (_: number, zName: number, syncDirectory: number) =>
      attempt(() => disk().delete(nameAt(zName), syncDirectory !== 0)),
    xAccess: (_: number, zName: number, _flags: number, into: number) =>
      attempt(() => void wasm.poke32(into, disk().has(nameAt(zName)) ? 1 : 0)),
    xFullPathname: (_: number, zName: number, length: number, into: number) =>
      wasm.cstrncpy(into, zName, length) < length ? capi.SQLITE_OK : capi.SQLITE_CANTOPEN,
    xRandomness: (_: number, length: number, into: number) => {
      disk().randomize(bytesAt(into, length));
      return length;
    },
    xSleep: () => 0,
    xCurrentTime: (_: number, into: number) => {
      wasm.poke64f(into, 2_460_000);
      return capi.SQLITE_OK;
    },
    xGetLastError: () => capi.SQLITE_OK,
  });
  sqlite3.vfs.installVfs({ vfs: { struct: vfs, methods: {}, name: vfsName, asDefault: true } });
}

/** Size of SQLite's part of a file handle, in bytes. */
function fileBytes(capi: Sqlite3Static['capi']): number {
  const probe = new capi.sqlite3_file();
  const size = probe.structInfo.sizeof;
  probe.dispose();
  return size;
}

function adapt(sqlite3: Sqlite3Static, database: Database): SqlDatabase {
  return {
    exec: (sql) => void mapped(sqlite3, sql, () => database.exec(sql)),
    prepare: (sql) => {
      const statement = mapped(sqlite3, sql, () => database.prepare(sql));
      return adaptStatement(sqlite3, sql, statement);
    },
    close: () => database.close(),
  };
}

function adaptStatement(
  sqlite3: Sqlite3Static,
  sql: string,
  statement: PreparedStatement,
): SqlStatement {
  const rows = (parameters: readonly SqlValue[], limit: number): SqlRow[] =>
    mapped(sqlite3, sql, () => {
      const found: SqlRow[] = [];
      try {
        if (parameters.length > 0) statement.bind([...parameters]);
        while (found.length < limit && statement.step()) found.push(rowOf(statement));
      } finally {
        sqlite3.capi.sqlite3_reset(statement.pointer ?? 0);
      }
      return found;
    });
  return {
    run: (...parameters) => void rows(parameters, Number.POSITIVE_INFINITY),
    get: (...parameters) => rows(parameters, 1)[0],
    all: (...parameters) => rows(parameters, Number.POSITIVE_INFINITY),
  };
}

function rowOf(statement: PreparedStatement): SqlRow {
  return statement.get([]).map((value) => {
    if (typeof value === 'bigint') return Number(value);
    if (value instanceof Int8Array || value instanceof ArrayBuffer) return new Uint8Array(value);
    return value;
  });
}

function mapped<Result>(sqlite3: Sqlite3Static, operation: string, work: () => Result): Result {
  try {
    return work();
  } catch (failure) {
    const code = failure instanceof sqlite3.SQLite3Error ? failure.resultCode : undefined;
    const fault = code === undefined ? undefined : sqliteFault(operation, code, failure);
    throw fault ?? failure;
  }
}

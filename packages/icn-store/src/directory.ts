/**
 * The data directory of one cooperative's log:
 *
 *     coop.json    which cooperative, and how far its log had come when last noted (the witness)
 *     log.db       events, certificates, blobs, promises
 *     derived.db   the newest snapshot; disposable
 *
 * Invariants:
 * - `coop.json` is written before `log.db` gets its name, and `log.db` gets it whole. So a directory with a witness but no
 *   log is either unfinished (0 events seen) or has lost its log.
 * - The witness is never ahead of what is durable in `log.db`.
 */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseHex, StoreFault, zeroHex } from 'icn-core';
import type { Finding, Hex, VerifyOptions } from 'icn-core';
import { DerivedState } from './derived.ts';
import {
  exposureOf,
  mapped,
  privateDirectoryMode,
  privateFileMode,
  readFile,
  replaceFile,
  requirePrivate,
  syncDirectory,
} from './files.ts';
import { openNodeSqlite } from './node-sqlite.ts';
import { checkSchema, connectLog, createTables } from './schema.ts';
import { corruptFault } from './sql.ts';
import { coopOf, foundLog, SqlLog } from './sql-log.ts';
import { verifyLog } from './verify.ts';
import type { Milestone } from './verify.ts';

interface Witness extends Milestone {
  readonly coop: Hex;
}

const witnessFormat = 1;

/**
 * Makes the log of a cooperative in a directory, which is made too (mode 0700) if need be, and opens it.
 * @throws StoreFault `exists` when the directory holds a log already.
 */
export function createLogStore(directory: string, coop: Hex): SqlLog {
  mapped(`make ${directory}`, () =>
    mkdirSync(directory, { recursive: true, mode: privateDirectoryMode }),
  );
  const { witness, log } = pathsIn(directory);
  const unfinished = existsSync(witness) ? readWitness(witness) : undefined;
  const isTaken = unfinished !== undefined && (unfinished.coop !== coop || unfinished.events > 0);
  if (isTaken || existsSync(log)) {
    const sentence = `${directory} holds the log of a cooperative. Choose another directory.`;
    throw new StoreFault('exists', 'create', 'never', sentence);
  }
  const start = {
    coop,
    events: 0,
    eventChain: zeroHex,
    certificates: 0,
    certificateChain: zeroHex,
  };
  writeWitness(witness, start);
  const fresh = `${log}.new`;
  for (const leftover of [fresh, `${fresh}-wal`]) rmSync(leftover, { force: true });
  createPrivate(fresh);
  const database = openNodeSqlite(fresh);
  connectLog(database);
  createTables(database);
  foundLog(database, coop);
  database.close();
  mapped(`name ${log}`, () => renameSync(fresh, log));
  syncDirectory(directory);
  return openLogStore(directory);
}

/**
 * Opens the log in a directory and keeps every other process out of it until `close`.
 *
 * While it is open this process must not open and close `log.db` by other means (to copy it, say): POSIX drops a
 * process's locks on a file when any handle to it is closed.
 * A log that holds less than the witness has seen is an older one in its place. It does not open: its devices and its
 * anchor would sign once more what they have signed already, and the witness would be the last to know.
 * @throws StoreFault `missing`, `locked`, `unsafe-mode`, `newer-schema`, or `corrupt`.
 */
export function openLogStore(directory: string): SqlLog {
  const { witness: witnessPath, log, derived } = pathsIn(directory);
  let witness = readWitness(witnessPath);
  if (!existsSync(log)) {
    const sentence = `${log} is gone. Restore it from a backup, or join again from a peer.`;
    throw new StoreFault('missing', 'open', 'never', sentence);
  }
  for (const path of [witnessPath, log]) requirePrivate(path);
  const database = openNodeSqlite(log);
  let derivedState: DerivedState | undefined;
  try {
    connectLog(database);
    checkSchema(database);
    if (coopOf(database) !== witness.coop) {
      throw corruptFault('open', `log.db is not the log of the cooperative in ${witnessPath}.`);
    }
    derivedState = openDerived(derived);
    const opened = new SqlLog(database, {
      derived: derivedState,
      milestone: () => witness,
      onMilestone: (milestone) => {
        const next = { coop: witness.coop, ...milestone };
        if (
          milestone.events === witness.events &&
          milestone.certificates === witness.certificates
        ) {
          return;
        }
        writeWitness(witnessPath, next);
        witness = next;
      },
    });
    const { events, certificates } = opened.counts();
    if (events < witness.events || certificates < witness.certificates) {
      const seen = `holds ${events} entries, and ${witness.events} have been seen here`;
      throw corruptFault('open', `An older log was put in the place of log.db: it ${seen}.`);
    }
    return opened;
  } catch (failure) {
    derivedState?.close();
    database.close();
    throw failure;
  }
}

/**
 * Checks a directory whatever its state: what keeps the log from being opened is a finding too.
 * @throws StoreFault `locked` while a process has the log open (ask that one), `io` when the disk fails.
 */
export function verifyDirectory(
  directory: string,
  options: VerifyOptions = {},
): readonly Finding[] {
  const paths = pathsIn(directory);
  const findings: Finding[] = [];
  const note = (place: string, code: string, sentence: string): void => {
    findings.push({ place, code, sentence });
  };
  const attempt = <Result>(place: string, work: () => Result): Result | undefined => {
    try {
      return work();
    } catch (failure) {
      if (!(failure instanceof StoreFault)) throw failure;
      if (failure.code === 'locked' || failure.code === 'io') throw failure;
      note(place, failure.code, failure.message);
      return undefined;
    }
  };
  const witness = attempt('coop.json', () => readWitness(paths.witness));
  if (!existsSync(paths.log)) {
    note(
      'log.db',
      'missing',
      `The log is gone; coop.json has seen ${witness?.events ?? 0} events.`,
    );
    return findings;
  }
  for (const path of [paths.witness, paths.log].filter((known) => existsSync(known))) {
    const exposure = exposureOf(path);
    if (exposure !== undefined) note(path, 'unsafe-mode', exposure);
  }
  const database = openNodeSqlite(paths.log);
  try {
    const known = attempt('log.db', () => {
      connectLog(database);
      checkSchema(database);
      return verifyLog(database, { ...options, coop: witness?.coop, milestone: witness });
    });
    findings.push(...(known ?? []));
  } finally {
    database.close();
  }
  if (existsSync(paths.derived)) {
    attempt('derived.db', () => {
      const derived = new DerivedState(openNodeSqlite(paths.derived));
      findings.push(...derived.verify());
      derived.close();
    });
  }
  return findings;
}

function pathsIn(directory: string): { witness: string; log: string; derived: string } {
  return {
    witness: join(directory, 'coop.json'),
    log: join(directory, 'log.db'),
    derived: join(directory, 'derived.db'),
  };
}

function openDerived(path: string): DerivedState {
  const open = (): DerivedState => {
    if (!existsSync(path)) createPrivate(path);
    return new DerivedState(openNodeSqlite(path));
  };
  try {
    return open();
  } catch (failure) {
    if (!(failure instanceof StoreFault) || failure.code !== 'corrupt') throw failure;
    // It holds nothing that the log cannot give back.
    for (const part of [path, `${path}-wal`]) rmSync(part, { force: true });
    return open();
  }
}

/** SQLite would create it readable by others; its WAL takes the mode of the database. */
function createPrivate(path: string): void {
  mapped(`make ${path}`, () => closeSync(openSync(path, 'wx', privateFileMode)));
}

function writeWitness(path: string, witness: Witness): void {
  const { coop, events, eventChain, certificates, certificateChain } = witness;
  const content = {
    format: witnessFormat,
    coop,
    events,
    eventChain,
    certificates,
    certificateChain,
  };
  replaceFile(path, Buffer.from(`${JSON.stringify(content, undefined, 2)}\n`));
}

function readWitness(path: string): Witness {
  const content = parseObject(Buffer.from(readFile(path)).toString());
  const damaged = (): StoreFault => corruptFault('open', `${path} is damaged.`);
  const format = content?.['format'];
  if (content === undefined || typeof format !== 'number' || format < 1) throw damaged();
  if (format > witnessFormat) {
    const sentence = `${path} has format ${format}, which this software does not know. Upgrade it.`;
    throw new StoreFault('newer-schema', 'open', 'never', sentence);
  }
  const hex = (name: string): Hex => {
    const text = content[name];
    if (typeof text !== 'string' || parseHex(text)?.length !== 32) throw damaged();
    return text;
  };
  const count = (name: string): number => {
    const value = content[name];
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw damaged();
    return value;
  };
  return {
    coop: hex('coop'),
    events: count('events'),
    eventChain: hex('eventChain'),
    certificates: count('certificates'),
    certificateChain: hex('certificateChain'),
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    // Not JSON: the caller says which file.
    return undefined;
  }
}

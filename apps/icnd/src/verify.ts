/**
 * The check of all records: the store's own (every row, seal and count), then everything again as if it came from a
 * stranger: signatures, links, checkpoints, the fold of every epoch, the sum of balances.
 *
 * Invariant: nothing in the directory is written. The check works on a copy, private and removed at the end.
 */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MemoryDisk,
  MemoryLog,
  sections,
  StoreFault,
  type Crypto,
  type Finding,
  type Hex,
  type StateReader,
  type StoredEvent,
} from 'icn-core';
import { openCrypto, type CryptoKit } from 'icn-crypto/node';
import { openReplica, stateOf, type Replica } from 'icn-replica';
import { inspectWith, openLogStore, verifyDirectory, type SqlLog } from 'icn-store';
import { listAccounts } from 'icn-client';
import { onDisk } from './home.ts';
import { Intake } from './intake.ts';
import { hasCoop, logFolder } from './local.ts';

/** What the records hold, when they could be read to the end. */
export interface VerifySummary {
  readonly coop: Hex;
  readonly events: number;
  readonly checkpoints: number;
  readonly height: number;
  /** T of the latest checkpoint; 0 before the first. */
  readonly time: number;
  readonly root: Hex;
}

/** The end of a check. No findings: all is well. */
export interface Verdict {
  readonly findings: readonly Finding[];
  readonly summary: VerifySummary | undefined;
}

/** How to check. */
export interface VerifyLocalOptions {
  readonly kit?: CryptoKit;
  /** Told how many events have been through one of the two checks. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Checks the records of a data directory.
 * @throws StoreFault `missing` when it never held a cooperative, `locked` while a node runs on it.
 */
export function verifyLocal(directory: string, options: VerifyLocalOptions = {}): Verdict {
  const folder = logFolder(directory);
  if (!hasCoop(directory)) {
    if (!existsSync(join(directory, 'anchor.key'))) {
      const sentence = `There is no cooperative in ${directory}. Check --dir.`;
      throw new StoreFault('missing', 'verify', 'never', sentence);
    }
    const sentence = 'The whole log is gone; only the key of this node is left.';
    return { findings: [{ place: 'log', code: 'missing', sentence }], summary: undefined };
  }
  requireUnlocked(join(folder, 'log.db'));
  const copy = onDisk('copy the records for checking', () => copyFolder(folder));
  try {
    return check(copy, options);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const sqliteBusy = 5;

/**
 * A read is refused for as long as a node has the log for itself. Whatever else is wrong, the check itself will say.
 * Read-only, and exclusive so that no file for shared memory is made: closing an ordinary connection would fold a log
 * that a crash left behind into the database, and with it the evidence.
 */
function requireUnlocked(path: string): void {
  if (!existsSync(path)) return;
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      database.exec('PRAGMA locking_mode = EXCLUSIVE');
      database.prepare('SELECT count(*) FROM sqlite_schema').get();
    } finally {
      database.close();
    }
  } catch (failure) {
    if (!(failure instanceof Error) || !('errcode' in failure)) throw failure;
    if (failure.errcode !== sqliteBusy) return;
    const sentence = 'A node is running on these records. Stop it, then check them.';
    throw new StoreFault('locked', 'verify', 'later', sentence, failure);
  }
}

function copyFolder(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'icn-verify-'));
  try {
    for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(copy, name));
  } catch (failure) {
    rmSync(copy, { recursive: true, force: true });
    throw failure;
  }
  return copy;
}

function check(folder: string, options: VerifyLocalOptions): Verdict {
  const { crypto } = options.kit ?? openCrypto();
  const report = options.onProgress ?? (() => undefined);
  const onProgress = (done: number, total: number): void => report(done, 2 * total);
  const stored = verifyDirectory(folder, { inspect: inspectWith(crypto), onProgress });
  const findings = stored.map((finding) => ({
    ...finding,
    place: finding.place.replace(`${folder}/`, ''),
    sentence: finding.sentence.replaceAll(`${folder}/`, ''),
  }));
  // Folding needs records that can be read; what was found has to be mended first.
  if (findings.length > 0) return { findings, summary: undefined };
  const log = openLogStore(folder);
  try {
    return checkMeaning(log, crypto, (done, total) => report(total + done, 2 * total));
  } finally {
    log.close();
  }
}

function checkMeaning(
  log: SqlLog,
  crypto: Crypto,
  onProgress: (done: number, total: number) => void,
): Verdict {
  const memory = new MemoryLog(new MemoryDisk(log.coop));
  const intake = new Intake(memory, crypto, 0);
  const broken = takeAgain(log, intake, onProgress);
  if (broken !== undefined) return { findings: [broken], summary: undefined };
  const { height, time, root } = intake.standing();
  const { events } = log.counts();
  const summary = { coop: log.coop, events, checkpoints: log.latestHeight(), height, time, root };
  const findings = [
    ...checkEpochs(log, memory),
    ...checkKeptState(log, crypto, intake.replica),
    ...checkSum(intake.replica),
  ];
  return { findings, summary };
}

/** All events by epoch, each epoch before its certificate. Blobs are left to the store's check: no rule reads them. */
function takeAgain(
  log: SqlLog,
  intake: Intake,
  onProgress: (done: number, total: number) => void,
): Finding | undefined {
  const epochs = new Map<number | null, StoredEvent[]>();
  for (const event of log.events()) {
    const known = epochs.get(event.epoch);
    if (known === undefined) epochs.set(event.epoch, [event]);
    else known.push(event);
  }
  const total = log.counts().events;
  const latest = log.latestHeight();
  let done = 0;
  for (let height = 1; height <= latest + 1; height += 1) {
    for (const event of epochs.get(height > latest ? null : height) ?? []) {
      const refusal = intake.takeEvent(event.wire);
      if (refusal !== undefined) {
        return { place: `log.db event ${event.position}`, ...refusal };
      }
      done += 1;
      onProgress(done, total);
    }
    const certificate = log.certificate(height);
    const refusal = certificate === undefined ? undefined : intake.takeCertificate(certificate);
    if (refusal !== undefined) return { place: `log.db certificate ${height}`, ...refusal };
  }
  return undefined;
}

/** Does the log place every event in the epoch in which the checkpoints put it? */
function checkEpochs(log: SqlLog, again: MemoryLog): readonly Finding[] {
  const findings: Finding[] = [];
  for (const { id, position, epoch } of log.events()) {
    const expected = again.event(id)?.epoch ?? null;
    if (epoch === expected) continue;
    const sentence = `It is filed under checkpoint ${epoch ?? 'none'}, but belongs to ${expected ?? 'none'}.`;
    findings.push({ place: `log.db event ${position}`, code: 'wrong-epoch', sentence });
  }
  return findings;
}

/** The state kept for quick starts is what people see, so it has to be the state of the latest checkpoint. */
function checkKeptState(log: SqlLog, crypto: Crypto, again: Replica): readonly Finding[] {
  const kept = openReplica({ log, crypto });
  const roots = kept.certified.roots();
  const expected = again.certified.roots();
  const differing = sections.filter((section) => roots[section] !== expected[section]);
  if (differing.length === 0) return [];
  const sentence = `The state kept for quick starts differs in ${differing.join(', ')}. Remove derived.db: it is made anew.`;
  return [{ place: 'derived.db', code: 'state-differs', sentence }];
}

function checkSum(replica: Replica): readonly Finding[] {
  const sum = (state: StateReader): number =>
    listAccounts({ coop: replica.deps.log.coop, state, personal: () => 'none' }).reduce(
      (total, { balance }) => total + balance,
      0,
    );
  const off = sum(stateOf(replica, 'provisional'));
  if (off === 0) return [];
  const sentence = `All balances together are ${off} minutes instead of zero.`;
  return [{ place: 'ledger', code: 'sum-not-zero', sentence }];
}

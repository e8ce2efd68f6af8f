/**
 * Checks a log's rows against their seals, their running digests, the counts, and each other, and says where and what.
 * Reads row by row, so that one damaged page does not hide what is around it.
 *
 * Invariant: every column of every row is covered by at least one check; 6-storage.md lists which.
 */
import { toHex } from 'icn-core';
import type { Finding, Hex, VerifyOptions } from 'icn-core';
import { booksOf } from './books.ts';
import type { Books } from './books.ts';
import { certificateDigest, chainOn, isSealedBy, zeroDigest } from './digest.ts';
import { Findings } from './findings.ts';
import { bytesAt, integerAt } from './sql.ts';
import type { SqlDatabase } from './sql.ts';
import { verifyEvent } from './verify-event.ts';
import { verifyBlobs, verifyForks, verifyPlaces, verifyRecords } from './verify-tables.ts';

/** How far a log had come at some moment: kept outside the database as a witness. */
export interface Milestone {
  readonly events: number;
  readonly eventChain: Hex;
  readonly certificates: number;
  readonly certificateChain: Hex;
}

/** What a check of a whole log is told. */
export interface VerifyLogOptions extends VerifyOptions {
  /** The coop id that the log should have; undefined: take the log's word. */
  readonly coop: Hex | undefined;
  /** What the witness says; undefined when there is none. */
  readonly milestone: Milestone | undefined;
}

/** Checks `log.db`. Damage is returned, never thrown; a disk that fails is. */
export function verifyLog(database: SqlDatabase, options: VerifyLogOptions): readonly Finding[] {
  const findings = new Findings();
  verifyPages(database, findings);
  const books = verifyBooks(database, options, findings);
  verifyEvents(database, books, options, findings);
  verifyCertificates(database, books, options.milestone, findings);
  findings.guard('log.db finality', () => verifyPlaces(database, books, findings));
  findings.guard('log.db blob', () => verifyBlobs(database, books, findings));
  findings.guard('log.db record', () => verifyRecords(database, books, findings));
  findings.guard('log.db device', () => verifyForks(database, findings));
  return findings.list();
}

/** SQLite's own check: page structure, and that every index holds exactly its table's rows. */
function verifyPages(database: SqlDatabase, findings: Findings): void {
  findings.guard('log.db', () => {
    for (const row of database.prepare('PRAGMA integrity_check').all()) {
      if (row[0] !== 'ok')
        findings.add('log.db', 'database-damaged', `SQLite reports: ${String(row[0])}.`);
    }
  });
}

function verifyBooks(
  database: SqlDatabase,
  { coop, milestone }: VerifyLogOptions,
  findings: Findings,
): Books | undefined {
  const place = 'log.db meta';
  return findings.guard(place, () => {
    const row = database
      .prepare(
        `SELECT coop, events, event_chain, certificates, certificate_chain, placed_mix,
          blobs, blob_mix, records, record_mix, seal FROM meta`,
      )
      .get();
    if (row === undefined) {
      findings.add(place, 'counts-missing', 'The row of counts is gone: the log was emptied.');
      return undefined;
    }
    const { books, isIntact } = booksOf(row);
    if (!isIntact) {
      findings.add(place, 'counts-altered', 'The row of counts is not what was written.');
    }
    if (coop !== undefined && books.coop !== coop) {
      findings.add(
        place,
        'wrong-coop',
        `This is the log of cooperative ${books.coop}; coop.json expects ${coop}.`,
      );
    }
    if (milestone !== undefined && books.events < milestone.events) {
      findings.add(
        place,
        'log-behind-witness',
        `The log counts ${books.events} events; coop.json has seen ${milestone.events}. ` +
          'An older or another log was put in its place.',
      );
    }
    return books;
  });
}

function verifyEvents(
  database: SqlDatabase,
  books: Books | undefined,
  { inspect, milestone, onProgress }: VerifyLogOptions,
  findings: Findings,
): void {
  const last = findings.guard('log.db event', () =>
    integerAt(database.prepare('SELECT coalesce(max(position), 0) FROM event').get() ?? [], 0),
  );
  const total = Math.max(books?.events ?? 0, last ?? 0);
  const read = verifyEvent(database, inspect);
  const before = findings.count;
  let chain: Uint8Array = zeroDigest;
  const check = (name: string, position: number, count: number | undefined, expected: Hex) => {
    if (position !== count || toHex(chain) === expected || findings.count > before) return;
    findings.add(
      `log.db events 1 to ${position}`,
      'chain-broken',
      `The running digest of arrivals is ${toHex(chain)}; ${name} expects ${expected}.`,
    );
  };
  for (let position = 0; position <= total; position += 1) {
    if (position > 0) {
      const place = `log.db event ${position}`;
      const counted = books === undefined || position <= books.events;
      const digest = findings.guard(place, () => read(position, counted, findings));
      if (digest !== undefined) chain = chainOn(chain, digest);
      if (position % 1000 === 0 || position === total) onProgress?.(position, total);
    }
    if (books !== undefined) {
      check('the row of counts', position, books.events, toHex(books.eventChain));
    }
    check('coop.json', position, milestone?.events, milestone?.eventChain ?? '');
  }
}

function verifyCertificates(
  database: SqlDatabase,
  books: Books | undefined,
  milestone: Milestone | undefined,
  findings: Findings,
): void {
  const read = database.prepare('SELECT height, seal, bytes FROM certificate WHERE position = ?');
  const last = findings.guard('log.db certificate', () =>
    integerAt(
      database.prepare('SELECT coalesce(max(position), 0) FROM certificate').get() ?? [],
      0,
    ),
  );
  const total = Math.max(books?.certificates ?? 0, last ?? 0, milestone?.certificates ?? 0);
  const before = findings.count;
  let chain: Uint8Array = zeroDigest;
  const expect = (name: string, expected: Hex) => {
    if (toHex(chain) === expected || findings.count > before) return;
    const sentence = `The running digest is ${toHex(chain)}; ${name} expects ${expected}.`;
    findings.add('log.db certificates', 'chain-broken', sentence);
  };
  for (let position = 1; position <= total; position += 1) {
    const place = `log.db certificate ${position}`;
    findings.guard(place, () => {
      const row = read.get(position);
      if (row === undefined) {
        const sentence = `Certificate ${position} of ${total} (by arrival) is gone.`;
        findings.add(place, 'certificate-missing', sentence);
        return;
      }
      if (books !== undefined && position > books.certificates) {
        const sentence = `The log counts only ${books.certificates} certificates.`;
        findings.add(place, 'certificate-uncounted', sentence);
      }
      const height = integerAt(row, 0);
      const digest = certificateDigest(position, height, bytesAt(row, 2));
      if (!isSealedBy(digest, bytesAt(row, 1))) {
        const sentence = `The row (height ${height}) is not what was written.`;
        findings.add(place, 'certificate-altered', sentence);
      }
      chain = chainOn(chain, digest);
    });
    if (position === milestone?.certificates) expect('coop.json', milestone.certificateChain);
  }
  if (books !== undefined) expect('the row of counts', toHex(books.certificateChain));
}

/**
 * Checks one event row at a time and says in words which part of it does not fit.
 */
import { toHex } from 'icn-core';
import type { Hex, InspectWire } from 'icn-core';
import { eventDigest, isSealedBy, zeroDigest } from './digest.ts';
import type { Findings } from './findings.ts';
import { bytesAt, bytesOrNullAt, integerAt, integerOrNullAt } from './sql.ts';
import type { SqlDatabase } from './sql.ts';

interface Claims {
  readonly id: Hex;
  readonly device: Hex;
  readonly seq: number;
  readonly blobHash: Hex | undefined;
}

/**
 * Prepares the check of a row. The check returns the row's digest for the chain; undefined when there is no row.
 * @param inspect see `VerifyOptions`.
 */
export function verifyEvent(
  database: SqlDatabase,
  inspect: InspectWire | undefined,
): (position: number, isCounted: boolean, findings: Findings) => Uint8Array | undefined {
  const statement = database.prepare(
    `SELECT e.id, d.key, e.seq, e.previous, e.blob_hash, e.seal, e.wire
      FROM event e LEFT JOIN device d ON d.number = e.device WHERE e.position = ?`,
  );
  let lastId: Hex | undefined;
  return (position, isCounted, findings) => {
    const place = `log.db event ${position}`;
    const row = statement.get(position);
    if (row === undefined) {
      const after = lastId === undefined ? 'It was the first.' : `It arrived after ${lastId}.`;
      findings.add(place, 'event-missing', `The event in row ${position} is gone. ${after}`);
      return undefined;
    }
    const columns = {
      position,
      id: bytesAt(row, 0),
      deviceKey: bytesOrNullAt(row, 1) ?? zeroDigest,
      seq: integerAt(row, 2),
      previous: integerOrNullAt(row, 3),
      blobHash: bytesOrNullAt(row, 4),
      wire: bytesAt(row, 6),
    };
    const claims: Claims = {
      id: toHex(columns.id),
      device: toHex(columns.deviceKey),
      seq: columns.seq,
      blobHash: columns.blobHash === null ? undefined : toHex(columns.blobHash),
    };
    lastId = claims.id;
    if (!isCounted) {
      const sentence = `Event ${claims.id} is in the table but was never counted.`;
      findings.add(place, 'event-uncounted', sentence);
    }
    const digest = eventDigest(columns);
    const problem = inspect === undefined ? undefined : problemOf(claims, inspect(columns.wire));
    const isSealed = isSealedBy(digest, bytesAt(row, 5));
    if (problem !== undefined) {
      findings.add(place, 'event-altered', `Event ${claims.id}: ${problem}`);
    } else if (!isSealed && inspect !== undefined) {
      findings.add(
        place,
        'event-moved',
        `Event ${claims.id} is whole, but it is not what arrived as number ${position}: ` +
          'rows were exchanged, or the row around it was changed.',
      );
    } else if (!isSealed) {
      const sentence = `Event ${claims.id}: the row is not what was written.`;
      findings.add(place, 'event-altered', sentence);
    }
    return digest;
  };
}

/** What the bytes say that the row does not; undefined when they agree. */
function problemOf(claims: Claims, seen: ReturnType<InspectWire>): string | undefined {
  if (typeof seen === 'string') return seen;
  if (seen.id !== claims.id) return `its bytes make event ${seen.id}.`;
  if (seen.device !== claims.device) {
    return `the row says device ${claims.device}, its header says ${seen.device}.`;
  }
  if (seen.seq !== claims.seq) {
    return `the row says number ${claims.seq}, its header says ${seen.seq}.`;
  }
  if (seen.blobHash !== claims.blobHash) {
    const [row, header] = [claims.blobHash ?? 'none', seen.blobHash ?? 'none'];
    return `the row says blob ${row}, its header says ${header}.`;
  }
  return undefined;
}

/** Reads a row of the event table, joined with its place in an epoch, in the column order of statements.ts. */
import { toHex } from 'icn-core';
import type { StoredEvent } from 'icn-core';
import type { Devices } from './devices.ts';
import { eventDigest, isSealedBy, placeDigest, zeroDigest } from './digest.ts';
import { bytesAt, bytesOrNullAt, corruptFault, integerAt, integerOrNullAt } from './sql.ts';
import type { SqlRow } from './sql.ts';

/** The event in a row. @throws StoreFault `corrupt` when the row or its place is not what was written. */
export function readEvent(row: SqlRow, devices: Devices): StoredEvent {
  const device = devices.numbered(integerAt(row, 2));
  const columns = {
    position: integerAt(row, 0),
    id: bytesAt(row, 1),
    deviceKey: device?.key ?? zeroDigest,
    seq: integerAt(row, 3),
    previous: integerOrNullAt(row, 4),
    blobHash: bytesOrNullAt(row, 5),
    wire: bytesAt(row, 7),
  };
  const { position, seq, wire } = columns;
  const [id, epoch] = [toHex(columns.id), integerOrNullAt(row, 8)];
  const isPlaced = epoch === null || isSealedBy(placeDigest(position, epoch), bytesAt(row, 9));
  if (device === undefined || !isPlaced || !isSealedBy(eventDigest(columns), bytesAt(row, 6))) {
    throw corruptFault('read event', `Event ${id} (row ${position}) is damaged.`);
  }
  const blobHash = columns.blobHash === null ? undefined : toHex(columns.blobHash);
  return { id, device: device.hex, seq, position, epoch, wire, blobHash };
}

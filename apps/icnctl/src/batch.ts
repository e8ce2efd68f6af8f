/**
 * Batch files: the books that were kept by hand, as rows `at,who,command,...`. Pure: bytes in, rows out.
 *
 * Invariant: rows are in the order of their times, so that what one row builds on has happened.
 */
import { isRejection, reject, type Rejection } from 'icn-core';
import { decodeSheet } from './spreadsheet/decode.ts';
import { readRows, type SheetRow } from './spreadsheet/rows.ts';
import { readTime } from './time.ts';

/** One act. */
export interface BatchRow {
  readonly line: number;
  /** Unix ms. */
  readonly at: number;
  /** Whose keystore signs: `WHO.age` in the folder of keystores. */
  readonly who: string;
  /** Words separated by one blank: `hours log`. */
  readonly command: string;
  readonly args: readonly string[];
}

/** A rejection that names the line. */
export function inLine(line: number, { code, sentence }: Rejection): Rejection {
  return reject(code, `Line ${line}: ${sentence} Nothing of this file was saved.`);
}

const badHeading = reject(
  'bad-batch-heading',
  'The first line has to begin with the titles at,who,command. Put them there.',
);
const outOfOrder = reject(
  'time-out-of-order',
  'its time is before that of the row above. Sort the rows by time.',
);
const badWho = reject(
  'bad-who',
  'the name of a keystore has letters, digits, blanks, dots and dashes only.',
);

/** Reads a file. Rejects for the file as a whole, or for the first bad row, naming its line. */
export function readBatch(bytes: Uint8Array): readonly BatchRow[] | Rejection {
  const text = decodeSheet(bytes);
  if (isRejection(text)) return text;
  const rows = readRows(text);
  if (isRejection(rows)) return rows;
  const [heading, ...acts] = rows;
  if (heading?.cells.slice(0, 3).join(',').toLowerCase() !== 'at,who,command') return badHeading;
  const batch: BatchRow[] = [];
  for (const row of acts) {
    const read = readRow(row, batch.at(-1)?.at ?? 0);
    if (isRejection(read)) return inLine(row.line, read);
    batch.push(read);
  }
  return batch;
}

function readRow({ line, cells }: SheetRow, notBefore: number): BatchRow | Rejection {
  const [time = '', who = '', command = '', ...args] = cells;
  const at = readTime(time);
  if (isRejection(at)) return at;
  if (at < notBefore) return outOfOrder;
  // It becomes a file name.
  if (!/^[\p{L}\p{N}][\p{L}\p{M}\p{N} .'-]{0,79}$/u.test(who)) return badWho;
  return { line, at, who, command: command.toLowerCase().replaceAll(/\s+/gu, ' '), args };
}

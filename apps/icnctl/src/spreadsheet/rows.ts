/** Text of a CSV file to rows of cells, each with the line it begins on. */
import { CsvError, parse } from 'csv-parse/sync';
import { reject, type Rejection } from 'icn-core';

/** One row. */
export interface SheetRow {
  /** Line of the file on which it begins, from 1. */
  readonly line: number;
  /** Without blanks at their ends. */
  readonly cells: readonly string[];
}

const separators = [';', '\t', ','] as const;

/** Reads rows; lines without any text are left out. Rejects with `broken-quotes`, naming the line. */
export function readRows(text: string): readonly SheetRow[] | Rejection {
  try {
    const parsed: unknown = parse(text, {
      delimiter: separatorOf(text),
      relax_column_count: true,
      raw: true,
      info: true,
    });
    return (parsed as readonly ParsedRow[])
      .map(toRow)
      .filter(({ cells }) => cells.some((cell) => cell !== ''));
  } catch (failure) {
    if (!(failure instanceof CsvError)) throw failure;
    const line = typeof failure['lines'] === 'number' ? failure['lines'] : 1;
    return reject(
      'broken-quotes',
      `Line ${line}: a quotation mark is opened and not closed, or stands inside a cell. Correct that line.`,
    );
  }
}

interface ParsedRow {
  readonly record: readonly string[];
  readonly raw: string;
  readonly info: { readonly lines: number };
}

function toRow({ record, raw, info }: ParsedRow): SheetRow {
  // `lines` counts to the end of the record, whose quoted cells may hold line breaks.
  const breaks = raw.trimEnd().split('\n').length - 1;
  return { line: info.lines - breaks, cells: record.map((cell) => cell.trim()) };
}

/** The separator that the first line with text uses most, outside quotes. */
function separatorOf(text: string): string {
  const first = text.split('\n').find((line) => line.trim() !== '') ?? '';
  const bare = first.replaceAll(/"[^"]*"/gu, '');
  const counts = separators.map((separator) => bare.split(separator).length - 1);
  const most = Math.max(...counts);
  return most === 0 ? ',' : (separators[counts.indexOf(most)] ?? ',');
}

/** How things look in a terminal: tables, times, amounts. Names before ids; ids only when asked for. */
import { showMinutes, type Named } from 'icn-client';

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string;
  /** Numbers stand at the right. */
  readonly right?: boolean;
}

/** A table with a line of titles; a sentence when there is nothing in it. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  nothing: string,
): string {
  if (rows.length === 0) return nothing;
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ of }) => safe(of(row)))),
  ];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => width(line[at] ?? ''))));
  return cells
    .map((line) =>
      columns
        .map(({ right }, at) => {
          const cell = line[at] ?? '';
          const pad = ' '.repeat((widths[at] ?? 0) - width(cell));
          return right === true ? pad + cell : cell + pad;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Texts by strangers cannot move the cursor or colour the screen. */
export function safe(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/gu, ' ');
}

const segmenter = new Intl.Segmenter('en');

/** Number of characters as people count them: close enough to columns for names in most scripts. */
function width(text: string): number {
  return [...segmenter.segment(text)].length;
}

/** `1:30 h`. */
export function amount(minutes: number, unit: string): string {
  return `${showMinutes(minutes)} ${safe(unit)}`;
}

/** `2026-03-31 14:05`, in UTC, as everything in the log. */
export function moment(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}

/** A column with ids, when asked for. */
export function idColumn<Row extends { readonly id: string }>(
  wanted: boolean,
): readonly Column<Row>[] {
  return wanted ? [{ title: 'id', of: ({ id }) => id }] : [];
}

/** Id and name, as JSON has them. */
export function named({ id, name }: Named): { id: string; name: string } {
  return { id, name };
}

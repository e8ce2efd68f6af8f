/**
 * The spreadsheet a cooperative has: name, e-mail, opening balance. Pure: bytes in, rows or a list of what is wrong out.
 *
 * Invariants:
 * - All or nothing: with one bad row no rows are given, and every bad row is named by its line.
 * - Cells are text. Nothing is calculated, and nothing is cleaned up but blanks at the ends.
 */
import { isRejection, reject, type Rejection } from 'icn-core';
import { checkName } from 'icn-client';
import { readBalance, type BalanceUnit } from './balance.ts';
import { decodeSheet } from './decode.ts';
import { readRows, type SheetRow } from './rows.ts';

/** Rows of one import: the protocol's bound. */
const rowsMax = 200;

/** A person in the spreadsheet. */
export interface SheetMember {
  readonly line: number;
  readonly name: string;
  /** Never leaves this machine. */
  readonly email: string;
  /** Opening balance in minutes; undefined when the sheet says none. */
  readonly minutes: number | undefined;
}

/** Something wrong with a row. */
export interface RowProblem {
  readonly line: number;
  readonly sentence: string;
}

type ColumnName = 'name' | 'email' | 'balance';

const headings: Readonly<Record<ColumnName, readonly string[]>> = {
  name: [
    'name',
    'full name',
    'member',
    'member name',
    'person',
    'worker',
    'nombre',
    'nombre completo',
    'nombre y apellidos',
    'socio',
    'socia',
    'socio/a',
    'miembro',
    'persona',
  ],
  email: [
    'email',
    'e-mail',
    'mail',
    'email address',
    'e-mail address',
    'correo',
    'correo electronico',
    'direccion de correo',
  ],
  balance: [
    'balance',
    'opening balance',
    'start balance',
    'hours',
    'hour balance',
    'minutes',
    'opening',
    'saldo',
    'saldo inicial',
    'saldo de apertura',
    'horas',
    'minutos',
  ],
};

/** Reads a file. Rejects for the file as a whole, or with `bad-rows`, which names every bad row. */
export function readMembersSheet(
  bytes: Uint8Array,
  latin1 = false,
): readonly SheetMember[] | Rejection {
  const text = decodeSheet(bytes, latin1);
  if (isRejection(text)) return text;
  const rows = readRows(text);
  if (isRejection(rows)) return rows;
  const [heading, ...people] = rows;
  if (heading === undefined) return empty;
  const columns = readHeading(heading);
  if (isRejection(columns)) return columns;
  if (people.length === 0) return empty;
  if (people.length > rowsMax) return tooManyRows(people.length);
  const problems: RowProblem[] = [];
  const members = people.flatMap((row) => readMember(row, columns, problems));
  problems.push(...findDuplicates(members));
  return problems.length > 0 ? badRows(problems) : members;
}

/** One rejection for all bad rows, in the order of their lines. */
export function badRows(problems: readonly RowProblem[]): Rejection {
  const lines = problems
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, sentence }) => `  line ${line}: ${sentence}`);
  const count = new Set(problems.map(({ line }) => line)).size;
  const what = count === 1 ? '1 row is' : `${count} rows are`;
  return reject('bad-rows', `${what} not right, so nothing was done:\n${lines.join('\n')}`);
}

const empty = reject(
  'empty-sheet',
  'There are no people in this file. Check that it is the right one.',
);

function tooManyRows(count: number): Rejection {
  return reject(
    'too-many-rows',
    `There are ${count} people in this file, and at most ${rowsMax} can be taken over. Is it the right one?`,
  );
}

interface Columns {
  readonly name: number;
  readonly email: number | undefined;
  readonly balance: number | undefined;
  readonly unit: BalanceUnit;
}

function readHeading({ line, cells }: SheetRow): Columns | Rejection {
  const titles = cells.map(foldTitle);
  const find = (column: ColumnName): number | undefined | Rejection => {
    const found = titles.flatMap((title, at) => (headings[column].includes(title) ? [at] : []));
    if (found.length < 2) return found[0];
    const names = found.map((at) => `"${cells[at]}"`).join(' and ');
    return reject(
      'double-column',
      `Line ${line}: ${names} could both be the ${column}. Leave one out.`,
    );
  };
  const [name, email, balance] = [find('name'), find('email'), find('balance')];
  if (isRejection(name)) return name;
  if (isRejection(email)) return email;
  if (isRejection(balance)) return balance;
  if (name === undefined) {
    return reject(
      'no-name-column',
      `Line ${line} has to be the titles of the columns, with "name" or "nombre" among them; it has ` +
        `${cells.map((cell) => `"${cell}"`).join(', ')}. Put the titles there.`,
    );
  }
  const unit = balance !== undefined && isInMinutes(cells[balance] ?? '') ? 'minutes' : 'hours';
  return { name, email, balance, unit };
}

const isInMinutes = (title: string): boolean => /\bmin(ute|uto)?s?\b/iu.test(title);

/** Case, accents and a unit in brackets do not matter in a title. */
function foldTitle(title: string): string {
  return title
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\s*[([].*[)\]]\s*$/u, '')
    .replaceAll(/[\s_]+/gu, ' ')
    .trim();
}

function readMember(
  { line, cells }: SheetRow,
  columns: Columns,
  problems: RowProblem[],
): readonly SheetMember[] {
  const cell = (at: number | undefined): string => (at === undefined ? '' : (cells[at] ?? ''));
  const [name, email, balanceCell] = [
    cell(columns.name),
    cell(columns.email),
    cell(columns.balance),
  ];
  const minutes = readBalance(balanceCell, columns.unit);
  const wrong = [
    name === '' ? 'there is no name in this row.' : checkName(name)?.sentence,
    email !== '' && !isEmail(email)
      ? `"${email.slice(0, 40)}" is not an e-mail address.`
      : undefined,
    isRejection(minutes) ? minutes.sentence : undefined,
  ].filter((sentence) => sentence !== undefined);
  problems.push(...wrong.map((sentence) => ({ line, sentence })));
  if (isRejection(minutes)) return [{ line, name, email, minutes: undefined }];
  return [{ line, name, email, minutes: balanceCell === '' ? undefined : minutes }];
}

function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@=+-][^\s@]*@[^\s@]+\.[^\s@.]+$/u.test(text);
}

function findDuplicates(members: readonly SheetMember[]): readonly RowProblem[] {
  return [
    ...repeats(members, ({ name }) => foldName(name), 'name'),
    ...repeats(members, ({ email }) => email.toLowerCase(), 'e-mail address'),
  ];
}

function repeats(
  members: readonly SheetMember[],
  keyOf: (member: SheetMember) => string,
  what: string,
): readonly RowProblem[] {
  const firstLines = new Map<string, number>();
  return members.flatMap((member) => {
    const key = keyOf(member);
    const first = firstLines.get(key);
    if (key === '') return [];
    if (first === undefined) {
      firstLines.set(key, member.line);
      return [];
    }
    const sentence = `it has the same ${what} as line ${first}. Leave one of them out, or tell them apart.`;
    return [{ line: member.line, sentence }];
  });
}

/** Two spellings that people would take for one name. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
}

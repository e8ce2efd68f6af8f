/** A cell with an opening balance to minutes: hours with a decimal point or comma, `h:mm`, or minutes; of either sign. */
import { reject, type Rejection } from 'icn-core';
import { readClock, readHours } from 'icn-client';

/** What a plain number in the column counts. */
export type BalanceUnit = 'hours' | 'minutes';

const balanceMax = 1_000_000_000;

const notANumber = (cell: string): Rejection =>
  reject(
    'not-a-balance',
    `"${shorten(cell)}" is not an amount of hours. Write it like 12.5, 12,5 or 12:30, with - in front when it is owed.`,
  );
const formula = (cell: string): Rejection =>
  reject(
    'formula',
    `"${shorten(cell)}" is a formula, and only its result can be taken over. Copy the column and paste it as values.`,
  );
const notWhole = reject(
  'balance-not-whole',
  'This is no whole number of minutes. Round it to minutes, or write it as hours and minutes like 12:20.',
);
const thousands = (cell: string): Rejection =>
  reject(
    'balance-ambiguous',
    `"${shorten(cell)}" has two separators. Write it without marks for thousands, like 1234.5.`,
  );
const tooLarge = reject(
  'balance-out-of-range',
  'This is more than 16 million hours. Check the number.',
);

/** Reads a cell; an empty one is zero. Rejects with one of the codes above. */
export function readBalance(cell: string, unit: BalanceUnit): number | Rejection {
  const text = cell.replaceAll(/[\u2212\u2013\ufe63\uff0d]/gu, '-').trim();
  if (text === '') return 0;
  const [, inner] = /^\((.+)\)$/u.exec(text) ?? [];
  const [, sign = '', digits = ''] = /^([+-]?)\s*(.*)$/u.exec(inner ?? text) ?? [];
  if (inner !== undefined && sign !== '') return notANumber(cell);
  const minutes = readUnsigned(digits.toLowerCase(), unit);
  if (minutes === 'not-whole') return notWhole;
  if (minutes === undefined) return whyNot(cell, text, digits);
  if (minutes > balanceMax) return tooLarge;
  return minutes !== 0 && (sign === '-' || inner !== undefined) ? -minutes : minutes;
}

function readUnsigned(text: string, unit: BalanceUnit): number | 'not-whole' | undefined {
  const clock = readClock(text);
  if (clock !== undefined) return clock;
  if (unit === 'hours') return readHours(text.replace(/\s*h$/u, ''));
  return /^\d{1,12}$/u.test(text) ? Number(text) : undefined;
}

function whyNot(cell: string, text: string, digits: string): Rejection {
  if (/^\d+([.,]\d{3})+[.,]\d+$/u.test(digits)) return thousands(cell);
  // What a spreadsheet would calculate when it opens the file.
  return /^[=+@-]/u.test(text) ? formula(cell) : notANumber(cell);
}

function shorten(cell: string): string {
  return cell.length > 30 ? `${cell.slice(0, 30)}...` : cell;
}

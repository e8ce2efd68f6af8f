/**
 * Amounts of time as people write them: `1:30`, `1.5h`, `1,5h`, `90m`, `1h30`. Inside they are whole minutes.
 *
 * Invariant: an amount is read exactly or refused; nothing is rounded, and a number without a unit is never guessed.
 */
import { minutesMax, reject, type Rejection } from 'icn-core';

const notAnAmount = reject(
  'not-an-amount',
  'This is not an amount of time. Write it like 1:30, 1.5h or 90m.',
);
const noUnit = reject(
  'amount-without-unit',
  'Is this hours or minutes? Write the unit: 90m, 1.5h or 1:30.',
);
const notWhole = reject(
  'amount-not-whole',
  'This is not a whole number of minutes. Write it like 1:30, 1.5h or 90m.',
);
const tooLarge = reject(
  'amount-out-of-range',
  'An amount is at least one minute and less than 17 million hours. Check the number.',
);

/** Reads a positive amount, in minutes. Rejects with one of the four codes above. */
export function readAmount(typed: string): number | Rejection {
  const text = typed.trim().toLowerCase();
  const minutes = readUnsigned(text);
  if (minutes === undefined) return /^\d+([.,]\d+)?$/u.test(text) ? noUnit : notAnAmount;
  if (minutes === 'not-whole') return notWhole;
  return minutes >= 1 && minutes <= minutesMax ? minutes : tooLarge;
}

function readUnsigned(text: string): number | 'not-whole' | undefined {
  return (
    readClock(text) ??
    readMinutes(text) ??
    (/h(ours?)?$/u.test(text) ? readHours(text.replace(/\s*h(ours?)?$/u, '')) : undefined)
  );
}

/** `1:30`, `1h30`, `1h 30m`. */
export function readClock(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{1,9})(?::|\s*h\s*)([0-5]\d)(?:\s*m(?:in)?)?$/u.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  return 60 * Number(hours) + Number(minutes);
}

function readMinutes(text: string): number | undefined {
  const [, minutes] = /^(\d{1,12})\s*m(?:in(?:utes?)?)?$/u.exec(text) ?? [];
  return minutes === undefined ? undefined : Number(minutes);
}

/** Hours with a decimal point or comma and no unit, such as `1,5`; `not-whole` when they are no whole minutes. */
export function readHours(text: string): number | 'not-whole' | undefined {
  const [, whole, fraction = ''] = /^(\d{1,9})(?:[.,](\d{1,6}))?$/u.exec(text) ?? [];
  if (whole === undefined) return undefined;
  // In millionths of an hour, so that no floating point is involved.
  const part = 60 * Number(fraction.padEnd(6, '0'));
  if (part % 1_000_000 !== 0) return 'not-whole';
  return 60 * Number(whole) + Math.trunc(part / 1_000_000);
}

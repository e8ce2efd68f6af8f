/** Amounts as people write them. */
import { expect, it } from 'vitest';
import { isRejection } from 'icn-core';
import { readAmount } from './amount.ts';

it.each([
  ['1:30', 90],
  ['0:05', 5],
  ['1.5h', 90],
  ['1,5h', 90],
  ['1.5 h', 90],
  ['2h', 120],
  ['2 hours', 120],
  ['1 hour', 60],
  ['90m', 90],
  ['90 min', 90],
  ['1h30', 90],
  ['1h 30m', 90],
  [' 1:30 ', 90],
  ['0.25H', 15],
  ['1.05h', 63],
  ['100:00', 6000],
])('%s is %d minutes', (typed, minutes) => {
  expect(readAmount(typed)).toBe(minutes);
});

it.each([
  ['90', 'amount-without-unit'],
  ['1.5', 'amount-without-unit'],
  ['', 'not-an-amount'],
  ['h', 'not-an-amount'],
  ['-1h', 'not-an-amount'],
  ['1:60', 'not-an-amount'],
  ['1:3', 'not-an-amount'],
  ['1.5m', 'not-an-amount'],
  ['one hour', 'not-an-amount'],
  ['1h; DROP TABLE', 'not-an-amount'],
  ['=1h', 'not-an-amount'],
  ['1.001h', 'amount-not-whole'],
  ['0m', 'amount-out-of-range'],
  ['0:00', 'amount-out-of-range'],
  ['99999999999m', 'amount-out-of-range'],
  ['99999999h', 'amount-out-of-range'],
])('%j is refused as %s', (typed, code) => {
  const result = readAmount(typed);
  expect(isRejection(result) && result.code).toBe(code);
});

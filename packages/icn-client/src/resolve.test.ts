/** From what was typed to what is meant. */
import { expect, it } from 'vitest';
import { isRejection } from 'icn-core';
import { resolve } from './resolve.ts';

const things = [
  { id: 'aaaaaaaa', name: 'Ana Ruiz' },
  { id: 'bbbbbbbb', name: 'Ben Okoro' },
  { id: 'cccccccc', name: 'José' },
  { id: 'dddddddd', name: 'Ben Alvarez' },
  { id: 'eeeeeeee', name: 'Twin' },
  { id: 'eeeeeeff', name: 'Twin' },
];
const kind = { one: 'member', list: 'icnctl members' };
const idOf = (typed: string): string => {
  const found = resolve(typed, things, kind);
  return isRejection(found) ? found.code : found.id;
};

it.each([
  ['Ana Ruiz', 'aaaaaaaa'],
  [' ana  ruiz ', 'aaaaaaaa'],
  ['ana', 'aaaaaaaa'],
  ['Jose\u0301', 'cccccccc'],
  ['bbbbbb', 'bbbbbbbb'],
  ['eeeeeeff', 'eeeeeeff'],
  ['Ben', 'unknown-member'],
  ['An', 'unknown-member'],
  ['Twin', 'ambiguous-member'],
  ['eeeeee', 'unknown-member'],
  ['', 'unknown-member'],
])('%j is %s', (typed, expected) => {
  expect(idOf(typed)).toBe(expected);
});

/** Days as people write them. */
import { expect, it } from 'vitest';
import { isRejection } from 'icn-core';
import { dayOf, readDay, showDay } from './day.ts';

it.each([
  ['1970-01-01', 0],
  ['2024-02-29', 19_782],
  ['2026-03-31', 20_543],
])('%s', (typed, day) => {
  expect(readDay(typed)).toBe(day);
  expect(showDay(day)).toBe(typed);
  expect(dayOf(day * 86_400_000 + 86_399_999)).toBe(day);
});

it.each(['2025-02-29', '31.03.2026', '2026-3-1', 'today', ''])('%j is refused', (typed) => {
  expect(isRejection(readDay(typed))).toBe(true);
});

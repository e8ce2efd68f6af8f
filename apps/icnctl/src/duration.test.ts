/** Spans of time, as people type them. */
import { expect, it } from 'vitest';
import { isRejection } from 'icn-core';
import { readDuration } from './duration.ts';

it.each([
  ['7d', 604_800_000],
  ['36h', 129_600_000],
  ['90 m', 5_400_000],
  ['2W', 1_209_600_000],
])('%s', (typed, ms) => {
  expect(readDuration(typed)).toBe(ms);
});

it.each(['', '7', 'd', '-7d', '1.5d', '7 days', '7d7d'])('%j is refused', (typed) => {
  expect(isRejection(readDuration(typed))).toBe(true);
});

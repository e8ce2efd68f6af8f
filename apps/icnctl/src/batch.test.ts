/** Batch files: order, times, names of keystores. */
import { expect, it } from 'vitest';
import { isRejection } from 'icn-core';
import { readBatch } from './batch.ts';

const read = (...lines: string[]) =>
  readBatch(new TextEncoder().encode(['at,who,command,a,b', ...lines].join('\n')));

const codeOf = (result: ReturnType<typeof read>): string =>
  isRejection(result) ? `${result.code} ${result.sentence.split(':')[0]}` : 'fine';

it('reads rows with their lines, in UTC unless they name a zone', () => {
  expect(
    read('2025-01-02,Ana Ruiz,pay,Ben,1h', '', '2025-01-02T10:30+01:00,Ben,Hours  Log,1h,'),
  ).toEqual([
    { line: 2, at: Date.UTC(2025, 0, 2), who: 'Ana Ruiz', command: 'pay', args: ['Ben', '1h'] },
    {
      line: 4,
      at: Date.UTC(2025, 0, 2, 9, 30),
      who: 'Ben',
      command: 'hours log',
      args: ['1h', ''],
    },
  ]);
});

it.each([
  ['time-out-of-order Line 3', ['2025-01-02T10:00,A,pay', '2025-01-02T09:59,A,pay']],
  ['not-a-time Line 2', ['yesterday,A,pay']],
  ['not-a-time Line 2', ['2025-13-01,A,pay']],
  ['bad-who Line 2', ['2025-01-01,../A,pay']],
  ['bad-who Line 2', ['2025-01-01,.hidden,pay']],
  ['bad-who Line 2', ['2025-01-01,a/b,pay']],
  ['bad-who Line 2', ['2025-01-01,,pay']],
])('%s', (expected, lines) => {
  expect(codeOf(read(...lines))).toBe(expected);
});

it('a file that is something else says so', () => {
  expect(codeOf(readBatch(new TextEncoder().encode('a,b\n1,2')))).toMatch(/^bad-batch-heading/u);
});

/** Hours: every check in the documented order, and what becomes of them. */
import { dayMs } from 'icn-core';
import { describe, expect, it } from 'vitest';
import { coopPolicySet, endMembership, nodeRegistered } from 'icn-identity';
import { proven } from 'icn-identity/testing';
import {
  accountOf,
  accountTable,
  dayKey,
  dayTable,
  entryTable,
  hoursConfirmed,
  hoursLogged,
  ledgerWithdrawn,
  showMinutes,
} from './index.ts';
import { Books, today } from './testing/books.ts';
import { check } from './testing/cases.ts';

const log =
  (minutes: number, day = today, device = 'ben') =>
  (books: Books) =>
    books.act(device, hoursLogged, { day, minutes });

describe('hours.logged', () => {
  check([
    ['today', 'effective', log(90)],
    ['tomorrow, for those east of here', 'effective', log(90, today + 1)],
    ['the day after', 'day-out-of-range', log(90, today + 2)],
    ['a year back', 'effective', log(90, today - 366)],
    ['longer back', 'day-out-of-range', log(90, today - 367)],
    ['all day', 'effective', log(1440)],
    [
      'a whole day in two entries',
      'effective',
      (books) => {
        log(1400)(books);
        return log(40)(books);
      },
    ],
    [
      'more than a day in two entries',
      'hours-over-day',
      (books) => {
        log(1400)(books);
        return log(41)(books);
      },
    ],
    [
      'as much again on another day',
      'effective',
      (books) => {
        log(1440)(books);
        return log(1440, today - 1)(books);
      },
    ],
    [
      'again after the first entry was withdrawn',
      'effective',
      (books) => {
        const entry = books.must('ben', hoursLogged, { day: today, minutes: 1440 });
        books.must('ben', ledgerWithdrawn, { entry });
        return log(1440)(books);
      },
    ],
    [
      'by someone who has joined only',
      'not-active',
      (books) => {
        books.join('tom');
        return log(90, today, 'tom')(books);
      },
    ],
    [
      'by a node',
      'node-may-not',
      (books) => {
        books.must('ben', nodeRegistered, proven('node'));
        return log(90, today, 'node')(books);
      },
    ],
    ['by a spare key', 'spare-only-enrols', log(90, today, 'ben spare')],
    [
      'where the fund can be counted no further',
      'number-too-large',
      () => {
        const alone = new Books({}, []);
        const fund = accountOf(alone.state, alone.coop);
        const balance = Number.MIN_SAFE_INTEGER;
        alone.state.put(accountTable, alone.coop, { ...fund, balance });
        return log(90, today, 'ann')(alone);
      },
    ],
  ]);

  it('waits for a confirmation, unless nobody else is there or the policy wants none', () => {
    const books = new Books();
    const entry = log(90)(books).id;
    expect([books.entry(entry), books.balance('ben')]).toEqual(['pending', 0]);
    const alone = new Books({}, []);
    expect(alone.entry(log(90, today, 'ann')(alone).id)).toBe('posted');
    expect([alone.balance('ann'), alone.fund()]).toEqual([90, -90]);
    const trusting = new Books({ confirmHours: false }, ['ben']);
    expect(trusting.entry(log(90)(trusting).id)).toBe('posted');
  });

  it('is not bound by the limit of the common fund', () => {
    const books = new Books({ commonLimit: 10, confirmHours: false });
    log(1440)(books);
    expect(books.fund()).toBe(-1440);
  });

  it('counts days in UTC', () => {
    const books = new Books();
    books.now = (today + 2) * dayMs - 1;
    expect(log(1, today + 3)(books).code).toBe('day-out-of-range');
    books.now = (today + 2) * dayMs;
    expect(log(1, today + 3)(books).code).toBe('effective');
  });
});

describe('hours.confirmed', () => {
  const confirm = (device: string, entry: string) => (books: Books) =>
    books.act(device, hoursConfirmed, { entry });
  check([
    ['unknown hours', 'entry-unknown', confirm('ann', '00'.repeat(32))],
    ['a payment', 'entry-unknown', (books) => confirm('eva', books.paid('ann', 'ben', 5))(books)],
    ['own hours', 'own-entry', (books) => confirm('ben', log(5)(books).id)(books)],
    ['own hours once posted', 'own-entry', (b) => confirm('ben', b.worked('ben', 5))(b)],
    ['twice', 'entry-not-open', (books) => confirm('eva', books.worked('ben', 5))(books)],
    [
      'of someone who left',
      'payee-left',
      (books) => {
        const { id } = log(5)(books);
        endMembership(books.state, books.member('ben'), 'left');
        return confirm('ann', id)(books);
      },
    ],
    ['of another member', 'effective', (books) => confirm('eva', log(5)(books).id)(books)],
  ]);

  it('posts from the common fund and names who confirmed', () => {
    const books = new Books();
    const { id } = log(90)(books);
    confirm('eva', id)(books);
    expect([books.balance('ben'), books.fund(), books.sum()]).toEqual([90, -90, 0]);
    expect(books.state.get(entryTable, id)).toMatchObject({
      kind: 'hours',
      from: books.coop,
      to: books.member('ben'),
      status: 'posted',
      author: books.member('ben'),
      day: today,
      confirmed: books.member('eva'),
      of: null,
    });
  });

  it('keeps the day as long as hours of it remain', () => {
    const books = new Books({}, ['ben']);
    const key = dayKey(books.member('ben'), today);
    const first = log(60)(books).id;
    const second = log(30)(books).id;
    expect(books.state.get(dayTable, key)).toBe(90);
    books.must('ben', ledgerWithdrawn, { entry: first });
    expect(books.state.get(dayTable, key)).toBe(30);
    books.must('ben', ledgerWithdrawn, { entry: second });
    expect(books.state.get(dayTable, key)).toBeUndefined();
  });

  it('is asked for again when the policy changes', () => {
    const books = new Books({ confirmHours: false }, ['ben']);
    books.must('ann', coopPolicySet, { changes: { confirmHours: true } });
    expect(books.entry(log(5)(books).id)).toBe('pending');
  });
});

describe('showMinutes', () => {
  it.each([
    [0, '0:00'],
    [5, '0:05'],
    [90, '1:30'],
    [-90, '-1:30'],
    [6000, '100:00'],
  ])('%d is %s', (minutes, text) => {
    expect(showMinutes(minutes)).toBe(text);
  });
});

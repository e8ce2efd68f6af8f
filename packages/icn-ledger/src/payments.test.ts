/**
 * Payments and withdrawals: every check in the documented order, and the queue of those that wait.
 */
import { dayMs } from 'icn-core';
import { describe, expect, it } from 'vitest';
import { deviceEnrolled, endMembership, memberPaused } from 'icn-identity';
import { proven } from 'icn-identity/testing';
import {
  checkEffectTransfer,
  entryTable,
  heldTable,
  hoursLogged,
  ledgerAccountOpened,
  ledgerImported,
  ledgerTransferred,
  ledgerWithdrawn,
  nextHeldLapse,
  postEffectTransfer,
} from './index.ts';
import { Books, today } from './testing/books.ts';
import { check } from './testing/cases.ts';

const unknown = '00'.repeat(32);

/** Twenty payments by ben wait behind one that is too large. */
const withFullQueue = (): Books => {
  const books = new Books();
  books.paid('ben', 'ann', 601);
  for (let at = 1; at < 20; at += 1) books.paid('ben', 'ann', 1);
  return books;
};

describe('ledger.transferred', () => {
  check([
    ['within the limit', 'effective', (books) => books.pay('ben', 'eva', 600)],
    ['to the common fund', 'effective', (books) => books.pay('ben', 'fund', 60)],
    [
      'to an unknown account',
      'account-unknown',
      (books) => books.act('ben', ledgerTransferred, { to: unknown, minutes: 1 }),
    ],
    [
      'to a provisional account',
      'account-unknown',
      () => {
        const early = new Books({}, ['ben']);
        const to = early.invite('ann', 'tom');
        early.must('ann', ledgerImported, { balances: [[to, 30]] });
        return early.act('ben', ledgerTransferred, { to, minutes: 1 });
      },
    ],
    ['to oneself', 'same-account', (books) => books.pay('ben', 'ben', 1)],
    [
      'to someone who left',
      'payee-left',
      (books) => {
        endMembership(books.state, books.member('eva'), 'left');
        return books.pay('ben', 'eva', 1);
      },
    ],
    [
      'to someone who has joined only',
      'effective',
      (books) => {
        books.join('tom');
        return books.pay('ben', 'tom', 1);
      },
    ],
    [
      'by someone who has joined only',
      'not-active',
      (books) => {
        books.join('tom');
        return books.pay('tom', 'ben', 1);
      },
    ],
    [
      'by someone who was removed',
      'not-a-member',
      (books) => {
        endMembership(books.state, books.member('ben'), 'removed');
        return books.pay('ben', 'eva', 1);
      },
    ],
    ['by a spare key', 'spare-only-enrols', (books) => books.pay('ben spare', 'eva', 1)],
  ]);

  it('is refused when submitted over the limit, and held when it comes up in the fold', () => {
    const books = new Books();
    const over = { to: books.member('eva'), minutes: 601 };
    expect(books.refusal('ben', ledgerTransferred, over)).toBe('over-limit');
    expect(books.refusal('ben', ledgerTransferred, { ...over, minutes: 600 })).toBeUndefined();
    expect(books.entry(books.paid('ben', 'eva', 601))).toBe('held');
    expect([books.balance('ben'), books.balance('eva')]).toEqual([0, 0]);
  });

  it('waits behind an earlier one that waits, even if it is covered', () => {
    const books = new Books();
    const first = books.paid('ben', 'eva', 601);
    const small = { to: books.member('eva'), minutes: 1 };
    expect(books.refusal('ben', ledgerTransferred, small)).toBe('held-waiting');
    const second = books.paid('ben', 'eva', 1);
    expect(books.state.get(heldTable, books.member('ben'))).toEqual([first, second]);
    books.checkpoint();
    expect([books.entry(first), books.entry(second)]).toEqual(['held', 'held']);
  });

  it('keeps its limit while the member is paused', () => {
    const books = new Books();
    books.must('ben', memberPaused, {});
    expect(books.entry(books.paid('ben', 'eva', 600))).toBe('posted');
  });

  it('spends a limit once, whichever device pays', () => {
    const books = new Books();
    books.must('ben spare', deviceEnrolled, proven('phone'));
    const [laptop, phone] = [books.paid('ben', 'eva', 400), books.paid('phone', 'gil', 400)];
    expect([books.entry(laptop), books.entry(phone)]).toEqual(['posted', 'held']);
    expect(books.balance('ben')).toBe(-400);
  });
});

describe('payments that wait', () => {
  it('are paid first in first out once they are covered', () => {
    const books = new Books();
    const [first, second] = [books.paid('ben', 'eva', 650), books.paid('ben', 'gil', 10)];
    books.worked('ben', 50);
    books.checkpoint();
    expect([books.entry(first), books.entry(second)]).toEqual(['posted', 'held']);
    books.worked('ben', 10);
    books.checkpoint();
    expect(books.entry(second)).toBe('posted');
    expect(books.state.entries(heldTable)).toEqual([]);
    expect(books.sum()).toBe(0);
  });

  it('cover each other across payers at one checkpoint', () => {
    const books = new Books();
    const eva = books.paid('eva', 'gil', 1000);
    const ben = books.paid('ben', 'eva', 700);
    books.worked('ben', 100);
    books.checkpoint();
    expect([books.entry(ben), books.entry(eva)]).toEqual(['posted', 'posted']);
    expect(books.sum()).toBe(0);
  });

  it('lapse after 30 days', () => {
    const books = new Books();
    const entry = books.paid('ben', 'eva', 601);
    const { at } = books.state.get(entryTable, entry) ?? { at: 0 };
    expect(nextHeldLapse(books.state)).toBe(at + 30 * dayMs + 1);
    books.now = at + 30 * dayMs;
    books.checkpoint();
    expect(books.entry(entry)).toBe('held');
    books.checkpoint();
    expect(books.entry(entry)).toBe('lapsed');
    expect(books.state.entries(heldTable)).toEqual([]);
    expect(nextHeldLapse(books.state)).toBeUndefined();
  });

  it.each(['ben', 'eva'])('lapse when %s is gone', (gone) => {
    const books = new Books();
    const entry = books.paid('ben', 'eva', 601);
    const other = books.paid('ben', 'gil', 1);
    endMembership(books.state, books.member(gone), 'removed');
    books.checkpoint();
    expect(books.entry(entry)).toBe('lapsed');
    expect(books.entry(other)).toBe(gone === 'ben' ? 'lapsed' : 'posted');
  });
});

describe('ledger.withdrawn', () => {
  const withdraw = (device: string, entry: string) => (books: Books) =>
    books.act(device, ledgerWithdrawn, { entry });
  check([
    ['an unknown entry', 'entry-unknown', withdraw('ben', unknown)],
    ['by neither side', 'not-a-party', (b) => withdraw('gil', b.paid('ben', 'eva', 601))(b)],
    ['one that is posted', 'entry-not-open', (b) => withdraw('ben', b.paid('ben', 'eva', 1))(b)],
    ['by neither side, posted', 'not-a-party', (b) => withdraw('gil', b.paid('ben', 'eva', 1))(b)],
    ['by the payer', 'effective', (b) => withdraw('ben', b.paid('ben', 'eva', 601))(b)],
    ['by the payee', 'effective', (b) => withdraw('eva', b.paid('ben', 'eva', 601))(b)],
    [
      'by a payee who has joined only',
      'effective',
      (books) => {
        books.join('tom');
        return withdraw('tom', books.paid('ben', 'tom', 601))(books);
      },
    ],
    [
      'twice',
      'entry-not-open',
      (books) => {
        const entry = books.must('ben', hoursLogged, { day: today, minutes: 5 });
        withdraw('ben', entry)(books);
        return withdraw('ben', entry)(books);
      },
    ],
  ]);

  it('frees the payments behind', () => {
    const books = withFullQueue();
    const [first = ''] = books.state.get(heldTable, books.member('ben')) ?? [];
    withdraw('ben', first)(books);
    books.checkpoint();
    expect(books.balance('ben')).toBe(-19);
    expect(books.sum()).toBe(0);
  });
});

describe('accounts of the cooperative', () => {
  const open = (device: string) => (books: Books) =>
    books.act(device, ledgerAccountOpened, { name: 'Oven' });
  check([
    ['by a coordinator', 'effective', open('ann')],
    ['by another member', 'not-coordinator', open('ben')],
    [
      'the 20th, the common fund counted',
      'effective',
      (books) => {
        for (let at = 2; at < 20; at += 1) open('ann')(books);
        return open('ann')(books);
      },
    ],
    [
      'the 21st, the common fund counted',
      'too-many-accounts',
      (books) => {
        for (let at = 1; at < 20; at += 1) open('ann')(books);
        return open('ann')(books);
      },
    ],
  ]);
});

describe('what a vote may transfer', () => {
  const codes = (from: 'fund' | 'ben', to: 'fund' | 'ben' | 'nobody', minutes: number) => {
    const books = new Books({ commonLimit: 100 });
    const id = { fund: books.coop, ben: books.member('ben'), nobody: unknown };
    const posting = { from: id[from], to: id[to], minutes };
    return (['opening', 'execution'] as const).map(
      (moment) => checkEffectTransfer(books.state, posting, moment)?.code,
    );
  };
  it.each([
    ['fund', 'ben', 100, undefined, undefined],
    ['fund', 'ben', 101, undefined, 'over-limit'],
    ['fund', 'nobody', 1, 'account-unknown', 'account-unknown'],
    ['fund', 'fund', 1, 'same-account', 'same-account'],
    ['ben', 'fund', 1, 'not-a-coop-account', 'not-a-coop-account'],
    ['ben', 'ben', 1, 'not-a-coop-account', 'not-a-coop-account'],
  ] as const)('%s to %s, %d: %s, at the end %s', (from, to, minutes, opening, execution) => {
    expect(codes(from, to, minutes)).toEqual([opening, execution]);
  });

  it('posts an entry without an author', () => {
    const books = new Books();
    const posting = { from: books.coop, to: books.member('ben'), minutes: 100 };
    postEffectTransfer(books.state, posting, unknown, books.now);
    expect([books.fund(), books.balance('ben'), books.sum()]).toEqual([-100, 100, 0]);
    expect(books.state.get(entryTable, unknown)).toMatchObject({ kind: 'effect', author: null });
  });
});

describe('a full queue', () => {
  check([['takes no more', 'too-many-held', (b) => b.pay('ben', 'eva', 1)]], withFullQueue);
});

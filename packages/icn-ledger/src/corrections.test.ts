/** Corrections: every check in the documented order, and who may take back what. */
import { describe, expect, it } from 'vitest';
import { endMembership } from 'icn-identity';
import {
  correctionTable,
  dayKey,
  dayTable,
  entryTable,
  hoursLogged,
  ledgerCorrectionAgreed,
  ledgerCorrectionProposed,
  openCorrectionTable,
} from './index.ts';
import { Books, today } from './testing/books.ts';
import { check } from './testing/cases.ts';

const unknown = '00'.repeat(32);

const propose = (books: Books, device: string, entry: string, minutes: number) =>
  books.act(device, ledgerCorrectionProposed, { entry, minutes });
const agree = (books: Books, device: string, correction: string) =>
  books.act(device, ledgerCorrectionAgreed, { correction });

describe('ledger.correction-proposed', () => {
  check([
    ['of nothing', 'entry-unknown', (b) => propose(b, 'ben', unknown, 0)],
    [
      'of hours that wait',
      'entry-not-posted',
      (b) => propose(b, 'ben', b.must('ben', hoursLogged, { day: today, minutes: 9 }), 0),
    ],
    [
      'of a payment that waits, by a stranger to it',
      'entry-not-posted',
      (b) => propose(b, 'gil', b.paid('ben', 'eva', 601), 0),
    ],
    [
      'of a payment to the cooperative',
      'needs-vote',
      (b) => propose(b, 'ben', b.paid('ben', 'fund', 60), 0),
    ],
    [
      'of a payment between others',
      'not-a-party',
      (b) => propose(b, 'gil', b.paid('ben', 'eva', 60), 0),
    ],
    ['by the payer', 'effective', (b) => propose(b, 'ben', b.paid('ben', 'eva', 60), 0)],
    ['by the payee', 'effective', (b) => propose(b, 'eva', b.paid('ben', 'eva', 60), 59)],
    ['of hours, by any member', 'effective', (b) => propose(b, 'gil', b.worked('ben', 60), 30)],
    [
      'of hours, by someone who has joined only',
      'not-active',
      (b) => {
        b.join('tom');
        return propose(b, 'tom', b.worked('ben', 60), 30);
      },
    ],
    [
      'to the same amount',
      'correction-not-smaller',
      (b) => propose(b, 'ben', b.paid('ben', 'eva', 60), 60),
    ],
    [
      'of a correction',
      'entry-unknown',
      (b) => {
        const { id } = propose(b, 'ben', b.paid('ben', 'eva', 60), 0);
        const { id: entry } = agree(b, 'eva', id);
        return propose(b, 'eva', entry, 0);
      },
    ],
    [
      'of what is corrected already',
      'entry-not-posted',
      (b) => {
        const entry = b.paid('ben', 'eva', 60);
        agree(b, 'eva', propose(b, 'ben', entry, 10).id);
        return propose(b, 'ben', entry, 0);
      },
    ],
  ]);
});

describe('ledger.correction-agreed', () => {
  /** A payment of an hour from ben to eva; `by` says that it should have been ten minutes. */
  const payment = (b: Books, by: string) => propose(b, by, b.paid('ben', 'eva', 60), 10).id;
  /** An hour of ben's; `by` says that it should have been ten minutes. */
  const hours = (b: Books, by: string) => propose(b, by, b.worked('ben', 60), 10).id;
  check([
    ['of nothing', 'correction-unknown', (b) => agree(b, 'ben', unknown)],
    [
      'twice',
      'correction-unknown',
      (b) => {
        const id = payment(b, 'ben');
        agree(b, 'eva', id);
        return agree(b, 'eva', id);
      },
    ],
    ['a payment, by the proposer', 'own-correction', (b) => agree(b, 'ben', payment(b, 'ben'))],
    ['a payment, by the other side', 'effective', (b) => agree(b, 'eva', payment(b, 'ben'))],
    ['a payment, the other way', 'effective', (b) => agree(b, 'ben', payment(b, 'eva'))],
    ['a payment, by a third', 'not-a-party', (b) => agree(b, 'gil', payment(b, 'ben'))],
    ['hours, by the proposer', 'own-correction', (b) => agree(b, 'ben', hours(b, 'ben'))],
    ['own proposal, by any other', 'effective', (b) => agree(b, 'gil', hours(b, 'ben'))],
    ['a stranger’s, by who worked', 'effective', (b) => agree(b, 'ben', hours(b, 'gil'))],
    ['a stranger’s, by another', 'not-a-party', (b) => agree(b, 'ida', hours(b, 'gil'))],
    [
      'when the receiver has spent it',
      'over-limit',
      (b) => {
        const id = payment(b, 'ben');
        b.paid('eva', 'gil', 660);
        return agree(b, 'eva', id);
      },
    ],
    [
      'when the receiver left with nothing',
      'over-limit',
      (b) => {
        const id = propose(b, 'gil', b.worked('ben', 60), 10).id;
        b.paid('ben', 'eva', 60);
        endMembership(b.state, b.member('gil'), 'left');
        b.paid('ben', 'eva', 600);
        return agree(b, 'ben', id);
      },
    ],
  ]);

  it('takes the difference back, once, and leaves both entries to be seen', () => {
    const books = new Books();
    const entry = books.worked('ben', 60);
    const proposal = propose(books, 'gil', entry, 10).id;
    const { id } = agree(books, 'ben', proposal);
    expect([books.balance('ben'), books.fund(), books.sum()]).toEqual([10, -10, 0]);
    expect(books.entry(entry)).toBe('corrected');
    expect(books.state.get(entryTable, id)).toMatchObject({
      kind: 'correction',
      from: books.member('ben'),
      to: books.coop,
      minutes: 50,
      status: 'posted',
      author: books.member('ben'),
      day: null,
      of: entry,
    });
    expect(books.state.get(correctionTable, proposal)?.agreed).toBe(true);
    expect(books.state.entries(openCorrectionTable)).toEqual([]);
    expect(books.state.get(dayTable, dayKey(books.member('ben'), today))).toBe(10);
  });

  it('replaces an open proposal, so that nobody blocks the right one', () => {
    const books = new Books();
    const entry = books.worked('ben', 60);
    const wrong = propose(books, 'gil', entry, 0).id;
    const right = propose(books, 'ben', entry, 50).id;
    expect(agree(books, 'ben', wrong).code).toBe('correction-unknown');
    expect(agree(books, 'ann', right).code).toBe('effective');
    expect(books.balance('ben')).toBe(50);
  });
});

/** Opening balances, and leaving: how money comes in with members and stays when they go. */
import { dayMs } from 'icn-core';
import { describe, expect, it } from 'vitest';
import {
  coordinator,
  endMembership,
  memberInvitationRevoked,
  memberTable,
  policyOf,
} from 'icn-identity';
import { anySignature, hexOf } from 'icn-identity/testing';
import {
  accountTable,
  entryTable,
  ledgerImported,
  ledgerOpeningAnswered,
  memberLeft,
} from './index.ts';
import { Books } from './testing/books.ts';
import { check } from './testing/cases.ts';

const two = (): Books => new Books({}, ['ben']);
const most = 1_000_000_000;

const imported = (books: Books, minutes: number, device = 'ann') => {
  const invitation = books.invite('ann', 'tom');
  return books.act(device, ledgerImported, { balances: [[invitation, minutes]] });
};

describe('ledger.imported', () => {
  check(
    [
      ['by the founder', 'effective', (b) => imported(b, 90)],
      ['a debt', 'effective', (b) => imported(b, -most)],
      ['by another member', 'needs-vote', (b) => imported(b, 90, 'ben')],
      ['once there are three', 'needs-vote', () => imported(new Books(), 90)],
      [
        'for an unknown invitation',
        'invitation-not-open',
        (b) => b.act('ann', ledgerImported, { balances: [[hexOf('?'), 90]] }),
      ],
      [
        'for a revoked invitation',
        'invitation-not-open',
        (b) => {
          const invitation = b.invite('ann', 'tom');
          b.must('ann', memberInvitationRevoked, { invitation });
          return b.act('ann', ledgerImported, { balances: [[invitation, 90]] });
        },
      ],
      [
        'twice',
        'already-imported',
        (b) => {
          const invitation = b.invite('ann', 'tom');
          b.must('ann', ledgerImported, { balances: [[invitation, 0]] });
          return b.act('ann', ledgerImported, { balances: [[invitation, 90]] });
        },
      ],
      [
        'line by line: the first line that is wrong decides',
        'already-imported',
        (b) => {
          const invitation = b.invite('ann', 'tom');
          b.must('ann', ledgerImported, { balances: [[invitation, 0]] });
          const last = 'f'.repeat(64);
          return b.act('ann', ledgerImported, {
            balances: [
              [invitation, 90],
              [last, 90],
            ],
          });
        },
      ],
    ],
    two,
  );

  it('refuses a body without lines, out of order, with a repeat, or beyond the amounts', () => {
    const accepts = (balances: readonly (readonly [string, number])[]) =>
      ledgerImported.body.safeEncode({ balances: [...balances] }).success;
    const [a, b] = ['aa'.repeat(32), 'bb'.repeat(32)];
    expect(accepts([])).toBe(false);
    expect(
      accepts([
        [b, 1],
        [a, 1],
      ]),
    ).toBe(false);
    expect(
      accepts([
        [a, 1],
        [a, 1],
      ]),
    ).toBe(false);
    expect(accepts([[a, most + 1]])).toBe(false);
    expect(
      accepts([
        [a, -most],
        [b, most],
      ]),
    ).toBe(true);
  });

  it('refuses a sum that the fund could not hold', () => {
    const books = two();
    const fund = books.state.get(accountTable, books.coop);
    if (fund !== undefined) {
      const balance = Number.MIN_SAFE_INTEGER + 89;
      books.state.put(accountTable, books.coop, { ...fund, balance });
    }
    expect(imported(books, 90).code).toBe('number-too-large');
    expect(imported(books, 89).code).toBe('effective');
  });
});

describe('an opening balance', () => {
  const answer = (books: Books, device: string, agrees: boolean) =>
    books.act(device, ledgerOpeningAnswered, { agrees });

  it.each([true, false])('passes to whoever joins, who answers once: %s', (agrees) => {
    const books = two();
    const invitation = books.invite('ann', 'tom');
    books.must('ann', ledgerImported, { balances: [[invitation, -90]] });
    expect([books.fund(), books.sum()]).toEqual([90, 0]);
    books.joined('tom', invitation);
    expect([books.balance('tom'), books.sum()]).toEqual([-90, 0]);
    expect(books.state.get(accountTable, invitation)).toBeUndefined();
    expect(answer(books, 'tom', agrees).code).toBe('effective');
    expect(answer(books, 'tom', agrees).code).toBe('nothing-to-answer');
    expect(books.state.get(accountTable, books.member('tom'))).toEqual({
      kind: 'member',
      name: null,
      balance: -90,
      opening: -90,
      openingAnswer: agrees ? 'confirmed' : 'disputed',
    });
    expect(answer(books, 'ben', agrees).code).toBe('nothing-to-answer');
  });

  it('returns to the common fund when the invitation is revoked', () => {
    const books = two();
    const invitation = books.invite('ann', 'tom');
    books.must('ann', ledgerImported, { balances: [[invitation, 90]] });
    books.must('ann', memberInvitationRevoked, { invitation });
    expect([books.fund(), books.sum()]).toEqual([0, 0]);
    expect(books.state.get(accountTable, invitation)).toBeUndefined();
  });

  it('returns to the common fund when the invitation has run out', () => {
    const books = two();
    const invitation = books.invite('ann', 'tom');
    books.must('ann', ledgerImported, { balances: [[invitation, 90]] });
    books.wait(9 * dayMs);
    books.checkpoint();
    expect([books.fund(), books.sum()]).toEqual([0, 0]);
  });

  it('stays with its member when the invitation is revoked too late', () => {
    const books = two();
    const invitation = books.invite('ann', 'tom');
    books.must('ann', ledgerImported, { balances: [[invitation, 90]] });
    books.joined('tom', invitation);
    books.must('ann', memberInvitationRevoked, { invitation });
    expect([books.balance('tom'), books.sum()]).toEqual([90, 0]);
  });
});

describe('member.left', () => {
  const leave = (books: Books, device: string, donate = false) =>
    books.act(device, memberLeft, { donate });
  check([
    ['with nothing', 'effective', (b) => leave(b, 'ben')],
    ['the only active member', 'last-member', () => leave(new Books({}, []), 'ann', true)],
    [
      'one who waits, beside the only active member',
      'effective',
      () => {
        const books = new Books({}, []);
        books.join('tom');
        return leave(books, 'tom');
      },
    ],
    [
      'with a debt',
      'balance-not-settled',
      (b) => {
        b.paid('ben', 'eva', 60);
        return leave(b, 'ben', true);
      },
    ],
    [
      'with a credit',
      'balance-not-settled',
      (b) => {
        b.worked('ben', 60);
        return leave(b, 'ben');
      },
    ],
    [
      'with a credit that is donated',
      'effective',
      (b) => {
        b.worked('ben', 60);
        return leave(b, 'ben', true);
      },
    ],
    [
      'twice',
      'not-a-member',
      (b) => {
        leave(b, 'ben');
        return leave(b, 'ben');
      },
    ],
    ['by the spare key', 'spare-only-enrols', (b) => leave(b, 'ben spare')],
  ]);

  it('leaves a balance of zero, an entry that says why, and no role', () => {
    const books = new Books();
    books.worked('ann', 60);
    const { id } = leave(books, 'ann', true);
    expect([books.balance('ann'), books.fund()]).toEqual([0, 0]);
    expect(books.state.get(entryTable, id)).toMatchObject({
      kind: 'donation',
      minutes: 60,
      author: books.member('ann'),
    });
    expect(books.state.get(memberTable, books.member('ann'))?.status).toBe('left');
    expect(policyOf(books.state).coordinators).toEqual([]);
  });

  it('ends what the member may do', () => {
    const books = new Books();
    endMembership(books.state, books.member('ann'), 'removed');
    const event = books.event('ann', memberLeft, { donate: false });
    expect(coordinator(books.state, event)).toMatchObject({ code: 'not-a-member' });
    expect(anySignature).toHaveLength(128);
  });
});

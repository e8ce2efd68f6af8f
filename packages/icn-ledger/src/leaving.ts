/**
 * Leaving. Here and not with the other events of members, because whoever leaves settles a balance
 * first.
 *
 * Invariant: whoever leaves by themselves leaves a balance of zero behind.
 */
import { z } from 'zod';
import { accept, defineEvent, isRejection, reject, type Rejection } from 'icn-core';
import { anyAuthor, coopOf, endMembership } from 'icn-identity';
import { accountOf, isCountable, numberTooLarge, post, showMinutes } from './posting.ts';
import { entryTable } from './tables.ts';

const lastMember = reject(
  'last-member',
  'You are the only active member, and a cooperative needs one. Admit someone first, then leave.',
);

function balanceNotSettled(balance: number): Rejection {
  const next =
    balance < 0
      ? 'You received more than you gave: settle it first, then leave.'
      : 'Pay it to others, or choose to donate it when you leave.';
  return reject('balance-not-settled', `Your balance is ${showMinutes(balance)}. ${next}`);
}

/** `member.left`: a member ends their own membership. */
export const memberLeft = defineEvent({
  type: 'member.left',
  rules: 0,
  author: 'any member, for themselves',
  concurrency: 'order',
  label: 'Member left',
  body: z.strictObject({ donate: z.boolean() }),
  check(state, event, { coop }) {
    const author = anyAuthor(state, event);
    if (isRejection(author)) return author;
    const { member, row } = author;
    if (row.status === 'active' && coopOf(state).active === 1) return lastMember;
    const { balance } = accountOf(state, member);
    if (balance < 0 || (balance > 0 && !event.content.donate)) return balanceNotSettled(balance);
    const donation = { from: member, to: coop, minutes: balance };
    return isCountable(state, donation) ? accept(donation) : numberTooLarge;
  },
  apply(state, event, { plan: donation }, { when }) {
    const member = donation.from;
    if (donation.minutes > 0) {
      state.put(entryTable, event.id, {
        kind: 'donation',
        ...donation,
        status: 'posted',
        author: member,
        at: when,
        day: null,
        confirmed: null,
        of: null,
      });
      post(state, donation);
    }
    endMembership(state, member, 'left');
  },
});

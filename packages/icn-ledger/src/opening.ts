/**
 * Balances from the books kept before: imported by the founder while there are fewer than three,
 * kept under the invitation until its member joins, and confirmed or disputed by that member.
 *
 * Invariant: the common fund takes the difference, so the sum stays zero.
 */
import { z } from 'zod';
import {
  accept,
  defineEvent,
  hex32,
  importRowsMax,
  integer,
  isInRange,
  isRejection,
  isRising,
  minutesMax,
  reject,
  type Hex,
  type Rejection,
  type StateReader,
} from 'icn-core';
import { anyAuthor, founderBeforeThird, invitationTable } from 'icn-identity';
import { accountOf, numberTooLarge } from './posting.ts';
import { accountTable } from './tables.ts';

const openingMinutes = integer(-minutesMax, minutesMax);

const invitationNotOpen = reject(
  'invitation-not-open',
  'One line belongs to an invitation that was used, revoked or never made. Make new ' +
    'invitations and import again.',
);
const alreadyImported = reject(
  'already-imported',
  'One line belongs to an invitation that has an opening balance already. Leave that line ' +
    'out and import again.',
);
const nothingToAnswer = reject(
  'nothing-to-answer',
  'Your account has no opening balance that waits for an answer. There is nothing to do.',
);

/** `ledger.imported`: opening balances of those who were invited. */
export const ledgerImported = defineEvent({
  type: 'ledger.imported',
  rules: 0,
  author: 'the founder, until there have been three active members',
  concurrency: 'order',
  label: 'Balances taken over from earlier books',
  body: z.strictObject({
    balances: z
      .array(z.tuple([hex32, openingMinutes]).readonly())
      .min(1)
      .max(importRowsMax)
      .refine((lines) => isRising(lines.map(([invitation]) => invitation)), {
        message: 'must be sorted by invitation and without repeats',
      }),
  }),
  check(state, event, { coop }) {
    const author = founderBeforeThird(state, event);
    if (isRejection(author)) return author;
    const { balances } = event.content;
    for (const [invitation] of balances) {
      const refused = checkLine(state, invitation);
      if (refused !== undefined) return refused;
    }
    const sum = balances.reduce((total, [, minutes]) => total + minutes, 0);
    const common = accountOf(state, coop);
    const balance = common.balance - sum;
    return isInRange(balance) ? accept({ ...common, balance }) : numberTooLarge;
  },
  apply(state, event, { plan: common }, { coop }) {
    for (const [invitation, minutes] of event.content.balances) {
      state.put(accountTable, invitation, {
        kind: 'provisional',
        name: null,
        balance: minutes,
        opening: minutes,
        openingAnswer: 'waiting',
      });
    }
    state.put(accountTable, coop, common);
  },
});

function checkLine(state: StateReader, invitation: Hex): Rejection | undefined {
  if (state.get(invitationTable, invitation)?.status !== 'open') return invitationNotOpen;
  return state.get(accountTable, invitation) === undefined ? undefined : alreadyImported;
}

/** `ledger.opening-answered`: the member says whether the opening balance is right. */
export const ledgerOpeningAnswered = defineEvent({
  type: 'ledger.opening-answered',
  rules: 0,
  author: 'any member, for their own account',
  concurrency: 'order',
  label: 'Opening balance answered',
  body: z.strictObject({ agrees: z.boolean() }),
  check(state, event) {
    const author = anyAuthor(state, event);
    if (isRejection(author)) return author;
    const account = accountOf(state, author.member);
    if (account.openingAnswer !== 'waiting') return nothingToAnswer;
    return accept({ member: author.member, account });
  },
  apply(state, event, { plan: { member, account } }) {
    const openingAnswer = event.content.agrees ? 'confirmed' : 'disputed';
    state.put(accountTable, member, { ...account, openingAnswer });
  },
});

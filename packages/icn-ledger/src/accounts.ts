/**
 * Opening accounts: the common fund at the founding, each member's at joining, further ones of the cooperative.
 *
 * Invariant: every account but a provisional one opens with balance zero, or takes over the whole balance of a provisional
 * one that disappears, so opening changes no sum.
 */
import { z } from 'zod';
import {
  accept,
  defineEvent,
  isRejection,
  line,
  reject,
  type Consequence,
} from 'icn-core';
import { coordinator, type JoinedContent } from 'icn-identity';
import { accountTable, type AccountRow } from './tables.ts';

const coopAccountsMax = 20;

function coopAccount(name: string): AccountRow {
  return { kind: 'coop', name, balance: 0, opening: null, openingAnswer: null };
}

const emptyMemberAccount: AccountRow = {
  kind: 'member',
  name: null,
  balance: 0,
  opening: null,
  openingAnswer: null,
};

const tooManyAccounts = reject(
  'too-many-accounts',
  'The cooperative has 20 accounts already, the most that are possible. Use one of them.',
);

/** After `coop.founded`: the common fund, whose id is the cooperative's. */
export const openCommonFund: Consequence = (state, event) => {
  state.put(accountTable, event.id, coopAccount('Common fund'));
};

/** After `member.joined`: the member's account, with what waited under the invitation. */
export const openMemberAccount: Consequence<JoinedContent> = (state, event) => {
  const { invitation } = event.content;
  const waiting = invitation === null ? undefined : state.get(accountTable, invitation);
  if (invitation === null || waiting === undefined) {
    state.put(accountTable, event.id, emptyMemberAccount);
    return;
  }
  const { balance, opening, openingAnswer } = waiting;
  state.put(accountTable, event.id, { ...emptyMemberAccount, balance, opening, openingAnswer });
  state.remove(accountTable, invitation);
};

/** `ledger.account-opened`: one more account of the cooperative, such as for a project. */
export const ledgerAccountOpened = defineEvent({
  type: 'ledger.account-opened',
  rules: 0,
  author: 'a coordinator',
  concurrency: 'order',
  label: 'Account of the cooperative opened',
  body: z.strictObject({ name: line(80) }),
  check(state, event) {
    const author = coordinator(state, event);
    if (isRejection(author)) return author;
    const coopAccounts = state.entries(accountTable).filter(([, row]) => row.kind === 'coop');
    return coopAccounts.length < coopAccountsMax ? accept(undefined) : tooManyAccounts;
  },
  apply(state, event) {
    state.put(accountTable, event.id, coopAccount(event.content.name));
  },
});

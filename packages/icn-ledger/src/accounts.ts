/**
 * Opening accounts: the common fund at the founding, each member's at joining, further ones of the
 * cooperative; and closing those that waited for someone who never came.
 *
 * Invariant: an account opens with balance zero or with the whole balance of a provisional one that
 * disappears, and one that closes leaves its balance to the common fund, so neither changes the
 * sum.
 */
import { z } from 'zod';
import {
  accept,
  coopAccountsMax,
  defineEvent,
  isRejection,
  line,
  isInRange,
  nameBytesMax,
  reject,
  type Consequence,
  type Hex,
  type StateWriter,
} from 'icn-core';
import { coordinator, expireInvitations, type JoinedContent } from 'icn-identity';
import { accountOf } from './posting.ts';
import { accountTable, type AccountRow } from './tables.ts';

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
  `The cooperative has ${coopAccountsMax} accounts already, the most that are possible. Use one of them.`,
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

/**
 * After `member.invitation-revoked`: what waited under the invitation goes back to the common fund,
 * so that it can be imported again under a new one.
 */
export const closeProvisionalAccount: Consequence<{ readonly invitation: Hex }> = (
  state,
  event,
  { coop },
) => {
  returnProvisional(state, coop, event.content.invitation);
};

/**
 * Step 6 of the fold: closes the invitations that have run out, and what waited under them. `now`
 * is T.
 */
export function endInvitationsDue(state: StateWriter, coop: Hex, now: number): void {
  for (const invitation of expireInvitations(state, now)) {
    returnProvisional(state, coop, invitation);
  }
}

function returnProvisional(state: StateWriter, coop: Hex, invitation: Hex): void {
  // After a use there is none: it has passed to the member.
  const waiting = state.get(accountTable, invitation);
  if (waiting === undefined) return;
  const common = accountOf(state, coop);
  const balance = common.balance + waiting.balance;
  // A fund beyond all counting cannot take it; it then stays where it is, and the sum with it.
  if (!isInRange(balance)) return;
  state.put(accountTable, coop, { ...common, balance });
  state.remove(accountTable, invitation);
}

/** `ledger.account-opened`: one more account of the cooperative, such as for a project. */
export const ledgerAccountOpened = defineEvent({
  type: 'ledger.account-opened',
  rules: 0,
  author: 'a coordinator',
  concurrency: 'order',
  label: 'Account of the cooperative opened',
  body: z.strictObject({ name: line(nameBytesMax) }),
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

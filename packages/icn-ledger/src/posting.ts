/**
 * Moving minutes between accounts, and how far an account may go.
 *
 * Invariants:
 * - INV-LEDGER-1: `post` is the only way in which two balances change, and it changes both by the
 *   same amount.
 * - INV-LEDGER-2: whoever calls `post` for a member's payment has seen `isCovered`.
 */
import {
  assert,
  divideDown,
  isInRange,
  reject,
  type Hex,
  type StateReader,
  type StateWriter,
} from 'icn-core';
import { isActive, memberTable, policyOf } from 'icn-identity';
import { accountTable, dayKey, dayTable, entryTable, type AccountRow } from './tables.ts';

/** What moves: `minutes` from one account to another. */
export type Posting = {
  readonly from: Hex;
  readonly to: Hex;
  readonly minutes: number;
};

/** For a posting that no balance could hold. */
export const numberTooLarge = reject(
  'number-too-large',
  'The balance would become too large to be counted. Use a smaller amount.',
);

/** For a payment, by a member or a vote, to what is no account. */
export const accountUnknown = reject(
  'account-unknown',
  'There is no such account to pay to. Choose a member or an account of the cooperative from ' +
    'the list.',
);

/** An account that a row names. */
export function accountOf(state: StateReader, id: Hex): AccountRow {
  const account = state.get(accountTable, id);
  assert(account !== undefined, 'INV-LEDGER-3: an account that a row names exists');
  return account;
}

/** How far below zero this account may go by paying, minutes. */
export function limitOf(state: StateReader, id: Hex, account: AccountRow): number {
  if (account.kind === 'coop') return policyOf(state).commonLimit;
  return account.kind === 'member' && isActive(state, id) ? policyOf(state).creditLimit : 0;
}

/** The most that this account can pay now, minutes; zero or less when nothing. */
export function available(state: StateReader, id: Hex): number {
  const account = accountOf(state, id);
  return account.balance + limitOf(state, id, account);
}

/** Does the payer stay within the limit? */
export function isCovered(state: StateReader, { from, minutes }: Posting): boolean {
  return minutes <= available(state, from);
}

/** Do both balances stay within the range of numbers? */
export function isCountable(state: StateReader, { from, to, minutes }: Posting): boolean {
  return (
    isInRange(accountOf(state, from).balance - minutes) &&
    isInRange(accountOf(state, to).balance + minutes)
  );
}

/**
 * Is this the account of someone who has joined and not left? Whoever has left is credited nothing
 * any more.
 */
export function canReceive(state: StateReader, member: Hex): boolean {
  const status = state.get(memberTable, member)?.status;
  return status === 'joined' || status === 'active';
}

/** Moves the minutes. Only after `isCountable`; the accounts differ. */
export function post(state: StateWriter, { from, to, minutes }: Posting): void {
  const payer = accountOf(state, from);
  const payee = accountOf(state, to);
  assert(from !== to, 'INV-LEDGER-4: an entry has two accounts');
  state.put(accountTable, from, { ...payer, balance: payer.balance - minutes });
  state.put(accountTable, to, { ...payee, balance: payee.balance + minutes });
}

/** Posts an entry that has waited, and marks it so. */
export function postEntry(state: StateWriter, id: Hex, confirmed: Hex | null): void {
  const entry = state.get(entryTable, id);
  assert(entry !== undefined, 'INV-LEDGER-5: an entry that waits has a row');
  state.put(entryTable, id, { ...entry, status: 'posted', confirmed });
  post(state, entry);
}

/** Takes minutes off a member's day; a day without minutes has no row. */
export function lowerDay(state: StateWriter, member: Hex, day: number, minutes: number): void {
  const key = dayKey(member, day);
  const left = (state.get(dayTable, key) ?? 0) - minutes;
  if (left > 0) state.put(dayTable, key, left);
  else state.remove(dayTable, key);
}

/** Minutes as people write them: 90 is `1:30`. */
export function showMinutes(minutes: number): string {
  const size = Math.abs(minutes);
  const rest = String(size % 60).padStart(2, '0');
  return `${minutes < 0 ? '-' : ''}${divideDown(size, 60)}:${rest}`;
}

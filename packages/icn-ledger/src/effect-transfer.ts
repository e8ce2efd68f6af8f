/**
 * What a vote may do with money: move it out of an account of the cooperative.
 *
 * Invariant: no vote takes anything out of a member's account.
 */
import { reject, type Hex, type Rejection, type StateReader, type StateWriter } from 'icn-core';
import {
  accountUnknown,
  isCountable,
  isCovered,
  numberTooLarge,
  post,
  type Posting,
} from './posting.ts';
import { accountTable, entryTable } from './tables.ts';

const notACoopAccount = reject(
  'not-a-coop-account',
  'A vote can only spend from an account of the cooperative, never from a member. Choose ' +
    'another account.',
);
const sameAccount = reject(
  'same-account',
  'Both accounts are the same. Choose another account to pay to.',
);
const overLimit = reject(
  'over-limit',
  'The account of the cooperative did not have enough for this. Propose a smaller amount, or ' +
    'wait and propose it again.',
);

/** May a vote move this? Whether there is enough is asked at the end of the vote alone. */
export function checkEffectTransfer(
  state: StateReader,
  posting: Posting,
  moment: 'opening' | 'execution',
): Rejection | undefined {
  const { from, to } = posting;
  if (state.get(accountTable, from)?.kind !== 'coop') return notACoopAccount;
  const payee = state.get(accountTable, to);
  if (payee === undefined || payee.kind === 'provisional') return accountUnknown;
  if (from === to) return sameAccount;
  if (moment === 'opening') return undefined;
  if (!isCovered(state, posting)) return overLimit;
  return isCountable(state, posting) ? undefined : numberTooLarge;
}

/**
 * Moves it, as entry `id` at time `now` (Unix ms). Only after `checkEffectTransfer` at execution.
 */
export function postEffectTransfer(
  state: StateWriter,
  posting: Posting,
  id: Hex,
  now: number,
): void {
  const { from, to, minutes } = posting;
  state.put(entryTable, id, {
    kind: 'effect',
    from,
    to,
    minutes,
    status: 'posted',
    author: null,
    at: now,
    day: null,
    confirmed: null,
    of: null,
  });
  post(state, posting);
}

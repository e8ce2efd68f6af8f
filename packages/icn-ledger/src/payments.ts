/**
 * Payments between members, or from a member to the cooperative, and taking back what has not been
 * posted.
 *
 * Invariants:
 * - A payment leaves only the account of its own author.
 * - INV-LEDGER-2: what is not covered is refused when it is submitted, and held when it meets the
 *   limit in the fold.
 */
import { z } from 'zod';
import {
  accept,
  defineEvent,
  heldPerPayerMax,
  hex32,
  isRejection,
  minutes,
  reject,
  type FoldContext,
  type LogEvent,
  type StateReader,
} from 'icn-core';
import { activeAuthor, anyAuthor, memberOfDevice } from 'icn-identity';
import { heldOf, hold, unhold } from './held.ts';
import {
  accountUnknown,
  available,
  canReceive,
  isCountable,
  isCovered,
  lowerDay,
  numberTooLarge,
  post,
  showMinutes,
} from './posting.ts';
import { accountTable, entryTable, type EntryRow } from './tables.ts';

const body = z.strictObject({ to: hex32, minutes });
/** Body of `ledger.transferred`: to which account, how much. */
export type TransferredContent = z.infer<typeof body>;

const sameAccount = reject(
  'same-account',
  'This is your own account. Choose another account to pay to.',
);
const payeeLeft = reject(
  'payee-left',
  'This person is no longer a member and cannot be paid. Choose another account.',
);
const tooManyHeld = reject(
  'too-many-held',
  `You have ${heldPerPayerMax} payments waiting already, the most that are possible. Withdraw some, or wait ` +
    'until they are paid.',
);
const heldWaiting = reject(
  'held-waiting',
  'An earlier payment of yours is still waiting and goes first. Withdraw it, or wait until ' +
    'it is paid.',
);

function overLimit(left: number) {
  return reject(
    'over-limit',
    `You can pay ${showMinutes(left > 0 ? left : 0)} at the moment. Pay less, or log hours first.`,
  );
}

/** `ledger.transferred`: a member pays from their own account. */
export const ledgerTransferred = defineEvent({
  type: 'ledger.transferred',
  rules: 0,
  author: 'an active member, from their own account',
  concurrency: 'order',
  label: 'Payment',
  body,
  check(state, event) {
    const author = activeAuthor(state, event);
    if (isRejection(author)) return author;
    const { to, minutes } = event.content;
    const payee = state.get(accountTable, to);
    if (payee === undefined || payee.kind === 'provisional') return accountUnknown;
    if (to === author.member) return sameAccount;
    if (payee.kind === 'member' && !canReceive(state, to)) return payeeLeft;
    const posting = { from: author.member, to, minutes };
    const waiting = heldOf(state, author.member).length;
    if (waiting === 0 && isCovered(state, posting)) {
      return isCountable(state, posting) ? accept({ ...posting, held: false }) : numberTooLarge;
    }
    return waiting < heldPerPayerMax ? accept({ ...posting, held: true }) : tooManyHeld;
  },
  refuse,
  apply(state, event, { plan: { from, to, minutes, held } }, context) {
    const entry: EntryRow = {
      kind: 'payment',
      from,
      to,
      minutes,
      status: held ? 'held' : 'posted',
      author: from,
      at: context.when,
      day: null,
      confirmed: null,
      of: null,
    };
    state.put(entryTable, event.id, entry);
    if (held) hold(state, from, event.id);
    else post(state, entry);
  },
});

/**
 * Refused while it can still be changed: in the fold the same payment would be held. Only after
 * `check`.
 */
function refuse(state: StateReader, event: LogEvent<TransferredContent>, _context: FoldContext) {
  const payer = memberOfDevice(state, event.device);
  if (payer === undefined) return undefined;
  const left = available(state, payer);
  if (event.content.minutes > left) return overLimit(left);
  return heldOf(state, payer).length > 0 ? heldWaiting : undefined;
}

const entryUnknown = reject(
  'entry-unknown',
  'There is no such entry. Open the list of entries and choose again.',
);
const notAParty = reject(
  'not-a-party',
  'Only the member who made this entry, or the one who receives it, can withdraw it. Ask one ' +
    'of them.',
);
const entryNotOpen = reject(
  'entry-not-open',
  'This entry does not wait any more, so it cannot be withdrawn. If it was posted, propose a ' +
    'correction.',
);

/** `ledger.withdrawn`: hours or a payment that wait are taken back, by either side. */
export const ledgerWithdrawn = defineEvent({
  type: 'ledger.withdrawn',
  rules: 0,
  author: 'the member who made the entry, or the one who receives it',
  concurrency: 'order',
  label: 'Entry withdrawn',
  body: z.strictObject({ entry: hex32 }),
  check(state, event) {
    const author = anyAuthor(state, event);
    if (isRejection(author)) return author;
    const entry = state.get(entryTable, event.content.entry);
    if (entry === undefined) return entryUnknown;
    if (entry.author !== author.member && entry.to !== author.member) return notAParty;
    return entry.status === 'pending' || entry.status === 'held' ? accept(entry) : entryNotOpen;
  },
  apply(state, event, { plan: entry }) {
    const id = event.content.entry;
    state.put(entryTable, id, { ...entry, status: 'withdrawn' });
    if (entry.status === 'held') unhold(state, entry.from, id);
    if (entry.day !== null) lowerDay(state, entry.to, entry.day, entry.minutes);
  },
});

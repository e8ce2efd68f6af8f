/**
 * Accounts, entries, corrections, imports and held payments.
 * Document: 4-registry.md (4.6, "Held payments").
 */
import { activeAuthor, anyAuthor, coordinator, founderBeforeTheThird } from './author.ts';
import type { Context, Handler } from './author.ts';
import {
  DAY,
  Refusal,
  add,
  ascending,
  coopOf,
  copyState,
  patch,
  policyOf,
  refuse,
  require,
  row,
  rowOr,
  sortedKeys,
} from './state.ts';
import type { State } from './state.ts';
import type { EntryRow } from './types.ts';

/** "Post from a to b"; a number that leaves the range refuses (3-fold 3.3). */
export const post = (state: State, from: string, to: string, minutes: number): void => {
  const payer = add(row(state.account, from).balance, -minutes);
  const payee = add(row(state.account, to).balance, minutes);
  patch(state.account, from, { balance: payer });
  patch(state.account, to, { balance: payee });
};

/** "A limit of an account". A member's account has the member's id. */
const limitOf = (state: State, account: string): number => {
  const { kind } = row(state.account, account);
  const policy = policyOf(state);
  if (kind === 'coop') return policy.commonLimit;
  return state.member.get(account)?.status === 'active' ? policy.creditLimit : 0;
};

/** "Covered": the payer's balance - minutes ≥ -limit. */
export const isCovered = (state: State, payer: string, minutes: number): boolean =>
  row(state.account, payer).balance - minutes >= -limitOf(state, payer);

const isMemberAccount = (state: State, account: string): boolean =>
  row(state.account, account).kind === 'member';

const hasLeft = (state: State, member: string): boolean => {
  const status = state.member.get(member)?.status;
  return status === 'left' || status === 'removed';
};

const accountOpened: Handler = (context) => {
  const { state, event } = context;
  const { name } = event.body as unknown as { readonly name: string };
  coordinator(context);
  const coopAccounts = [...state.account.values()].filter(({ kind }) => kind === 'coop');
  require(coopAccounts.length < 20, 'too-many-accounts');
  const opening = { opening: null, openingAnswer: null };
  state.account.set(event.id, { kind: 'coop', name, balance: 0, ...opening });
};

const dayKey = (member: string, day: number): string => `${member}:${String(day)}`;

/** The `day` row plus minutes (which may be negative); removed when 0. */
const changeDay = (state: State, member: string, day: number, minutes: number): void => {
  const key = dayKey(member, day);
  const now = (state.day.get(key) ?? 0) + minutes;
  if (now === 0) state.day.delete(key);
  else state.day.set(key, now);
};

const hoursLogged: Handler = (context) => {
  const { state, event, when, coopId } = context;
  const { day, minutes } = event.body as unknown as { day: number; minutes: number };
  const author = activeAuthor(context);
  // day ≥ day(when) - 366 and day ≤ day(when) + 1, without the division: floor(w/D) ≤ x is
  // w < (x + 1)·D, and floor(w/D) ≥ x is w ≥ x·D.
  const inRange = when < (day + 367) * DAY && when >= (day - 1) * DAY;
  require(inRange, 'day-out-of-range');
  const total = (state.day.get(dayKey(author.id, day)) ?? 0) + minutes;
  require(total <= 1440, 'hours-over-day');
  changeDay(state, author.id, day, minutes);
  const postedAtOnce = !policyOf(state).confirmHours || coopOf(state).active === 1;
  if (postedAtOnce) post(state, coopId, author.id, minutes);
  state.entry.set(event.id, {
    kind: 'hours',
    from: coopId,
    to: author.id,
    minutes,
    status: postedAtOnce ? 'posted' : 'pending',
    author: author.id,
    at: when,
    day,
    confirmed: null,
    of: null,
  });
};

const bodyEntry = ({ event }: Context): string =>
  (event.body as unknown as { readonly entry: string }).entry;

const hoursConfirmed: Handler = (context) => {
  const { state } = context;
  const id = bodyEntry(context);
  const author = activeAuthor(context);
  const entry = rowOr(state.entry, id, 'entry-unknown');
  require(entry.kind === 'hours', 'entry-unknown');
  require(entry.author !== author.id, 'own-entry');
  require(entry.status === 'pending', 'entry-not-open');
  require(!hasLeft(state, entry.to), 'payee-left');
  post(state, entry.from, entry.to, entry.minutes);
  patch(state.entry, id, { status: 'posted', confirmed: author.id });
};

/** Takes an entry out of its payer's queue; the row is removed when empty. */
const leaveQueue = (state: State, payer: string, id: string): void => {
  const rest = (state.held.get(payer) ?? []).filter((entry) => entry !== id);
  if (rest.length === 0) state.held.delete(payer);
  else state.held.set(payer, rest);
};

const withdrawn: Handler = (context) => {
  const { state } = context;
  const id = bodyEntry(context);
  const author = anyAuthor(context);
  const entry = rowOr(state.entry, id, 'entry-unknown');
  require(entry.author === author.id || entry.to === author.id, 'not-a-party');
  require(entry.status === 'pending' || entry.status === 'held', 'entry-not-open');
  patch(state.entry, id, { status: 'withdrawn' });
  if (entry.status === 'held') leaveQueue(state, entry.from, id);
  if (entry.kind === 'hours') changeDay(state, entry.to, entry.day ?? 0, -entry.minutes);
};

const transferred: Handler = (context) => {
  const { state, event, when } = context;
  const { to, minutes } = event.body as unknown as { to: string; minutes: number };
  const { id: payer } = activeAuthor(context);
  const account = rowOr(state.account, to, 'account-unknown');
  require(account.kind !== 'provisional', 'account-unknown');
  require(to !== payer, 'same-account');
  require(account.kind !== 'member' || !hasLeft(state, to), 'payee-left');
  const queue = state.held.get(payer) ?? [];
  const posted = queue.length === 0 && isCovered(state, payer, minutes);
  if (posted) {
    post(state, payer, to, minutes);
  } else {
    require(queue.length < 20, 'too-many-held');
    state.held.set(payer, [...queue, event.id]);
  }
  state.entry.set(event.id, {
    kind: 'payment',
    from: payer,
    to,
    minutes,
    status: posted ? 'posted' : 'held',
    author: payer,
    at: when,
    day: null,
    confirmed: null,
    of: null,
  });
};

/** The member of `from` or of `to`, or if `from` is a coop account any member. */
const isPartyToPropose = (state: State, entry: EntryRow, member: string): boolean =>
  entry.from === member || entry.to === member || !isMemberAccount(state, entry.from);

const correctionProposed: Handler = (context) => {
  const { state, event } = context;
  const { entry: id, minutes } = event.body as unknown as { entry: string; minutes: number };
  const author = activeAuthor(context);
  const entry = rowOr(state.entry, id, 'entry-unknown');
  require(entry.kind === 'hours' || entry.kind === 'payment', 'entry-unknown');
  require(entry.status === 'posted', 'entry-not-posted');
  require(isMemberAccount(state, entry.to), 'needs-vote');
  require(isPartyToPropose(state, entry, author.id), 'not-a-party');
  require(minutes < entry.minutes, 'correction-not-smaller');
  state.correction.set(event.id, { entry: id, minutes, by: author.id, agreed: false });
  // Replaces an earlier one.
  state['open-correction'].set(id, event.id);
};

/** The author, who is not `by`, may agree. */
const isPartyToAgree = (state: State, entry: EntryRow, by: string, author: string): boolean => {
  // `to` is a member account: nothing else can be corrected.
  if (!isMemberAccount(state, entry.from)) return by === entry.to || author === entry.to;
  return author === entry.from || author === entry.to;
};

const correctionAgreed: Handler = (context) => {
  const { state, event, when } = context;
  const { correction: id } = event.body as unknown as { readonly correction: string };
  const author = activeAuthor(context);
  const correction = rowOr(state.correction, id, 'correction-unknown');
  const isOpen = state['open-correction'].get(correction.entry) === id;
  require(!correction.agreed && isOpen, 'correction-unknown');
  require(correction.by !== author.id, 'own-correction');
  const entry = row(state.entry, correction.entry);
  require(isPartyToAgree(state, entry, correction.by, author.id), 'not-a-party');
  const less = entry.minutes - correction.minutes;
  require(isCovered(state, entry.to, less), 'over-limit');
  post(state, entry.to, entry.from, less);
  patch(state.correction, id, { agreed: true });
  state['open-correction'].delete(correction.entry);
  patch(state.entry, correction.entry, { status: 'corrected' });
  if (entry.kind === 'hours') changeDay(state, entry.to, entry.day ?? 0, -less);
  state.entry.set(event.id, {
    kind: 'correction',
    from: entry.to,
    to: entry.from,
    minutes: less,
    status: 'posted',
    author: author.id,
    at: when,
    day: null,
    confirmed: null,
    of: correction.entry,
  });
};

interface Imported {
  readonly balances: readonly (readonly [string, number])[];
}

const imported: Handler = (context) => {
  const { state, event, coopId } = context;
  const { balances } = event.body as unknown as Imported;
  founderBeforeTheThird(context);
  for (const [id] of balances) {
    require(state.invitation.get(id)?.status === 'open', 'invitation-not-open');
    require(!state.account.has(id), 'already-imported');
  }
  let sum = 0;
  for (const [id, balance] of balances) {
    sum = add(sum, balance);
    state.account.set(id, {
      kind: 'provisional',
      name: null,
      balance,
      opening: balance,
      openingAnswer: 'waiting',
    });
  }
  patch(state.account, coopId, { balance: add(row(state.account, coopId).balance, -sum) });
};

const openingAnswered: Handler = (context) => {
  const { agrees } = context.event.body as unknown as { readonly agrees: boolean };
  const author = anyAuthor(context);
  const account = row(context.state.account, author.id);
  require(account.openingAnswer === 'waiting', 'nothing-to-answer');
  const openingAnswer = agrees ? 'confirmed' : 'disputed';
  patch(context.state.account, author.id, { openingAnswer });
};

const lapseHeld = (state: State, time: number): void => {
  for (const payer of sortedKeys(state.held)) {
    for (const id of state.held.get(payer) ?? []) {
      const { at, to } = row(state.entry, id);
      const payeeLeft = isMemberAccount(state, to) && hasLeft(state, to);
      if (at + 30 * DAY >= time && !payeeLeft && !hasLeft(state, payer)) continue;
      patch(state.entry, id, { status: 'lapsed' });
      leaveQueue(state, payer, id);
    }
  }
};

/** Posts the first covered first entry of a queue; false when there is none. */
const postOneHeld = (state: State): boolean => {
  const firsts: { readonly id: string; readonly entry: EntryRow }[] = [];
  for (const [, queue] of state.held) {
    const id = queue[0] ?? refuse('no-queue-is-empty');
    firsts.push({ id, entry: row(state.entry, id) });
  }
  firsts.sort((a, b) => a.entry.at - b.entry.at || ascending(a.id, b.id));
  for (const { id, entry } of firsts) {
    if (!isCovered(state, entry.from, entry.minutes)) continue;
    if (!isPostable(state, entry)) continue;
    post(state, entry.from, entry.to, entry.minutes);
    patch(state.entry, id, { status: 'posted' });
    leaveQueue(state, entry.from, id);
    return true;
  }
  return false;
};

/** 4.6: a held payment whose posting would leave the range counts as not covered. */
const isPostable = (state: State, entry: EntryRow): boolean => {
  try {
    post(copyState(state), entry.from, entry.to, entry.minutes);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};

/** Step 5. */
export const settleHeld = (state: State, time: number): void => {
  lapseHeld(state, time);
  for (let posted = postOneHeld(state); posted; posted = postOneHeld(state));
};

export const ledgerHandlers: Readonly<Record<string, Handler>> = {
  'ledger.account-opened': accountOpened,
  'hours.logged': hoursLogged,
  'hours.confirmed': hoursConfirmed,
  'ledger.withdrawn': withdrawn,
  'ledger.transferred': transferred,
  'ledger.correction-proposed': correctionProposed,
  'ledger.correction-agreed': correctionAgreed,
  'ledger.imported': imported,
  'ledger.opening-answered': openingAnswered,
};

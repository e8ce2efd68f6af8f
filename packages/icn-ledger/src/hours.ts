/**
 * Hours worked for the cooperative: logged by whoever worked them, owed by the common fund, posted
 * once another member has confirmed them.
 *
 * Invariant: the pending and posted hours of one member and day never exceed 24 h, whatever the
 * devices and the order.
 */
import { z } from 'zod';
import {
  accept,
  dayMs,
  daysAheadMax,
  daysBackMax,
  defineEvent,
  divideDown,
  hex32,
  integer,
  isRejection,
  minutesPerDayMax,
  reject,
  type StateReader,
} from 'icn-core';
import { activeAuthor, coopOf, policyOf } from 'icn-identity';
import {
  canReceive,
  isCountable,
  numberTooLarge,
  post,
  postEntry,
  showMinutes,
} from './posting.ts';
import { dayKey, dayTable, entryTable, type EntryRow } from './tables.ts';

const dayOutOfRange = reject(
  'day-out-of-range',
  'Hours can be logged for today and up to a year back. Choose another day.',
);
const entryUnknown = reject(
  'entry-unknown',
  'There are no such hours. Open the list of hours and choose again.',
);
const ownEntry = reject(
  'own-entry',
  'You cannot confirm your own hours. Ask another member to confirm them.',
);
const entryNotOpen = reject(
  'entry-not-open',
  'These hours do not wait for a confirmation any more. Reload the list to see what became ' +
    'of them.',
);
const payeeLeft = reject(
  'payee-left',
  'The person who worked these hours is no longer a member, so they cannot be credited. ' +
    'There is nothing more to do.',
);

function hoursOverDay(logged: number) {
  const left = showMinutes(minutesPerDayMax - logged);
  return reject(
    'hours-over-day',
    `A day has 24:00 hours, and you have ${showMinutes(logged)} on this day already. Log ` +
      `${left} at most, or another day.`,
  );
}

/** `hours.logged`: a member worked for the cooperative. */
export const hoursLogged = defineEvent({
  type: 'hours.logged',
  rules: 0,
  author: 'an active member',
  concurrency: 'order',
  label: 'Hours logged',
  body: z.strictObject({
    day: integer(Number.MIN_SAFE_INTEGER),
    minutes: integer(1, minutesPerDayMax),
  }),
  check(state, event, context) {
    const author = activeAuthor(state, event);
    if (isRejection(author)) return author;
    const { day, minutes } = event.content;
    const today = divideDown(context.when, dayMs);
    if (day < today - daysBackMax || day > today + daysAheadMax) return dayOutOfRange;
    const { member } = author;
    const logged = state.get(dayTable, dayKey(member, day)) ?? 0;
    if (logged + minutes > minutesPerDayMax) return hoursOverDay(logged);
    const atOnce = needsNobody(state);
    if (atOnce && !isCountable(state, { from: context.coop, to: member, minutes })) {
      return numberTooLarge;
    }
    return accept({ member, logged, atOnce });
  },
  apply(state, event, { plan: { member, logged, atOnce } }, context) {
    const { day, minutes } = event.content;
    const entry: EntryRow = {
      kind: 'hours',
      from: context.coop,
      to: member,
      minutes,
      status: atOnce ? 'posted' : 'pending',
      author: member,
      at: context.when,
      day,
      confirmed: null,
      of: null,
    };
    state.put(entryTable, event.id, entry);
    state.put(dayTable, dayKey(member, day), logged + minutes);
    if (atOnce) post(state, entry);
  },
});

/** Do hours count without a confirmation: by the policy, or because there is nobody else? */
function needsNobody(state: StateReader): boolean {
  return !policyOf(state).confirmHours || coopOf(state).active === 1;
}

/** `hours.confirmed`: another member says that the hours were worked. */
export const hoursConfirmed = defineEvent({
  type: 'hours.confirmed',
  rules: 0,
  author: 'an active member other than the one who worked',
  concurrency: 'order',
  label: 'Hours confirmed',
  body: z.strictObject({ entry: hex32 }),
  check(state, event) {
    const author = activeAuthor(state, event);
    if (isRejection(author)) return author;
    const entry = state.get(entryTable, event.content.entry);
    if (entry?.kind !== 'hours') return entryUnknown;
    if (entry.author === author.member) return ownEntry;
    if (entry.status !== 'pending') return entryNotOpen;
    if (!canReceive(state, entry.to)) return payeeLeft;
    return isCountable(state, entry) ? accept(author.member) : numberTooLarge;
  },
  apply(state, event, { plan: confirmer }) {
    postEntry(state, event.content.entry, confirmer);
  },
});

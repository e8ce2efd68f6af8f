/**
 * Corrections: what was posted is never changed, but both sides can agree on a counter-entry that
 * takes some of it back.
 *
 * Invariants:
 * - A correction needs two members, and everyone whose balance it changes is one of them.
 * - It never takes from an account of the cooperative: that would be a way around the vote that
 *   spending needs.
 * - An entry is corrected at most once; what remains wrong afterwards is settled by a payment.
 * - Proposing another correction replaces the open one, so that nobody blocks the right one by
 *   proposing a wrong one.
 */
import { z } from 'zod';
import {
  accept,
  defineEvent,
  hex32,
  integer,
  isRejection,
  reject,
  type Hex,
  type StateReader,
} from 'icn-core';
import { activeAuthor } from 'icn-identity';
import { accountOf, isCountable, isCovered, lowerDay, numberTooLarge, post } from './posting.ts';
import {
  correctionTable,
  entryTable,
  openCorrectionTable,
  type CorrectionRow,
  type EntryRow,
} from './tables.ts';

const entryUnknown = reject(
  'entry-unknown',
  'There are no such hours and no such payment. Open the list of entries and choose again.',
);
const entryNotPosted = reject(
  'entry-not-posted',
  'Only an entry that counts in the balances can be corrected. If it still waits, withdraw ' +
    'it instead.',
);
const notAParty = reject(
  'not-a-party',
  'Only the members whose balances this changes can decide on it. Ask one of them.',
);
const correctionNotSmaller = reject(
  'correction-not-smaller',
  'A correction can only make an amount smaller. For more, log further hours or make another ' +
    'payment.',
);
const needsVote = reject(
  'needs-vote',
  'What was paid to the cooperative can only be paid back by a vote. Open a proposal for it.',
);
const correctionUnknown = reject(
  'correction-unknown',
  'No such correction waits: it was agreed, or another one replaced it. Reload the list of ' +
    'corrections.',
);
const ownCorrection = reject(
  'own-correction',
  'You proposed this correction, so someone else has to agree. Ask the other side.',
);
const overLimit = reject(
  'over-limit',
  'The account that would pay this back does not have enough. Wait until it does, or agree ' +
    'on a smaller correction.',
);

/** `ledger.correction-proposed`: one side says what an entry should have been. */
export const ledgerCorrectionProposed = defineEvent({
  type: 'ledger.correction-proposed',
  rules: 0,
  author: 'a member on either side of the entry; any active member on the side of the cooperative',
  concurrency: 'order',
  label: 'Correction proposed',
  body: z.strictObject({ entry: hex32, minutes: integer(0) }),
  check(state, event) {
    const author = activeAuthor(state, event);
    if (isRejection(author)) return author;
    const entry = state.get(entryTable, event.content.entry);
    if (entry === undefined) return entryUnknown;
    if (entry.kind !== 'hours' && entry.kind !== 'payment') return entryUnknown;
    if (entry.status !== 'posted') return entryNotPosted;
    if (isCoop(state, entry.to)) return needsVote;
    if (!isParty(state, entry, author.member)) return notAParty;
    if (event.content.minutes >= entry.minutes) return correctionNotSmaller;
    return accept(author.member);
  },
  apply(state, event, { plan: by }) {
    const { entry, minutes } = event.content;
    state.put(correctionTable, event.id, { entry, minutes, by, agreed: false });
    state.put(openCorrectionTable, entry, event.id);
  },
});

/** `ledger.correction-agreed`: the other side agrees, and the difference goes back. */
export const ledgerCorrectionAgreed = defineEvent({
  type: 'ledger.correction-agreed',
  rules: 0,
  author: 'the other side of the entry; any other active member on the side of the cooperative',
  concurrency: 'order',
  label: 'Correction agreed',
  body: z.strictObject({ correction: hex32 }),
  check(state, event) {
    const author = activeAuthor(state, event);
    if (isRejection(author)) return author;
    const correction = state.get(correctionTable, event.content.correction);
    if (correction === undefined || correction.agreed) return correctionUnknown;
    const open = state.get(openCorrectionTable, correction.entry);
    if (open !== event.content.correction) return correctionUnknown;
    if (correction.by === author.member) return ownCorrection;
    const entry = state.get(entryTable, correction.entry);
    if (entry === undefined) return correctionUnknown;
    if (!mayAgree(state, entry, correction, author.member)) return notAParty;
    const back = { from: entry.to, to: entry.from, minutes: entry.minutes - correction.minutes };
    if (!isCovered(state, back)) return overLimit;
    if (!isCountable(state, back)) return numberTooLarge;
    return accept({ correction, entry, back, author: author.member });
  },
  apply(state, event, { plan: { correction, entry, back, author } }, context) {
    state.put(correctionTable, event.content.correction, { ...correction, agreed: true });
    state.remove(openCorrectionTable, correction.entry);
    state.put(entryTable, correction.entry, { ...entry, status: 'corrected' });
    state.put(entryTable, event.id, {
      kind: 'correction',
      ...back,
      status: 'posted',
      author,
      at: context.when,
      day: null,
      confirmed: null,
      of: correction.entry,
    });
    post(state, back);
    if (entry.day !== null) lowerDay(state, entry.to, entry.day, back.minutes);
  },
});

function isCoop(state: StateReader, account: Hex): boolean {
  return accountOf(state, account).kind === 'coop';
}

/** Is this member on either side? For the cooperative any active member speaks. */
function isParty(state: StateReader, entry: EntryRow, member: Hex): boolean {
  return entry.from === member || entry.to === member || isCoop(state, entry.from);
}

/** Is this member, who is not the proposer, on the other side of the proposer? */
function mayAgree(
  state: StateReader,
  entry: EntryRow,
  { by }: CorrectionRow,
  member: Hex,
): boolean {
  if (isCoop(state, entry.from)) return by === entry.to || member === entry.to;
  return member === entry.from || member === entry.to;
}

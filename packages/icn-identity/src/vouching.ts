/**
 * Admission by vouches. While the cooperative is being founded, enough vouches admit at once;
 * afterwards they only open a time in which any active member may object.
 *
 * The attack to stop is a few colluders who vote in invented people. Hence, after the founding: a
 * checkpointed delay, one objection is enough, two admissions in 30 days, and whoever came in by
 * vouches vouches for nobody for 30 days.
 *
 * Invariant: at most two members are admitted by vouches after the founding in any 30 days.
 */
import { z } from 'zod';
import {
  accept,
  admissionsPerWindowMax,
  admissionWindowMs,
  compareKeys,
  defineEvent,
  hex32,
  isRejection,
  reject,
  type Hex,
  type StateReader,
} from 'icn-core';
import { activeAuthor } from './author.ts';
import { coopOf } from './founding.ts';
import { activate, isActive } from './membership.ts';
import { policyOf } from './policy.ts';
import { admissionTable, memberTable, type MemberRow } from './tables.ts';

const body = z.strictObject({ member: hex32 });
/** Body of `member.vouched`: for whom. */
export type VouchedContent = z.infer<typeof body>;

const memberUnknown = reject(
  'member-unknown',
  'Nobody with this code has joined yet. Ask the newcomer to read the code out again.',
);
const ownVouch = reject('own-vouch', 'You cannot vouch for yourself. Ask other members.');
const notWaiting = reject(
  'not-waiting',
  'This person is a member already, or has left. No vouch is needed.',
);
const needsVote = reject(
  'needs-vote',
  'A member objected to this admission, so only a vote can admit this person. Open a ' +
    'proposal for it.',
);
const alreadyVouched = reject(
  'already-vouched',
  'You have vouched for this person already. Another member can vouch too.',
);
const vouchTooSoon = reject(
  'vouch-too-soon',
  'You were admitted by vouches less than 30 days ago and cannot vouch yet. Ask a ' +
    'longer-standing member.',
);
const admissionLimit = reject(
  'admission-limit',
  'Two people have been admitted by vouches within 30 days, the most that is allowed. Wait, ' +
    'or open a proposal.',
);
const nothingToObject = reject(
  'nothing-to-object',
  'No admission of this person is waiting: it was decided or has not begun. Look at the list ' +
    'of members.',
);

/** `member.vouched`: an active member answers for a newcomer. */
export const memberVouched = defineEvent({
  type: 'member.vouched',
  rules: 0,
  author: 'an active member',
  concurrency: 'order',
  label: 'Member vouched for a newcomer',
  body,
  check(state, event, { when }) {
    const author = activeAuthor(state, event);
    if (isRejection(author)) return author;
    const { member } = event.content;
    const target = state.get(memberTable, member);
    if (target === undefined) return memberUnknown;
    if (member === author.member) return ownVouch;
    if (target.status !== 'joined') return notWaiting;
    if (target.objected) return needsVote;
    if (target.vouchers.includes(author.member)) return alreadyVouched;
    if (isTooNew(author.row, when)) return vouchTooSoon;
    const admits = decideAdmission(state, member, target);
    if (admits === 'after-delay' && countAdmissions(state, when) >= admissionsPerWindowMax) {
      return admissionLimit;
    }
    return accept({ voucher: author.member, target, admits });
  },
  apply(state, event, { plan: { voucher, target, admits } }, { when }) {
    const { member } = event.content;
    const vouchers = [...target.vouchers, voucher].toSorted(compareKeys);
    state.put(memberTable, member, { ...target, vouchers });
    if (admits === 'at-once') activate(state, member, 'founding', when);
    if (admits === 'after-delay') state.put(admissionTable, member, { since: when, due: null });
  },
});

function isTooNew(voucher: MemberRow, when: number): boolean {
  if (voucher.by !== 'vouches' || voucher.activated === null) return false;
  return when < voucher.activated + admissionWindowMs;
}

/** What one more vouch by an active member brings about. */
function decideAdmission(
  state: StateReader,
  member: Hex,
  target: MemberRow,
): 'at-once' | 'after-delay' | 'nothing' {
  const others = target.vouchers.filter((voucher) => isActive(state, voucher));
  if (others.length + 1 < vouchesNeeded(state)) return 'nothing';
  if (coopOf(state).founding) return 'at-once';
  return state.get(admissionTable, member) === undefined ? 'after-delay' : 'nothing';
}

/** How many vouches by active members an admission takes now. */
export function vouchesNeeded(state: StateReader): number {
  const policy = policyOf(state);
  return coopOf(state).active < policy.fewBelow ? policy.vouchesFew : policy.vouchesMany;
}

/**
 * Admissions by vouches that wait, and those of the last 30 days, whether the person stayed or
 * not.
 */
function countAdmissions(state: StateReader, when: number): number {
  const recent = state
    .entries(memberTable)
    .filter(
      ([, row]) =>
        row.by === 'vouches' && row.activated !== null && row.activated > when - admissionWindowMs,
    );
  return state.entries(admissionTable).length + recent.length;
}

/** `member.objected`: one active member is enough to turn an admission into a vote. */
export const memberObjected = defineEvent({
  type: 'member.objected',
  rules: 0,
  author: 'an active member',
  concurrency: 'order',
  label: 'Member objected to an admission',
  body: z.strictObject({ member: hex32 }),
  check(state, event) {
    const author = activeAuthor(state, event);
    if (isRejection(author)) return author;
    const { member } = event.content;
    const target = state.get(memberTable, member);
    if (target === undefined || state.get(admissionTable, member) === undefined) {
      return nothingToObject;
    }
    return accept(target);
  },
  apply(state, event, { plan: target }) {
    const { member } = event.content;
    state.remove(admissionTable, member);
    state.put(memberTable, member, { ...target, objected: true });
  },
});

/**
 * Invitations: a link is a bearer secret, so it expires, works once, and may be revoked, even
 * against a use that no checkpoint has made final yet.
 *
 * Invariant: the status goes from `open` to one of the others and never changes again.
 */
import { z } from 'zod';
import {
  accept,
  defineEvent,
  earlier,
  hex32,
  integer,
  invitationGraceMs,
  invitationMsMax,
  invitationsOpenMax,
  isRejection,
  reject,
  type FoldContext,
  type Hex,
  type StateReader,
  type StateWriter,
} from 'icn-core';
import { activeAuthor, coordinator, isCoordinator } from './author.ts';
import { invitationTable, openInvitationTable, type InvitationRow } from './tables.ts';

const expiryOutOfRange = reject(
  'expiry-out-of-range',
  'An invitation has to end in the future and within 30 days. Choose another date.',
);
const tooManyInvitations = reject(
  'too-many-invitations',
  `There are ${invitationsOpenMax} open invitations already. Revoke some that are no longer needed, then ` +
    'invite again.',
);
const invitationUnknown = reject(
  'invitation-unknown',
  'This invitation does not exist in this cooperative. Look at the list of invitations and ' +
    'choose again.',
);
const notYours = reject(
  'not-coordinator',
  'Only the member who made this invitation, or a coordinator, can revoke it. Ask one of them.',
);
const invitationNotOpen = reject(
  'invitation-not-open',
  'This invitation was used, was revoked or has run out before. If the wrong person joined ' +
    'with it, do not vouch for them.',
);

/** `member.invited`: a coordinator makes a link. */
export const memberInvited = defineEvent({
  type: 'member.invited',
  rules: 0,
  author: 'a coordinator',
  concurrency: 'order',
  label: 'Someone was invited',
  body: z.strictObject({ key: hex32, expires: integer(Number.MIN_SAFE_INTEGER) }),
  keys: (content) => [content.key],
  check(state, event, { when }) {
    const author = coordinator(state, event);
    if (isRejection(author)) return author;
    const { expires } = event.content;
    if (expires <= when || expires > when + invitationMsMax) return expiryOutOfRange;
    if (state.entries(openInvitationTable).length >= invitationsOpenMax) return tooManyInvitations;
    return accept(author.member);
  },
  apply(state, event, { plan: inviter }) {
    const { key, expires } = event.content;
    state.put(invitationTable, event.id, { inviter, key, expires, status: 'open', member: null });
    state.put(openInvitationTable, event.id, true);
  },
});

/** `member.invitation-revoked`: its maker or a coordinator takes a link back. */
export const memberInvitationRevoked = defineEvent({
  type: 'member.invitation-revoked',
  rules: 0,
  author: 'the member who invited, or a coordinator',
  concurrency: 'revocation',
  label: 'Invitation revoked',
  body: z.strictObject({ invitation: hex32 }),
  revokes: (content) => ({ kind: 'invitation', invitation: content.invitation }),
  check(state, event, context) {
    const author = activeAuthor(state, event);
    if (isRejection(author)) return author;
    const row = state.get(invitationTable, event.content.invitation);
    if (row === undefined) return invitationUnknown;
    if (row.inviter !== author.member && !isCoordinator(state, author.member)) return notYours;
    return isRevocable(row, context) ? accept(row) : invitationNotOpen;
  },
  apply(state, event, { plan: row }) {
    // One that was used in this batch stays as it is: here the use was found valid after all.
    if (row.status !== 'open') return;
    const { invitation } = event.content;
    state.put(invitationTable, invitation, { ...row, status: 'revoked' });
    state.remove(openInvitationTable, invitation);
  },
});

// A use that is not final yet gives way to a revocation; the scratch run of the fold asks for that.
function isRevocable(row: InvitationRow, context: FoldContext): boolean {
  if (row.status === 'open') return true;
  return row.status === 'used' && row.member !== null && context.isInBatch(row.member);
}

/**
 * Step 6 of the fold: closes the invitations that ran out a week before `now`, the checkpoint's T,
 * and names them, ascending. Without this, whoever finds an old link could still use it by claiming
 * an early time.
 */
export function expireInvitations(state: StateWriter, now: number): readonly Hex[] {
  const ended: Hex[] = [];
  for (const [invitation] of state.entries(openInvitationTable)) {
    const row = state.get(invitationTable, invitation);
    if (row === undefined || row.expires + invitationGraceMs >= now) continue;
    state.put(invitationTable, invitation, { ...row, status: 'expired' });
    state.remove(openInvitationTable, invitation);
    ended.push(invitation);
  }
  return ended;
}

/** Earliest T at which an open invitation is closed by time; undefined when none is open. */
export function nextInvitationExpiry(state: StateReader): number | undefined {
  let next: number | undefined;
  for (const [invitation] of state.entries(openInvitationTable)) {
    const row = state.get(invitationTable, invitation);
    if (row === undefined) continue;
    next = earlier(next, row.expires + invitationGraceMs + 1);
  }
  return next;
}

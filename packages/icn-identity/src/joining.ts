/**
 * The inception: someone uses a link, or founds, and is a member id from then on. Its first device
 * and the spare key on paper come with it, so that a lost device is a nuisance from the first
 * minute on and never a loss.
 *
 * Invariants:
 * - An invitation makes at most one member.
 * - Joining gives no vote and no credit; only `activate` does.
 */
import { z } from 'zod';
import {
  accept,
  defineEvent,
  hex32,
  reject,
  signature64,
  type FoldContext,
  type Hex,
  type LogEvent,
  type Rejection,
  type StateReader,
  type StateWriter,
} from 'icn-core';
import { deviceRow, possessionProof, provenKey } from './devices.ts';
import { coopOf } from './founding.ts';
import { activate } from './membership.ts';
import { policyOf } from './policy.ts';
import {
  coopKey,
  coopTable,
  deviceTable,
  invitationTable,
  memberTable,
  openInvitationTable,
  policyKey,
  policyTable,
} from './tables.ts';

const body = z
  .strictObject({
    invitation: hex32.nullable(),
    link: signature64.nullable(),
    spare: provenKey.nullable(),
  })
  .refine((content) => (content.invitation === null) === (content.link === null), {
    message: 'must have a link exactly when it has an invitation',
  });
/** Body of `member.joined`: by an invitation, or the founder's without one. */
export type JoinedContent = z.infer<typeof body>;

const invitationUnknown = reject(
  'invitation-unknown',
  'This invitation does not exist in this cooperative. Ask a coordinator for a new link.',
);
const invitationRevoked = reject(
  'invitation-revoked',
  'This invitation was taken back. Ask a coordinator for a new link.',
);
const invitationUsed = reject(
  'invitation-used',
  'Someone has joined with this invitation already. If it was not you, tell a coordinator ' +
    'and ask for a new link.',
);
const invitationExpired = reject(
  'invitation-expired',
  'This invitation has run out. Ask a coordinator for a new link.',
);
const keyKnown = reject(
  'key-known',
  'This device or spare key is in use already. Start again from the link, so that new keys ' +
    'are made.',
);
const notEntitled = reject(
  'not-entitled',
  'Only the device that founded the cooperative joins without an invitation, and only once. ' +
    'Ask for an invitation.',
);

/** `member.joined`: the inception; its id is the member id. */
export const memberJoined = defineEvent({
  type: 'member.joined',
  rules: 0,
  author: 'whoever holds an invitation, or the founder',
  concurrency: 'order',
  label: 'Someone joined',
  body,
  keys: spareKeys,
  enrols: spareKeys,
  proofs: ({ spare }, context) => (spare === null ? [] : [possessionProof(spare, context)]),
  check(state, event, context) {
    const refused =
      event.content.invitation === null
        ? checkFounder(state, event)
        : checkInvited(state, event, event.content.invitation, context);
    return refused ?? accept(undefined);
  },
  apply(state, event, _accepted, context) {
    const { invitation, spare } = event.content;
    state.put(memberTable, event.id, {
      invitation,
      status: 'joined',
      paused: false,
      joined: context.when,
      activated: null,
      by: null,
      vouchers: [],
      objected: false,
      devices: spare === null ? 1 : 2,
    });
    putDevice(state, event);
    if (spare !== null) {
      state.put(deviceTable, spare.key, deviceRow(event.id, 'spare', event.id));
    }
    if (invitation === null) makeFounder(state, event.id, context.when);
    else useInvitation(state, invitation, event.id);
  },
});

function spareKeys({ spare }: JoinedContent): readonly Hex[] {
  return spare === null ? [] : [spare.key];
}

function checkInvited(
  state: StateReader,
  event: LogEvent<JoinedContent>,
  invitation: Hex,
  context: FoldContext,
): Rejection | undefined {
  const row = state.get(invitationTable, invitation);
  if (row === undefined) return invitationUnknown;
  if (row.status === 'revoked' || context.revokedInvitations.has(invitation)) {
    return invitationRevoked;
  }
  if (row.status === 'used') return invitationUsed;
  if (row.status === 'expired' || context.when > row.expires) return invitationExpired;
  const { spare } = event.content;
  if (state.get(deviceTable, event.device) !== undefined) return keyKnown;
  if (spare === null) return undefined;
  if (spare.key === event.device) return keyKnown;
  return state.get(deviceTable, spare.key) === undefined ? undefined : keyKnown;
}

function checkFounder(state: StateReader, event: LogEvent<JoinedContent>): Rejection | undefined {
  const coop = state.get(coopTable, coopKey);
  const device = state.get(deviceTable, event.device);
  if (coop === undefined || device === undefined) return notEntitled;
  if (device.member !== null || coop.device !== event.device || coop.founder !== null) {
    return notEntitled;
  }
  // The genesis device has a row, so this also refuses it as its own spare key.
  const { spare } = event.content;
  return spare === null || state.get(deviceTable, spare.key) === undefined ? undefined : keyKnown;
}

function putDevice(state: StateWriter, event: LogEvent<JoinedContent>): void {
  // The founder's device has had its row since the genesis and only learns whose it is.
  const known = state.get(deviceTable, event.device);
  const row =
    known === undefined ? deviceRow(event.id, 'device', event.id) : { ...known, member: event.id };
  state.put(deviceTable, event.device, row);
}

function makeFounder(state: StateWriter, member: Hex, when: number): void {
  state.put(coopTable, coopKey, { ...coopOf(state), founder: member });
  state.put(policyTable, policyKey, { ...policyOf(state), coordinators: [member] });
  activate(state, member, 'founding', when);
}

function useInvitation(state: StateWriter, invitation: Hex, member: Hex): void {
  const row = state.get(invitationTable, invitation);
  if (row !== undefined) state.put(invitationTable, invitation, { ...row, status: 'used', member });
  state.remove(openInvitationTable, invitation);
}

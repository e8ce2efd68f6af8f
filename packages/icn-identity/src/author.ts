/**
 * Who is behind an event, and may this person author it: the first part of nearly every check
 * (4-registry 4.1).
 *
 * Invariants:
 * - The codes come in the documented order: device first, then membership, then the role.
 * - Each function makes at most four point reads.
 */
import {
  isRejection,
  reject,
  type Hex,
  type LogEvent,
  type Rejection,
  type StateReader,
} from 'icn-core';
import { coopKey, coopTable, deviceTable, memberTable, policyKey, policyTable } from './tables.ts';
import type { DeviceRow, MemberRow } from './tables.ts';

/** The member who authored an event, as a check found them. */
export type Author = {
  readonly member: Hex;
  readonly row: MemberRow;
};

const notEnrolled = reject(
  'not-enrolled',
  'This device does not belong to any member of the cooperative. Add it from a device of ' +
    'yours that already works.',
);
const nodeMayNot = reject(
  'node-may-not',
  'A node keeps the records but may not act for a member. Do this from your own device.',
);
const spareOnlyEnrols = reject(
  'spare-only-enrols',
  'The spare key can only add a new device. Add a device with it, then do this from that device.',
);
const notAMember = reject(
  'not-a-member',
  'You are not a member of this cooperative, or no longer. Ask a coordinator for an invitation.',
);
const notActive = reject(
  'not-active',
  'You have joined, but your membership is not active yet. Ask members to vouch for you, ' +
    'then try again.',
);
const notCoordinator = reject(
  'not-coordinator',
  'Only a coordinator can do this. Ask one of the coordinators.',
);
const needsVote = reject(
  'needs-vote',
  'Only the founder can decide this alone, and only until there are three active members. ' +
    'Open a proposal for it.',
);

function authorDevice(state: StateReader, event: LogEvent): DeviceRow | Rejection {
  const device = state.get(deviceTable, event.device);
  if (device === undefined) return notEnrolled;
  if (device.kind === 'node') return nodeMayNot;
  if (device.kind === 'spare' && event.type !== 'device.enrolled') return spareOnlyEnrols;
  return device;
}

/** The author, if a member of any status, also a former one; else a rejection. */
export function anyMember(state: StateReader, event: LogEvent): Author | Rejection {
  const device = authorDevice(state, event);
  if (isRejection(device)) return device;
  if (device.member === null) return notAMember;
  const row = state.get(memberTable, device.member);
  return row === undefined ? notAMember : { member: device.member, row };
}

/** The author, if a member who has joined or is active; else a rejection. */
export function anyAuthor(state: StateReader, event: LogEvent): Author | Rejection {
  const author = anyMember(state, event);
  if (isRejection(author)) return author;
  const { status } = author.row;
  return status === 'active' || status === 'joined' ? author : notAMember;
}

/** The author, if an active member; else a rejection. */
export function activeAuthor(state: StateReader, event: LogEvent): Author | Rejection {
  const author = anyAuthor(state, event);
  if (isRejection(author)) return author;
  return author.row.status === 'active' ? author : notActive;
}

/** The author, if an active member who is a coordinator; else a rejection. */
export function coordinator(state: StateReader, event: LogEvent): Author | Rejection {
  const author = activeAuthor(state, event);
  if (isRejection(author)) return author;
  return isCoordinator(state, author.member) ? author : notCoordinator;
}

/**
 * The author, if the founder and the cooperative has never had three active members; else a
 * rejection.
 */
export function founderBeforeThird(state: StateReader, event: LogEvent): Author | Rejection {
  const author = activeAuthor(state, event);
  if (isRejection(author)) return author;
  const coop = state.get(coopTable, coopKey);
  return coop?.founder === author.member && !coop.third ? author : needsVote;
}

/** Is this member one of the coordinators that the policy names? */
export function isCoordinator(state: StateReader, member: Hex): boolean {
  return state.get(policyTable, policyKey)?.coordinators.includes(member) === true;
}

/**
 * The member an effective event was authored by. Undefined for the genesis, whose author is no
 * member yet.
 */
export function memberOfDevice(state: StateReader, device: Hex): Hex | undefined {
  return state.get(deviceTable, device)?.member ?? undefined;
}

/**
 * A member's keys: each made on its device and never copied, plus the spare key on paper, plus the
 * keys of nodes.
 *
 * Invariants:
 * - A key belongs to one member for good: rows are added and revoked, never removed or moved.
 * - Every key has proven that someone holds it, bound to the device that enrols it, so nobody
 *   enrols a stranger's key.
 */
import { z } from 'zod';
import {
  accept,
  defineEvent,
  devicesPerMemberMax,
  fromHex,
  hex32,
  integer,
  isRejection,
  prefixed,
  reject,
  signature64,
  type BodyProof,
  type Hex,
  type ProofContext,
  type Rejection,
  type StateReader,
  type StateWriter,
} from 'icn-core';
import { activeAuthor, anyAuthor, anyMember, type Author } from './author.ts';
import { coopOf } from './founding.ts';
import { memberOf } from './membership.ts';
import { deviceTable, memberTable, type DeviceRow } from './tables.ts';

/** A key and the proof that it exists. */
export const provenKey = z.strictObject({ key: hex32, proof: signature64 });
/** A key and the proof that it exists. */
export type ProvenKey = z.infer<typeof provenKey>;

/** The key of an event that enrols one: for `keys` and `enrols`. */
function keyOf(content: ProvenKey): readonly Hex[] {
  return [content.key];
}

/**
 * What the new key must have signed, so that it is enrolled here, by this device, and nowhere
 * else.
 */
export function possessionProof(proven: ProvenKey, context: ProofContext): BodyProof {
  const key = fromHex(proven.key);
  return {
    key,
    message: prefixed('icn/possession/1', context.coop, context.device, key),
    signature: fromHex(proven.proof),
  };
}

const keyKnown = reject(
  'key-known',
  'This device was added before, here or for someone else. Make a new key on it and try again.',
);
const tooManyDevices = reject(
  'too-many-devices',
  `You have added ${devicesPerMemberMax} devices already, and no more are possible. Use one of those you have.`,
);
const deviceUnknown = reject(
  'device-unknown',
  'This is not one of your devices. Choose one from your own list of devices.',
);
const spareOnlyReplaced = reject(
  'spare-only-replaced',
  'A spare key is not removed but replaced. Print a new sheet: the old one is void from then on.',
);
const cutTooLow = reject(
  'cut-too-low',
  'This would undo your joining itself. Keep what the device wrote up to the day you joined, and remove it from there on.',
);
const alreadyRevoked = reject(
  'already-revoked',
  'This device was revoked before, from the same point or an earlier one. There is nothing ' +
    'more to do.',
);

/** Row of a key that stands. */
export function deviceRow(member: Hex, kind: DeviceRow['kind'], by: Hex): DeviceRow {
  return { member, kind, by, revoked: false, cut: null };
}

function checkNewKey(state: StateReader, author: Author, key: Hex): Rejection | undefined {
  if (state.get(deviceTable, key) !== undefined) return keyKnown;
  return author.row.devices < devicesPerMemberMax ? undefined : tooManyDevices;
}

function addKey(
  state: StateWriter,
  member: Hex,
  kind: DeviceRow['kind'],
  enrolled: { readonly key: Hex; readonly by: Hex },
): void {
  state.put(deviceTable, enrolled.key, deviceRow(member, kind, enrolled.by));
  const row = memberOf(state, member);
  state.put(memberTable, member, { ...row, devices: row.devices + 1 });
}

/** `device.enrolled`: one more device of the same member; the one thing a spare key may do. */
export const deviceEnrolled = defineEvent({
  type: 'device.enrolled',
  rules: 0,
  author: 'any member, also by the spare key',
  concurrency: 'order',
  label: 'Device added',
  body: provenKey,
  keys: keyOf,
  enrols: keyOf,
  proofs: (content, context) => [possessionProof(content, context)],
  check(state, event) {
    const author = anyAuthor(state, event);
    if (isRejection(author)) return author;
    return checkNewKey(state, author, event.content.key) ?? accept(author.member);
  },
  apply(state, event, { plan: member }) {
    addKey(state, member, 'device', { key: event.content.key, by: event.id });
  },
});

/** `node.registered`: a node of the member's own, known by its key. */
export const nodeRegistered = defineEvent({
  type: 'node.registered',
  rules: 0,
  author: 'an active member',
  concurrency: 'order',
  label: 'Node registered',
  body: provenKey,
  keys: keyOf,
  enrols: keyOf,
  proofs: (content, context) => [possessionProof(content, context)],
  check(state, event) {
    const author = activeAuthor(state, event);
    if (isRejection(author)) return author;
    return checkNewKey(state, author, event.content.key) ?? accept(author.member);
  },
  apply(state, event, { plan: member }) {
    addKey(state, member, 'node', { key: event.content.key, by: event.id });
  },
});

/** `device.spare-set`: a new sheet with a spare key; the old sheet is void. */
export const deviceSpareSet = defineEvent({
  type: 'device.spare-set',
  rules: 0,
  author: 'any member',
  concurrency: 'order',
  label: 'New spare key',
  body: z.strictObject({ spare: provenKey }),
  keys: (content) => [content.spare.key],
  enrols: (content) => [content.spare.key],
  proofs: (content, context) => [possessionProof(content.spare, context)],
  check(state, event) {
    const author = anyAuthor(state, event);
    if (isRejection(author)) return author;
    return checkNewKey(state, author, event.content.spare.key) ?? accept(author.member);
  },
  apply(state, event, { plan: member }) {
    for (const [key, row] of state.entries(deviceTable)) {
      if (row.member !== member || row.kind !== 'spare' || row.revoked) continue;
      state.put(deviceTable, key, { ...row, revoked: true, cut: null });
    }
    addKey(state, member, 'spare', { key: event.content.spare.key, by: event.id });
  },
});

/**
 * `device.revoked`: nothing that this device wrote after the cut stands, unless it is final
 * already.
 */
export const deviceRevoked = defineEvent({
  type: 'device.revoked',
  rules: 0,
  // Also one who left in the same batch: a thief's device that leaves first must not keep its owner from cutting it.
  author: 'whoever is or was a member, for a device of their own',
  concurrency: 'revocation',
  label: 'Device revoked',
  body: z.strictObject({
    device: hex32,
    cut: z
      .tuple([integer(0), hex32])
      .readonly()
      .nullable(),
  }),
  keys: (content) => [content.device],
  revokes: ({ device, cut }) => ({ kind: 'device', device, cut: cut === null ? null : cut[0] }),
  check(state, event) {
    const author = anyMember(state, event);
    if (isRejection(author)) return author;
    const { device, cut } = event.content;
    const row = state.get(deviceTable, device);
    if (row === undefined || row.member !== author.member) return deviceUnknown;
    if (row.kind === 'spare') return spareOnlyReplaced;
    const n = cut === null ? null : cut[0];
    if (isCutBelowJoining(state, device, row, n)) return cutTooLow;
    return isCutAtOrBelow(row, n) ? alreadyRevoked : accept({ row, cut: n });
  },
  apply(state, event, { plan: { row, cut } }) {
    state.put(deviceTable, event.content.device, { ...row, revoked: true, cut });
  },
});

/** Would this cut undo the event that made the member? Then nobody would be left whose device it is. */
function isCutBelowJoining(
  state: StateReader,
  device: Hex,
  row: DeviceRow,
  cut: number | null,
): boolean {
  const isFounders = coopOf(state).device === device;
  if (!isFounders && row.by !== row.member) return false;
  return cut === null || cut < (isFounders ? 1 : 0);
}

/** Would a revocation at `cut` (null: nothing stands) take away nothing more than the row's own? */
function isCutAtOrBelow(row: DeviceRow, cut: number | null): boolean {
  if (!row.revoked) return false;
  return row.cut === null || (cut !== null && row.cut <= cut);
}

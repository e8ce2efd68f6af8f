/**
 * The founding: the genesis, the time in which vouches admit at once, and its end.
 *
 * Invariant: `founding` goes from true to false once and never back.
 */
import { z } from 'zod';
import {
  accept,
  assert,
  builtInFloors,
  defineEvent,
  isRejection,
  line,
  nameBytesMax,
  reject,
  unitBytesMax,
  type StateReader,
  type StateWriter,
} from 'icn-core';
import { activeAuthor } from './author.ts';
import { anchorKeys, areFloorsAtOrAbove, foundingPolicy, replaceAnchors } from './policy.ts';
import { coopKey, coopTable, deviceTable, policyKey, policyTable } from './tables.ts';
import type { CoopRow } from './tables.ts';

const alreadyFounded = reject(
  'already-founded',
  'This cooperative has been founded already. To found another one, start on a device ' +
    'without a cooperative.',
);
const belowFloor = reject(
  'below-floor',
  'The chosen rules let some decisions pass more easily than this software allows. Choose ' +
    'stricter ones.',
);
const notFounder = reject(
  'not-founder',
  'Only the founder can end the founding. Ask the founder, or wait: it ends by itself after ' +
    '30 days.',
);
const foundingOver = reject(
  'founding-over',
  'The founding is over already. There is nothing more to do.',
);

/** The cooperative. Only where an author was found: then it has been founded. */
export function coopOf(state: StateReader): CoopRow {
  const coop = state.get(coopTable, coopKey);
  assert(coop !== undefined, 'INV-ID-3: whoever may author finds a cooperative');
  return coop;
}

/** `coop.founded`: the genesis. */
export const coopFounded = defineEvent({
  type: 'coop.founded',
  rules: 0,
  author: 'the device that founds the cooperative',
  concurrency: 'order',
  label: 'Cooperative founded',
  body: z.strictObject({
    name: line(nameBytesMax),
    unit: line(unitBytesMax),
    anchors: anchorKeys,
    policy: foundingPolicy,
  }),
  keys: (content) => content.anchors,
  check(state, event) {
    if (state.get(coopTable, coopKey) !== undefined) return alreadyFounded;
    const { floors } = event.content.policy;
    return areFloorsAtOrAbove(floors, builtInFloors) ? accept(undefined) : belowFloor;
  },
  apply(state, event, _accepted, context) {
    const { name, unit, anchors, policy } = event.content;
    state.put(coopTable, coopKey, {
      name,
      unit,
      device: event.device,
      founder: null,
      founded: context.when,
      founding: true,
      third: false,
      active: 0,
    });
    state.put(policyTable, policyKey, {
      ...policy,
      coordinators: [],
      genesisFloors: policy.floors,
    });
    replaceAnchors(state, anchors);
    state.put(deviceTable, event.device, {
      member: null,
      kind: 'device',
      by: event.id,
      revoked: false,
      cut: null,
    });
  },
});

/** `coop.founding-closed`: from now on an admission by vouches waits for objections. */
export const coopFoundingClosed = defineEvent({
  type: 'coop.founding-closed',
  rules: 0,
  author: 'the founder',
  concurrency: 'order',
  label: 'Founding ended',
  body: z.strictObject({}),
  check(state, event) {
    const author = activeAuthor(state, event);
    if (isRejection(author)) return author;
    const coop = coopOf(state);
    if (coop.founder !== author.member) return notFounder;
    return coop.founding ? accept(undefined) : foundingOver;
  },
  apply(state) {
    endFounding(state);
  },
});

/** Ends the founding. */
export function endFounding(state: StateWriter): void {
  state.put(coopTable, coopKey, { ...coopOf(state), founding: false });
}

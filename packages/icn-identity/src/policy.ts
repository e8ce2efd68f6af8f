/**
 * The policy and the anchors: what is set at the founding, by the founder alone while there are
 * fewer than three, and later by the effects of a vote. The check and the change are the same for
 * all three.
 *
 * Invariant: no floor in the policy is ever below the floor of the first day.
 */
import { z } from 'zod';
import {
  accept,
  admissionDelayMsMax,
  anchorsMax,
  assert,
  atOrAbove,
  defineEvent,
  flooredEffects,
  floorsSchema,
  hex32,
  integer,
  isRejection,
  isRising,
  membersMax,
  minutesMax,
  reject,
  risingList,
  someFloorsSchema,
  type Floors,
  type Hex,
  type Rejection,
  type StateReader,
  type StateWriter,
} from 'icn-core';
import { founderBeforeThird } from './author.ts';
import { anchorsKey, anchorsTable, memberTable, policyKey, policyTable } from './tables.ts';
import type { PolicyRow } from './tables.ts';

const limit = integer(0, minutesMax);
const memberCount = integer(1, membersMax);
const delay = integer(0, admissionDelayMsMax);

/** The policy as the genesis gives it: all but the coordinators, for there is no member yet. */
export const foundingPolicy = z.strictObject({
  creditLimit: limit,
  commonLimit: limit,
  vouchesFew: memberCount,
  vouchesMany: memberCount,
  fewBelow: memberCount,
  admissionDelay: delay,
  confirmHours: z.boolean(),
  floors: floorsSchema,
});

const changeableParts = [
  'coordinators',
  'creditLimit',
  'commonLimit',
  'vouchesFew',
  'vouchesMany',
  'fewBelow',
  'admissionDelay',
  'confirmHours',
  'floors',
] as const;

/** What may change in a policy, on the wire and in content: at least one of the named parts. */
export const policyChanges = z
  .strictObject({
    coordinators: z.exactOptional(z.array(hex32)),
    creditLimit: z.exactOptional(limit),
    commonLimit: z.exactOptional(limit),
    vouchesFew: z.exactOptional(memberCount),
    vouchesMany: z.exactOptional(memberCount),
    fewBelow: z.exactOptional(memberCount),
    admissionDelay: z.exactOptional(delay),
    confirmHours: z.exactOptional(z.boolean()),
    floors: z.exactOptional(someFloorsSchema),
  })
  .refine((changes) => changeableParts.some((part) => changes[part] !== undefined), {
    message: 'must change something',
  });
/** What may change in a policy. */
export type PolicyChanges = z.infer<typeof policyChanges>;

/**
 * The anchors' keys on the wire and in content: one or three, because two cannot outvote each
 * other.
 */
export const anchorKeys = risingList(hex32, anchorsMax).refine(
  (keys) => keys.length === 1 || keys.length === anchorsMax,
  { message: 'must be one or three keys' },
);

const memberUnknown = reject(
  'member-unknown',
  'The list of coordinators is empty, too long, out of order, or names someone who never ' +
    'joined. Choose them again.',
);
const belowFloor = reject(
  'below-floor',
  'This would let some decisions pass more easily than the founding rules allow. Choose a ' +
    'stricter rule.',
);

/** The policy in force. Only where an author was found: then the cooperative has been founded. */
export function policyOf(state: StateReader): PolicyRow {
  const policy = state.get(policyTable, policyKey);
  assert(policy !== undefined, 'INV-ID-2: whoever may author finds a policy');
  return policy;
}

/** The anchors' keys, ascending; empty before the founding. */
export function anchorsOf(state: StateReader): readonly Hex[] {
  return state.get(anchorsTable, anchorsKey)?.keys ?? [];
}

/** Replaces the anchors. */
export function replaceAnchors(state: StateWriter, keys: readonly Hex[]): void {
  state.put(anchorsTable, anchorsKey, { keys });
}

/** True when each floor that `floors` names is at or above the same one of `lowest`. */
export function areFloorsAtOrAbove(floors: Partial<Floors>, lowest: Floors): boolean {
  return flooredEffects.every((effect) => {
    const floor = floors[effect];
    return floor === undefined || atOrAbove(floor, lowest[effect]);
  });
}

/** May the policy be changed so? For `coop.policy-set` and for the effect of a vote. */
export function checkPolicyChanges(
  state: StateReader,
  changes: PolicyChanges,
): Rejection | undefined {
  const { coordinators, floors } = changes;
  if (coordinators !== undefined && !areCoordinators(state, coordinators)) return memberUnknown;
  if (floors === undefined) return undefined;
  return areFloorsAtOrAbove(floors, policyOf(state).genesisFloors) ? undefined : belowFloor;
}

function areCoordinators(state: StateReader, members: readonly Hex[]): boolean {
  if (members.length === 0 || members.length > membersMax) return false;
  return (
    isRising(members) && members.every((member) => state.get(memberTable, member) !== undefined)
  );
}

/** Replaces the parts that are named; floors one by one. Only after `checkPolicyChanges`. */
export function applyPolicyChanges(state: StateWriter, changes: PolicyChanges): void {
  const policy = policyOf(state);
  const { floors, ...rest } = changes;
  state.put(policyTable, policyKey, {
    ...policy,
    ...rest,
    floors: { ...policy.floors, ...floors },
  });
}

/** `coop.policy-set`: the founder changes the rules alone, before there are three. */
export const coopPolicySet = defineEvent({
  type: 'coop.policy-set',
  rules: 0,
  author: 'the founder, until there have been three active members',
  concurrency: 'order',
  label: 'Rules of the cooperative changed',
  body: z.strictObject({ changes: policyChanges }),
  check(state, event) {
    const author = founderBeforeThird(state, event);
    if (isRejection(author)) return author;
    return checkPolicyChanges(state, event.content.changes) ?? accept(undefined);
  },
  apply(state, event) {
    applyPolicyChanges(state, event.content.changes);
  },
});

/** `coop.anchors-set`: the founder names the nodes that certify, before there are three. */
export const coopAnchorsSet = defineEvent({
  type: 'coop.anchors-set',
  rules: 0,
  author: 'the founder, until there have been three active members',
  concurrency: 'order',
  label: 'Nodes that confirm the records changed',
  body: z.strictObject({ anchors: anchorKeys }),
  keys: (content) => content.anchors,
  check(state, event) {
    const author = founderBeforeThird(state, event);
    return isRejection(author) ? author : accept(undefined);
  },
  apply(state, event) {
    replaceAnchors(state, event.content.anchors);
  },
});

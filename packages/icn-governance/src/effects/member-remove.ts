/** `member.remove`: a membership ends by vote. Balance and history stay; what was decided before stays decided. */
import { accept, hex32, reject } from 'icn-core';
import { coopOf, endMembership, memberTable } from 'icn-identity';
import { z } from 'zod';
import type { EffectDefinition } from './effect.ts';

/** Shape on the wire and in content. */
export const memberRemoveBody = z.strictObject({
  kind: z.literal('member.remove'),
  member: hex32,
});

const memberUnknown = reject(
  'member-unknown',
  'Nobody here is known by this membership. Choose the person from the list of members.',
);
const notAMember = reject(
  'not-a-member',
  'This person is not a member any more. There is nothing left to do.',
);
const lastMember = reject(
  'last-member',
  'This is the only active member, and the cooperative cannot be without one. Admit somebody else first.',
);

/** The effect. */
export const memberRemove: EffectDefinition<z.infer<typeof memberRemoveBody>> = {
  check(state, effect) {
    const row = state.get(memberTable, effect.member);
    if (row === undefined) return memberUnknown;
    if (row.status !== 'active' && row.status !== 'joined') return notAMember;
    if (row.status === 'active' && coopOf(state).active === 1) return lastMember;
    return accept(effect);
  },
  apply(state, { plan }) {
    endMembership(state, plan.member, 'removed');
  },
  preview: ({ member }, names) =>
    `${names.member(member)} stops being a member and can no longer vote, pay or log hours. ` +
    'Their balance and all records stay as they are.',
};

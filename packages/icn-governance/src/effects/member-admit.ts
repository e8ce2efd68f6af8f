/** `member.admit`: somebody who waits becomes a member by vote. The way in after an objection. */
import { accept, hex32, reject } from 'icn-core';
import { activate, memberTable } from 'icn-identity';
import { z } from 'zod';
import type { EffectDefinition } from './effect.ts';

/** Shape on the wire and in content. */
export const memberAdmitBody = z.strictObject({ kind: z.literal('member.admit'), member: hex32 });

const memberUnknown = reject(
  'member-unknown',
  'Nobody here is known by this membership. Choose the person from the list of members.',
);
const notWaiting = reject(
  'not-waiting',
  'This person is not waiting to be admitted: they are a member already, or have left. Look at the list of members.',
);

/** The effect. */
export const memberAdmit: EffectDefinition<z.infer<typeof memberAdmitBody>> = {
  check(state, effect) {
    const row = state.get(memberTable, effect.member);
    if (row === undefined) return memberUnknown;
    return row.status === 'joined' ? accept(effect) : notWaiting;
  },
  apply(state, { plan }, { time }) {
    activate(state, plan.member, 'vote', time);
  },
  preview: ({ member }, names) =>
    `${names.member(member)} becomes an active member, with a vote and an account of their own.`,
};

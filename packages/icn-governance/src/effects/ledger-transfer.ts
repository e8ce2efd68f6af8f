/** `ledger.transfer`: a payment out of a common account. Never out of a member's: a vote spends what is common only. */
import { accept, hex32, minutes } from 'icn-core';
import { checkEffectTransfer, postEffectTransfer, showMinutes } from 'icn-ledger';
import { z } from 'zod';
import type { EffectDefinition } from './effect.ts';

/** Shape on the wire and in content. */
export const ledgerTransferBody = z.strictObject({
  kind: z.literal('ledger.transfer'),
  from: hex32,
  to: hex32,
  minutes,
});

/** The effect. Whether the account holds enough is asked when it executes: until then hours may come in. */
export const ledgerTransfer: EffectDefinition<z.infer<typeof ledgerTransferBody>> = {
  check: (state, effect, { moment }) =>
    checkEffectTransfer(state, effect, moment) ?? accept(effect),
  apply(state, { plan }, { id, time }) {
    postEffectTransfer(state, plan, id, time);
  },
  preview: ({ from, to, minutes: amount }, names) =>
    `${showMinutes(amount)} hours move from ${names.account(from)} to ${names.account(to)}, ` +
    'if the account holds enough when the vote closes.',
};

/** `contract.retire`: no further proposals under a contract. Those that are open run to their end. */
import { accept, hex32, reject } from 'icn-core';
import { z } from 'zod';
import { contractTable } from '../contract-table.ts';
import type { EffectDefinition } from './effect.ts';

/** Shape on the wire and in content. */
export const contractRetireBody = z.strictObject({
  kind: z.literal('contract.retire'),
  contract: hex32,
});

const notActive = reject(
  'contract-not-active',
  'The contract to be retired does not exist or is retired already. Look at the list of contracts.',
);

/** The effect. */
export const contractRetire: EffectDefinition<z.infer<typeof contractRetireBody>> = {
  check: (state, effect) =>
    state.get(contractTable, effect.contract)?.status === 'active' ? accept(effect) : notActive,
  apply(state, { plan: { contract } }) {
    const row = state.get(contractTable, contract);
    if (row !== undefined) state.put(contractTable, contract, { ...row, status: 'retired' });
  },
  preview: ({ contract }, names) =>
    `No new proposals can be opened under "${names.contract(contract)}". ` +
    'Those that are open now run to their end.',
};

/** `contract.deploy`: a contract of the members' own making comes into force by vote. */
import { documentSchema, explainRule } from 'icn-ccl';
import { accept } from 'icn-core';
import { z } from 'zod';
import { belowFloor, isAtOrAboveFloors } from '../floors.ts';
import { contractTable } from '../contract-table.ts';
import type { EffectDefinition } from './effect.ts';

/** Shape on the wire and in content. */
export const contractDeployBody = z.strictObject({
  kind: z.literal('contract.deploy'),
  document: documentSchema,
});

/** The effect. */
export const contractDeploy: EffectDefinition<z.infer<typeof contractDeployBody>> = {
  check: (state, effect) =>
    isAtOrAboveFloors(state, effect.document) ? accept(effect) : belowFloor,
  apply(state, { plan: { document } }, { id, time }) {
    state.put(contractTable, id, { document, status: 'active', by: null, at: time });
  },
  preview: ({ document }, { electorate }) =>
    `The contract "${document.name}" comes into force. ` +
    `For a proposal under it: ${explainRule(document.rule, electorate)}`,
};

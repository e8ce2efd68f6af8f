/**
 * `policy.set`: the members change their own rules.
 *
 * Invariant: a contract that has raised the floor for changing the policy still meets it, so members can always change
 * their mind by the way they came.
 */
import { explainRule } from 'icn-ccl';
import { accept, atOrAbove, flooredEffects, reject } from 'icn-core';
import {
  applyPolicyChanges,
  checkPolicyChanges,
  policyChanges,
  type PolicyChanges,
} from 'icn-identity';
import { showMinutes } from 'icn-ledger';
import { z } from 'zod';
import { durationInWords, listInWords } from '../words.ts';
import type { EffectDefinition, Names } from './effect.ts';

/** Shape on the wire and in content. */
export const policySetBody = z.strictObject({
  kind: z.literal('policy.set'),
  changes: policyChanges,
});

const floorTooHigh = reject(
  'floor-too-high',
  'Nobody could change the rules after this: it asks more of such votes than the contract of this proposal does. ' +
    'First bring a contract with the stricter rule into force, then propose this under it.',
);

/** The effect. */
export const policySet: EffectDefinition<z.infer<typeof policySetBody>> = {
  check(state, effect, { rule }) {
    const refusal = checkPolicyChanges(state, effect.changes);
    if (refusal !== undefined) return refusal;
    const ownFloor = effect.changes.floors?.['policy.set'];
    return ownFloor === undefined || atOrAbove(rule, ownFloor) ? accept(effect) : floorTooHigh;
  },
  apply(state, { plan: { changes } }) {
    applyPolicyChanges(state, changes);
  },
  preview: ({ changes }, names) => sentencesOf(changes, names).join(' '),
};

function sentencesOf(changes: PolicyChanges, names: Names): readonly string[] {
  const { coordinators, creditLimit, commonLimit, vouchesFew, vouchesMany, fewBelow } = changes;
  const { admissionDelay, confirmHours } = changes;
  const sentences = [
    coordinators && `Coordinators are then ${listInWords(coordinators.map(names.member))}.`,
    creditLimit !== undefined &&
      `Members can then go ${showMinutes(creditLimit)} hours below zero.`,
    commonLimit !== undefined &&
      `Common accounts can then go ${showMinutes(commonLimit)} hours below zero by a payment.`,
    vouchesFew !== undefined && `A small cooperative then asks for ${vouches(vouchesFew)}.`,
    vouchesMany !== undefined && `A larger cooperative then asks for ${vouches(vouchesMany)}.`,
    fewBelow !== undefined &&
      `The cooperative then counts as small below ${fewBelow} active members.`,
    admissionDelay !== undefined &&
      `The time for objections to a newcomer is then ${durationInWords(admissionDelay)}.`,
    confirmHours !== undefined &&
      `Logged hours then count ${confirmHours ? 'once another member confirms them' : 'at once'}.`,
    ...floorSentences(changes, names),
  ];
  return sentences.filter((sentence) => typeof sentence === 'string');
}

const decisions = {
  'anchors.set': 'which nodes make the record final',
  'contract.deploy': 'a new contract',
  'contract.retire': 'the end of a contract',
  'ledger.transfer': 'a payment from a common account',
  'member.admit': 'admitting a member',
  'member.remove': 'removing a member',
  'policy.set': 'the rules of the cooperative',
} as const;

function floorSentences(changes: PolicyChanges, { electorate }: Names): readonly string[] {
  return flooredEffects.flatMap((effect) => {
    const floor = changes.floors?.[effect];
    if (floor === undefined) return [];
    return `The least that a vote on ${decisions[effect]} then needs: ${explainRule(floor, electorate)}`;
  });
}

function vouches(count: number): string {
  return count === 1 ? 'one vouch for each newcomer' : `${count} vouches for each newcomer`;
}

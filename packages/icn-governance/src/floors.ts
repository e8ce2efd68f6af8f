/**
 * Floors: how easily a vote may pass at the least, for each effect. They are what keeps a majority of one evening from
 * rewriting the cooperative.
 */
import { isFloored, type ContractDocument, type EffectName } from 'icn-ccl';
import { atOrAbove, reject, type Rejection, type Rule, type StateReader } from 'icn-core';
import { policyOf } from 'icn-identity';

/** The refusal of a contract that is too weak for one of its effects. */
export const belowFloor: Rejection = reject(
  'below-floor',
  "By this contract a vote would pass more easily than the cooperative's rules allow for what it does. " +
    'Use a contract with a stricter rule.',
);

/** True when a vote by this rule may bring about the effect; `none` is open to every rule. */
export function isAtOrAboveFloor(state: StateReader, rule: Rule, effect: EffectName): boolean {
  return !isFloored(effect) || atOrAbove(rule, policyOf(state).floors[effect]);
}

/** True when the contract's rule is at or above the floor of each of its effects. */
export function isAtOrAboveFloors(state: StateReader, document: ContractDocument): boolean {
  return document.effects.every((effect) => isAtOrAboveFloor(state, document.rule, effect));
}

/**
 * Rules, floors and the changes of policy that both founders and votes make.
 * Document: 4-registry.md (4.7 "A rule", "at or above", built-in floors; 4.3 `coop.policy-set`).
 */
import { ascending, patch, policyOf, require, row } from './state.ts';
import type { State } from './state.ts';
import type { PolicyChanges, Rule } from './types.ts';

const strictHalfOfElectorate: Rule = {
  share: [1, 2],
  strict: true,
  of: 'electorate',
  quorum: 0,
};

/** 4.7 "Effects and built-in floors"; `none` has no floor. */
export const builtInFloors: Readonly<Record<string, Rule>> = {
  'ledger.transfer': { share: [2, 3], strict: false, of: 'cast', quorum: 50 },
  'member.admit': { share: [1, 2], strict: true, of: 'cast', quorum: 0 },
  'member.remove': strictHalfOfElectorate,
  'policy.set': strictHalfOfElectorate,
  'contract.deploy': strictHalfOfElectorate,
  'contract.retire': strictHalfOfElectorate,
  'anchors.set': strictHalfOfElectorate,
};

/** 4.7: "A rule R is at or above a floor F". */
export const isAtOrAbove = (rule: Rule, floor: Rule): boolean => {
  const sameBase = rule.of === floor.of || rule.of === 'electorate';
  const [a, b] = rule.share;
  const [floorA, floorB] = floor.share;
  const greater = a * floorB > floorA * b;
  const equal = a * floorB === floorA * b;
  const share = greater || (equal && (rule.strict || !floor.strict));
  const quorum =
    rule.quorum >= floor.quorum || (rule.of === 'electorate' && 100 * a >= floor.quorum * b);
  return sameBase && share && quorum;
};

export interface Count {
  readonly yes: number;
  readonly no: number;
  readonly abstain: number;
  readonly electorate: number;
}

/** 4.7: "it passes iff". */
export const passes = (rule: Rule, count: Count): boolean => {
  const { yes, no, abstain, electorate } = count;
  const base = rule.of === 'cast' ? yes + no : electorate;
  const quorum = 100 * (yes + no + abstain) >= rule.quorum * electorate;
  const [a, b] = rule.share;
  const share = rule.strict ? yes * b > a * base : yes * b >= a * base;
  return quorum && base > 0 && share && yes > 0;
};

/** The rule is at or above the policy's floor for each of the effects. */
export const requireAboveFloors = (state: State, rule: Rule, effects: readonly string[]): void => {
  const { floors } = policyOf(state);
  for (const effect of effects) {
    const floor = floors[effect];
    require(floor === undefined || isAtOrAbove(rule, floor), 'below-floor');
  }
};

const pairs = (floors: Readonly<Record<string, Rule>>): [string, Rule][] => {
  const named: [string, Rule][] = [];
  for (const effect of Object.keys(floors).toSorted(ascending)) {
    const floor = floors[effect];
    if (floor !== undefined) named.push([effect, floor]);
  }
  return named;
};

/** Every floor named is at or above the same one in `lowest`. */
export const requireFloorsAbove = (
  floors: Readonly<Record<string, Rule>>,
  lowest: Readonly<Record<string, Rule>>,
): void => {
  for (const [effect, floor] of pairs(floors)) {
    const least = lowest[effect];
    require(least === undefined || isAtOrAbove(floor, least), 'below-floor');
  }
};

/** 4.3 `coop.policy-set`, checks. */
export const checkPolicyChanges = (state: State, changes: PolicyChanges): void => {
  const { coordinators, floors } = changes;
  if (coordinators !== undefined) {
    const rising = coordinators.every((id, i) => i === 0 || (coordinators[i - 1] ?? '') < id);
    const sized = coordinators.length >= 1 && coordinators.length <= 50;
    const known = coordinators.every((id) => state.member.has(id));
    require(rising && sized && known, 'member-unknown');
  }
  if (floors !== undefined) requireFloorsAbove(floors, policyOf(state).genesisFloors);
};

/** 4.3 `coop.policy-set`, effect. */
export const applyPolicyChanges = (state: State, changes: PolicyChanges): void => {
  const before = row(state.policy, 'policy');
  const floors = { ...before.floors, ...changes.floors };
  patch(state.policy, 'policy', { ...changes, floors });
};

/**
 * Counting: does a rule pass a tally? The whole of it, in integers: fractions are compared by cross-multiplication.
 *
 * Invariant: every product stays below 2^53, because shares end at 1,000 and nobody has a billion electors.
 */
import type { Rule } from 'icn-core';

/** The ballots of one proposal, counted. Each number is a whole number of people. */
export type Tally = {
  readonly yes: number;
  readonly no: number;
  readonly abstain: number;
  /** Number of electors, those without a ballot included. */
  readonly electorate: number;
};

/** What a ballot says. */
export type Choice = 'yes' | 'no' | 'abstain';

/** All choices, in the order in which they are offered. */
export const choices = ['yes', 'no', 'abstain'] as const satisfies readonly Choice[];

/** Counts ballots: one item per elector who has voted. */
export function tally(ballots: readonly Choice[], electorate: number): Tally {
  const counted = { yes: 0, no: 0, abstain: 0, electorate };
  for (const choice of ballots) counted[choice] += 1;
  return counted;
}

/**
 * True when the tally passes by the rule (4-registry 4.7): enough take part, and the yes votes reach the share of the
 * base. Abstentions count for taking part and not for the base of `cast`. Without a yes nothing passes.
 */
export function passes(rule: Rule, { yes, no, abstain, electorate }: Tally): boolean {
  const [a, b] = rule.share;
  const base = rule.of === 'cast' ? yes + no : electorate;
  const hasQuorum = 100 * (yes + no + abstain) >= rule.quorum * electorate;
  const hasShare = rule.strict ? yes * b > a * base : yes * b >= a * base;
  return hasQuorum && base > 0 && hasShare && yes > 0;
}

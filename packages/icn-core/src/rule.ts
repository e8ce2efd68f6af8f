/**
 * When a vote passes, as data, and the floor below which no contract may go. Both the policy
 * (identity) and the contracts (ccl) hold rules, so the type lives below both.
 *
 * Invariants:
 * - Fractions are compared by cross-multiplication: integers only, no rounding.
 * - `atOrAbove` is an order: reflexive and transitive. Every vote that passes at a rule at or above
 *   a floor also passes at the floor itself.
 */
import { z } from 'zod';
import { quorumMax, sharePartMax } from './limits.ts';
import { integer } from './schema.ts';

/** When a vote passes. */
export type Rule = {
  /** [a, b]: the fraction of the base that has to say yes, 1 <= a <= b <= 1000; a < b if strict. */
  readonly share: readonly [number, number];
  /** More than the share is needed; otherwise the share itself is enough. */
  readonly strict: boolean;
  /** The base: yes and no votes (`cast`), or all electors (`electorate`). */
  readonly of: 'cast' | 'electorate';
  /** Per cent of the electors who have to take part, 0 to 100; abstentions take part. */
  readonly quorum: number;
};

/** Shape of a rule on the wire and in a row. */
export const ruleSchema: z.ZodType<Rule> = z
  .strictObject({
    share: z
      .tuple([integer(1, sharePartMax), integer(1, sharePartMax)])
      .readonly()
      .refine(([a, b]) => a <= b, { message: 'must be a fraction of at most one' }),
    strict: z.boolean(),
    of: z.enum(['cast', 'electorate']),
    quorum: integer(0, quorumMax),
  })
  // More than all is never reached; as a floor it would close an effect to the cooperative for
  // good.
  .refine(({ share: [a, b], strict }) => a < b || !strict, { message: 'can never pass' });

/** The effects of proposals that have a floor: all but `none`. Ascending. */
export const flooredEffects = [
  'anchors.set',
  'contract.deploy',
  'contract.retire',
  'ledger.transfer',
  'member.admit',
  'member.remove',
  'policy.set',
] as const;
/** One of the effects that have a floor. */
export type FlooredEffect = (typeof flooredEffects)[number];

/** The weakest rule that a contract with an effect may have, for each effect. */
export type Floors = Readonly<Record<FlooredEffect, Rule>>;

/** Shape of a floor for every effect. */
export const floorsSchema: z.ZodType<Floors> = z.strictObject({
  'anchors.set': ruleSchema,
  'contract.deploy': ruleSchema,
  'contract.retire': ruleSchema,
  'ledger.transfer': ruleSchema,
  'member.admit': ruleSchema,
  'member.remove': ruleSchema,
  'policy.set': ruleSchema,
});

/** Shape of a floor for some effects. */
export const someFloorsSchema: z.ZodType<Partial<Floors>> = z.strictObject({
  'anchors.set': z.exactOptional(ruleSchema),
  'contract.deploy': z.exactOptional(ruleSchema),
  'contract.retire': z.exactOptional(ruleSchema),
  'ledger.transfer': z.exactOptional(ruleSchema),
  'member.admit': z.exactOptional(ruleSchema),
  'member.remove': z.exactOptional(ruleSchema),
  'policy.set': z.exactOptional(ruleSchema),
});

const mostOfAll: Rule = { share: [1, 2], strict: true, of: 'electorate', quorum: 0 };

/** The floors below which no cooperative's own floors may go. */
export const builtInFloors: Floors = {
  'anchors.set': mostOfAll,
  'contract.deploy': mostOfAll,
  'contract.retire': mostOfAll,
  'ledger.transfer': { share: [2, 3], strict: false, of: 'cast', quorum: 50 },
  'member.admit': { share: [1, 2], strict: true, of: 'cast', quorum: 0 },
  'member.remove': mostOfAll,
  'policy.set': mostOfAll,
};

/**
 * True when every vote that passes by `rule` would also pass by `floor`, as 4-registry 4.7 defines
 * it.
 */
export function atOrAbove(rule: Rule, floor: Rule): boolean {
  return (
    (rule.of === floor.of || rule.of === 'electorate') &&
    isShareAtOrAbove(rule, floor) &&
    isQuorumAtOrAbove(rule, floor)
  );
}

function isShareAtOrAbove(rule: Rule, floor: Rule): boolean {
  const [a, b] = rule.share;
  const [floorA, floorB] = floor.share;
  const difference = a * floorB - floorA * b;
  return difference > 0 || (difference === 0 && (rule.strict || !floor.strict));
}

function isQuorumAtOrAbove(rule: Rule, floor: Rule): boolean {
  if (rule.quorum >= floor.quorum) return true;
  // Whoever needs that many yes votes of the whole electorate has that many taking part.
  const [a, b] = rule.share;
  return rule.of === 'electorate' && 100 * a >= floor.quorum * b;
}

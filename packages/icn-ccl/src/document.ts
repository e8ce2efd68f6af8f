/**
 * A contract document: the standing agreement under which proposals are put to the vote. It is data, not a program: who
 * reads it knows what it can do, and it can do nothing else. See docs/protocol/4-registry.md, 4.7.
 *
 * Invariant: a document holds no ids or keys, so that its bytes on the wire, its row in state and its text are one value.
 */
import {
  explanationBytesMax,
  flooredEffects,
  graceMsMax,
  integer,
  isRising,
  line,
  nameBytesMax,
  ruleSchema,
  templateNameBytesMax,
  votingMsMax,
  votingMsMin,
  type FlooredEffect,
  type Rule,
} from 'icn-core';
import { z } from 'zod';

/** What a passed proposal can do; `none` records the decision and does nothing else. */
export type EffectName = FlooredEffect | 'none';

/** All effect names, ascending by code unit. */
export const effectNames = [
  'anchors.set',
  'contract.deploy',
  'contract.retire',
  'ledger.transfer',
  'member.admit',
  'member.remove',
  'none',
  'policy.set',
] as const satisfies readonly EffectName[];

/** Value of a template's parameter. */
export type ParameterValue = number | string;

/** A contract document, version 0. */
export type ContractDocument = {
  readonly ccl: 0;
  /** Name of the shipped template it was made from, or null for one written by hand. */
  readonly template: string | null;
  /** What the template was given; every parameter is named, also those left at their default. */
  readonly parameters: { readonly [name: string]: ParameterValue };
  readonly name: string;
  readonly explanation: string;
  readonly rule: Rule;
  /** Time for voting, milliseconds. */
  readonly duration: number;
  /** Wait after the deadline for ballots cast in time, milliseconds. */
  readonly grace: number;
  readonly closes: 'deadline' | 'when-all-have-voted';
  /** What proposals under it may do, ascending, without repeats. */
  readonly effects: readonly EffectName[];
};

const parametersSchema: z.ZodType<{ readonly [name: string]: ParameterValue }> = z.record(
  line(templateNameBytesMax),
  z.union([integer(-Number.MAX_SAFE_INTEGER), line(nameBytesMax)]),
);

/** Shape of a document. Refuses; never tidies up, so the bytes that members voted on are the bytes in state. */
export const documentSchema: z.ZodType<ContractDocument> = z.strictObject({
  ccl: z.literal(0),
  template: line(templateNameBytesMax).nullable(),
  parameters: parametersSchema,
  name: line(nameBytesMax),
  explanation: line(explanationBytesMax),
  rule: ruleSchema,
  duration: integer(votingMsMin, votingMsMax),
  grace: integer(0, graceMsMax),
  closes: z.enum(['deadline', 'when-all-have-voted']),
  effects: z
    .array(z.enum(effectNames))
    .min(1)
    .refine(isRising, { message: 'must be in alphabetical order and without repeats' }),
});

/** True for an effect below whose floor no contract may go. */
export function isFloored(effect: EffectName): effect is FlooredEffect {
  return flooredEffects.some((name) => name === effect);
}

/**
 * Templates: documents with some of their numbers left open as parameters.
 *
 * Invariant: a document names every parameter of its template, also those left at their default, so what was chosen can
 * be read off it and one choice has one spelling.
 */
import { compareKeys, reject, type Rejection, type Rule } from 'icn-core';
import type { ContractDocument, EffectName, ParameterValue } from './document.ts';
import type { Tally } from './rule.ts';

/** A number left open by a template. */
export interface ParameterDefinition {
  /** `duration` in milliseconds, `quorum` in per cent. */
  readonly name: string;
  readonly unit: 'ms' | 'per cent';
  /** What it decides, for the person who chooses it. */
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/** Stands for the value of a parameter. */
interface ParameterReference {
  readonly parameter: string;
}

/** A tally and whether it passes with all parameters at their default: documentation that is tested. */
export interface TemplateExample {
  readonly votes: Omit<Tally, 'electorate'>;
  readonly electorate: number;
  readonly passes: boolean;
}

/** A template as data. */
export interface Template {
  /** Its name in commands and documents. */
  readonly template: string;
  /** Its name for people. */
  readonly name: string;
  /** What it does, with a worked example, in words. */
  readonly explanation: string;
  readonly parameters: readonly ParameterDefinition[];
  readonly rule: Omit<Rule, 'quorum'> & { readonly quorum: number | ParameterReference };
  readonly duration: number | ParameterReference;
  readonly grace: number;
  readonly closes: ContractDocument['closes'];
  readonly effects: readonly EffectName[];
  readonly examples: readonly TemplateExample[];
}

/**
 * Makes the document of a template. Parameters that are not given take their default. Rejects with `parameter-unknown`
 * or `parameter-out-of-range`.
 */
export function instantiate(
  template: Template,
  given: { readonly [name: string]: ParameterValue },
): ContractDocument | Rejection {
  const known = new Set(template.parameters.map(({ name }) => name));
  const names = Object.keys(given).toSorted(compareKeys);
  if (names.some((name) => !known.has(name))) return parameterUnknown(template);
  const values = new Map<string, number>();
  for (const definition of template.parameters) {
    const { name, min, max } = definition;
    const value = Object.hasOwn(given, name) ? given[name] : definition.default;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) {
      return parameterOutOfRange(definition);
    }
    values.set(name, value);
  }
  return fill(template, values);
}

function fill(template: Template, values: ReadonlyMap<string, number>): ContractDocument {
  const valueOf = (part: number | ParameterReference): number =>
    typeof part === 'number' ? part : (values.get(part.parameter) ?? 0);
  const { share, strict, of, quorum } = template.rule;
  return {
    ccl: 0,
    template: template.template,
    parameters: Object.fromEntries(values),
    name: template.name,
    explanation: template.explanation,
    rule: { share, strict, of, quorum: valueOf(quorum) },
    duration: valueOf(template.duration),
    grace: template.grace,
    closes: template.closes,
    effects: template.effects,
  };
}

function parameterUnknown({ template, parameters }: Template): Rejection {
  const names = parameters.map(({ name }) => name).join(' and ');
  return reject(
    'parameter-unknown',
    `The template "${template}" has no such setting. It has ${names}: use only these.`,
  );
}

function parameterOutOfRange({ name, min, max, unit }: ParameterDefinition): Rejection {
  return reject(
    'parameter-out-of-range',
    `The setting "${name}" has to be a whole number from ${min} to ${max} (${unit}). Choose a number in that range.`,
  );
}

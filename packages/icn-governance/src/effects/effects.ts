/**
 * The closed set of effects: what a passed proposal can do, and nothing else (4-registry 4.7). Each is in a file of its
 * own; this is their table.
 */
import type { EffectName } from 'icn-ccl';
import {
  isRejection,
  type Hex,
  type Rejection,
  type StateReader,
  type StateWriter,
} from 'icn-core';
import { z } from 'zod';
import { anchorsSet, anchorsSetBody } from './anchors-set.ts';
import { contractDeploy, contractDeployBody } from './contract-deploy.ts';
import { contractRetire, contractRetireBody } from './contract-retire.ts';
import type { EffectDefinition, Execution, Names, Occasion } from './effect.ts';
import { ledgerTransfer, ledgerTransferBody } from './ledger-transfer.ts';
import { memberAdmit, memberAdmitBody } from './member-admit.ts';
import { memberRemove, memberRemoveBody } from './member-remove.ts';
import { none, noneBody } from './none.ts';
import { policySet, policySetBody } from './policy-set.ts';

/** Shape of an effect: on the wire with ids as bytes, in content and rows as hexadecimal text. */
export const effectSchema = z.discriminatedUnion('kind', [
  anchorsSetBody,
  contractDeployBody,
  contractRetireBody,
  ledgerTransferBody,
  memberAdmitBody,
  memberRemoveBody,
  noneBody,
  policySetBody,
]);

type AnyEffect = z.infer<typeof effectSchema>;
type PartsByName = {
  readonly [Name in EffectName]: Omit<Extract<AnyEffect, { kind: Name }>, 'kind'>;
};
/** An effect of one kind, or of any. Written so that the compiler pairs an effect with its own definition. */
export type EffectOf<Name extends EffectName> = {
  [Each in Name]: { readonly kind: Each } & Readonly<PartsByName[Each]>;
}[Name];
/** What a proposal does if it passes. */
export type Effect = EffectOf<EffectName>;

const definitions: { readonly [Name in EffectName]: EffectDefinition<EffectOf<Name>> } = {
  'anchors.set': anchorsSet,
  'contract.deploy': contractDeploy,
  'contract.retire': contractRetire,
  'ledger.transfer': ledgerTransfer,
  'member.admit': memberAdmit,
  'member.remove': memberRemove,
  none,
  'policy.set': policySet,
};

function definitionOf<Name extends EffectName>(
  effect: EffectOf<Name>,
): EffectDefinition<EffectOf<Name>> {
  return definitions[effect.kind];
}

/** Public keys in an effect, each of which must be an acceptable key. */
export function effectKeys<Name extends EffectName>(effect: EffectOf<Name>): readonly Hex[] {
  return definitionOf(effect).keys?.(effect) ?? [];
}

/** May the effect happen in this state? `undefined` when nothing speaks against it. */
export function checkEffect<Name extends EffectName>(
  state: StateReader,
  effect: EffectOf<Name>,
  occasion: Occasion,
): Rejection | undefined {
  const verdict = definitionOf(effect).check(state, effect, occasion);
  return isRejection(verdict) ? verdict : undefined;
}

/** Checks the effect and, if nothing speaks against it, makes it happen; otherwise state is untouched. */
export function enact<Name extends EffectName>(
  state: StateWriter,
  effect: EffectOf<Name>,
  occasion: Occasion,
  execution: Execution,
): Rejection | undefined {
  const definition = definitionOf(effect);
  const verdict = definition.check(state, effect, occasion);
  if (isRejection(verdict)) return verdict;
  definition.apply(state, verdict, execution);
  return undefined;
}

/** What will happen if the proposal passes, in plain words. */
export function previewEffect<Name extends EffectName>(
  effect: EffectOf<Name>,
  names: Names,
): string {
  return definitionOf(effect).preview(effect, names);
}

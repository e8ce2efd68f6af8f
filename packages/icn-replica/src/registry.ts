/**
 * The event registry: every type of event this software knows, once, with what other domains do after it took effect.
 * The order of the list has no meaning; names are unique.
 */
import type { AnyEventType, Consequence, TypeLookup } from 'icn-core';
import { assert } from 'icn-core';
import * as governance from 'icn-governance';
import * as identity from 'icn-identity';
import * as ledger from 'icn-ledger';
import { edgesFromVouch } from 'icn-trust';

/** A type of event and its consequences in other domains, in the order in which they happen. */
export interface RegistryRow {
  readonly definition: AnyEventType;
  // Each consequence takes the content of its own row's type, like the definition's parts.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly then: readonly Consequence<any>[];
}

/** All rows by type name. */
export type Registry = ReadonlyMap<string, RegistryRow>;

/** The rows, by domain. A type that is not listed here is unknown. */
const rows: readonly RegistryRow[] = [
  { definition: identity.coopFounded, then: [ledger.openCommonFund] },
  { definition: identity.policySet, then: [] },
  { definition: identity.anchorsSet, then: [] },
  { definition: identity.foundingClosed, then: [] },
  { definition: identity.memberInvited, then: [] },
  { definition: identity.invitationRevoked, then: [] },
  { definition: identity.memberJoined, then: [ledger.openMemberAccount] },
  { definition: identity.memberVouched, then: [edgesFromVouch] },
  { definition: identity.memberObjected, then: [] },
  { definition: identity.memberPaused, then: [] },
  { definition: identity.memberResumed, then: [] },
  { definition: identity.deviceEnrolled, then: [] },
  { definition: identity.deviceRevoked, then: [] },
  { definition: identity.spareSet, then: [] },
  { definition: identity.nodeRegistered, then: [] },
  { definition: ledger.memberLeft, then: [] },
  { definition: ledger.accountOpened, then: [] },
  { definition: ledger.hoursLogged, then: [] },
  { definition: ledger.hoursConfirmed, then: [] },
  { definition: ledger.withdrawn, then: [] },
  { definition: ledger.transferred, then: [] },
  { definition: ledger.correctionProposed, then: [] },
  { definition: ledger.correctionAgreed, then: [] },
  { definition: ledger.imported, then: [] },
  { definition: ledger.openingAnswered, then: [] },
  { definition: governance.contractDeployed, then: [] },
  { definition: governance.proposalOpened, then: [] },
  { definition: governance.voteCast, then: [] },
];

/** Every registered type. */
export const registry: Registry = new Map(rows.map((row) => [row.definition.type, row]));
assert(registry.size === rows.length, 'every event type is registered once');

/** Finds a type's definition. */
export const typeOf: TypeLookup = (type) => registry.get(type)?.definition;

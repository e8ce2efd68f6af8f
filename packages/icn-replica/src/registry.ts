/**
 * The event registry: every type of event this software knows, once, with what other domains do after it took effect.
 * The order of the list has no meaning; names are unique.
 */
import type { AnyEventType, Consequence, TypeLookup } from 'icn-core';
import { assert } from 'icn-core';
import * as governance from 'icn-governance';
import * as identity from 'icn-identity';
import * as ledger from 'icn-ledger';
import { setVouchedEdges } from 'icn-trust';

/** A type of event and its consequences in other domains, in the order in which they happen. */
export interface RegistryRow {
  readonly definition: AnyEventType;
  // Each consequence takes the content of its own row's type, like the definition's parts.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly consequences: readonly Consequence<any>[];
}

/** All rows by type name. */
export type Registry = ReadonlyMap<string, RegistryRow>;

/** The rows, by domain. A type that is not listed here is unknown. */
const rows: readonly RegistryRow[] = [
  { definition: identity.coopFounded, consequences: [ledger.openCommonFund] },
  { definition: identity.coopPolicySet, consequences: [] },
  { definition: identity.coopAnchorsSet, consequences: [] },
  { definition: identity.coopFoundingClosed, consequences: [] },
  { definition: identity.memberInvited, consequences: [] },
  {
    definition: identity.memberInvitationRevoked,
    consequences: [ledger.closeProvisionalAccount],
  },
  { definition: identity.memberJoined, consequences: [ledger.openMemberAccount] },
  { definition: identity.memberVouched, consequences: [setVouchedEdges] },
  { definition: identity.memberObjected, consequences: [] },
  { definition: identity.memberPaused, consequences: [] },
  { definition: identity.memberResumed, consequences: [] },
  { definition: identity.deviceEnrolled, consequences: [] },
  { definition: identity.deviceRevoked, consequences: [] },
  { definition: identity.deviceSpareSet, consequences: [] },
  { definition: identity.nodeRegistered, consequences: [] },
  { definition: ledger.memberLeft, consequences: [] },
  { definition: ledger.ledgerAccountOpened, consequences: [] },
  { definition: ledger.hoursLogged, consequences: [] },
  { definition: ledger.hoursConfirmed, consequences: [] },
  { definition: ledger.ledgerWithdrawn, consequences: [] },
  { definition: ledger.ledgerTransferred, consequences: [] },
  { definition: ledger.ledgerCorrectionProposed, consequences: [] },
  { definition: ledger.ledgerCorrectionAgreed, consequences: [] },
  { definition: ledger.ledgerImported, consequences: [] },
  { definition: ledger.ledgerOpeningAnswered, consequences: [] },
  { definition: governance.contractDeployed, consequences: [] },
  { definition: governance.proposalOpened, consequences: [] },
  { definition: governance.voteCast, consequences: [] },
];

/** Every registered type. */
export const registry: Registry = new Map(rows.map((row) => [row.definition.type, row]));
assert(registry.size === rows.length, 'every event type is registered once');

/** Finds a type's definition. */
export const typeOf: TypeLookup = (type) => registry.get(type)?.definition;

/**
 * The door of icn-client: what CLI, page and daemon share to ask a cooperative and to act in it as a member. Runs in
 * Node.js and in browsers alike.
 */
export { readAmount, readClock, readHours } from './amount.ts';
export type { CoopClient, EntryQuery, EventQuery, Receipt } from './client.ts';
export type { Hand, SignedEvent } from './compose.ts';
export { dayOf, readDay, showDay } from './day.ts';
export { signFounding, startingPolicy, type Founding, type FoundingPolicy } from './founding.ts';
export { readLink, showLink, type JoinLink } from './link.ts';
export { createMember, invitationMs, type Answer, type Invited, type Member } from './member.ts';
export { listContracts, listProposals } from './queries/governance.ts';
export { listAccounts, listEntries } from './queries/ledger.ts';
export { findMember, listInvitations, listMembers } from './queries/membership.ts';
export { memberNamed, type Books, type Personal } from './queries/names.ts';
export { resolve, type Kind } from './resolve.ts';
export { readSpareCode, spareCode, spareSecretBytes, spareSeed } from './spare-code.ts';
export { checkMemo, checkName } from './texts.ts';
export type {
  AccountView,
  BallotView,
  ContractView,
  EntryView,
  EventView,
  InvitationView,
  MemberView,
  Named,
  OverviewView,
  ProposalView,
} from './views.ts';
export { showMinutes } from 'icn-ledger';
export { choices, instantiate, templateByName, templates, type Template } from 'icn-ccl';

/** Finding what a person named, in an open cooperative. */
import { resolve, type CoopClient, type Kind, type Named } from 'icn-client';
import type { AccountView, ContractView, MemberView, ProposalView } from 'icn-client';
import { must } from './outcome.ts';

const kinds = {
  member: { one: 'member', list: 'icnctl members' },
  account: { one: 'account', list: 'icnctl ledger balance' },
  contract: { one: 'contract', list: 'icnctl governance contracts' },
  proposal: { one: 'proposal', list: 'icnctl governance list' },
} as const satisfies Record<string, Kind>;

/** @throws Refused `unknown-member`, `ambiguous-member` */
export async function findMember(coop: CoopClient, typed: string): Promise<MemberView> {
  return must(resolve(typed, await coop.members(), kinds.member));
}

/** `common` is short for the common fund. @throws Refused */
export async function findAccount(coop: CoopClient, typed: string): Promise<AccountView> {
  const accounts = await coop.accounts();
  const common = accounts.find(({ id }) => id === coop.coop);
  if (/^common( fund)?$/iu.test(typed.trim()) && common !== undefined) return common;
  return must(resolve(typed, accounts, kinds.account));
}

/** By its name, the name of its template, or the beginning of its id; only contracts in force. @throws Refused */
export async function findContract(coop: CoopClient, typed: string): Promise<ContractView> {
  const active = (await coop.contracts()).filter(({ status }) => status === 'active');
  const byTemplate = active.filter(({ document }) => document.template === typed.trim());
  const [only, ...others] = byTemplate;
  if (only !== undefined && others.length === 0) return only;
  return must(resolve(typed, active, kinds.contract));
}

/** Open ones first: the title of a proposal may come up again after years. @throws Refused */
export async function findProposal(coop: CoopClient, typed: string): Promise<ProposalView> {
  const all = await coop.proposals();
  const matches = (things: readonly Named[]): boolean =>
    things.some(({ name }) => name.toLowerCase() === typed.trim().toLowerCase());
  const open = all.filter(({ status }) => status === 'open');
  return must(resolve(typed, matches(open) ? open : all, kinds.proposal));
}

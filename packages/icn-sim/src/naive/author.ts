/**
 * What a type's check and effect are given, and who the author is.
 * Document: 4-registry.md (4.1).
 */
import { coopOf, policyOf, refuse, require, rowOr } from './state.ts';
import type { State } from './state.ts';
import type { DeviceRow, MemberRow, NaiveEvent, Sha256 } from './types.ts';

/** `name` and `explanation` of a shipped template for the parameters; they are in no document. */
export type TemplateText = (
  template: string,
  parameters: Readonly<Record<string, number | string>>,
) => { readonly name: string; readonly explanation: string } | undefined;

/** One event at its place in the fold. `state` may be written to: a refusal throws it away. */
export interface Context {
  readonly state: State;
  readonly event: NaiveEvent;
  /** 3.2: the bounded time. */
  readonly when: number;
  readonly coopId: string;
  /** Ids of the events of this batch. */
  readonly batchIds: ReadonlySet<string>;
  /** What step 3 found for this batch; empty in its first run. */
  readonly revokedInvitations: ReadonlySet<string>;
  /** Whether this is the first scratch run of step 3. */
  readonly isFirstSearch: boolean;
  readonly sha256: Sha256;
  readonly templateText: TemplateText;
}

export type Handler = (context: Context) => void;

/** The table at the head of 4.1. */
const authorDevice = ({ state, event }: Context): DeviceRow => {
  const device = rowOr(state.device, event.device, 'not-enrolled');
  require(device.kind !== 'node', 'node-may-not');
  require(device.kind !== 'spare' || event.type === 'device.enrolled', 'spare-only-enrols');
  return device;
};

interface Author {
  readonly id: string;
  readonly member: MemberRow;
}

/** "whoever has a `member` row of any status" (4.5 `device.revoked`). */
export const anyAuthorEver = (context: Context): Author => {
  const id = authorDevice(context).member ?? refuse('not-a-member');
  return { id, member: rowOr(context.state.member, id, 'not-a-member') };
};

/** "any author": status `active` or `joined`. */
export const anyAuthor = (context: Context): Author => {
  const { id, member } = anyAuthorEver(context);
  require(member.status === 'active' || member.status === 'joined', 'not-a-member');
  return { id, member };
};

/** "active author". */
export const activeAuthor = (context: Context): Author => {
  const author = anyAuthor(context);
  require(author.member.status === 'active', 'not-active');
  return author;
};

/** "founder before the third". */
export const founderBeforeTheThird = (context: Context): Author => {
  const author = activeAuthor(context);
  const coop = coopOf(context.state);
  require(coop.founder === author.id && !coop.third, 'needs-vote');
  return author;
};

export const isCoordinator = (state: State, member: string): boolean =>
  policyOf(state).coordinators.includes(member);

/** "coordinator". */
export const coordinator = (context: Context): Author => {
  const author = activeAuthor(context);
  require(isCoordinator(context.state, author.id), 'not-coordinator');
  return author;
};

/**
 * What queries answer: plain values, names beside ids. Times are Unix milliseconds, amounts whole minutes, days counted
 * from 1970-01-01.
 */
import type { Choice, ContractDocument } from 'icn-ccl';
import type { Hex } from 'icn-core';
import type { Effect, ProposalResult } from 'icn-governance';
import type { EntryRow, AccountRow } from 'icn-ledger';
import type { MemberRow, PolicyRow } from 'icn-identity';

/** Someone or something with a name. */
export interface Named {
  readonly id: Hex;
  readonly name: string;
}

/** The cooperative at a glance. */
export interface OverviewView {
  readonly coop: Named;
  /** What an hour is called. */
  readonly unit: string;
  readonly founded: number;
  readonly founder: Named | undefined;
  /** While true, enough vouches admit at once. */
  readonly isFounding: boolean;
  readonly activeMembers: number;
  readonly policy: PolicyRow;
  readonly events: number;
  /** Events that no checkpoint covers yet. */
  readonly provisionalEvents: number;
  /** Height of the latest checkpoint. */
  readonly height: number;
  /** T of the latest checkpoint; 0 before the first. */
  readonly checkpointTime: number;
  /** The one root that people compare, over final state. */
  readonly root: Hex;
  /** True when this node makes checkpoints alone. */
  readonly isOnlyAnchor: boolean;
}

/** Someone who joined. */
export interface MemberView extends Named {
  readonly status: MemberRow['status'];
  readonly isPaused: boolean;
  readonly isFounder: boolean;
  readonly isCoordinator: boolean;
  readonly joined: number;
  readonly activated: number | undefined;
  readonly vouchers: readonly Named[];
  /** Vouches by active members that are still missing; 0 when none is needed. */
  readonly vouchesMissing: number;
  /** 12 characters in groups: what a newcomer reads out to whoever vouches. */
  readonly code: string;
}

/** A link that was made. */
export interface InvitationView extends Named {
  readonly inviter: Named;
  readonly status: 'open' | 'used' | 'revoked' | 'expired';
  readonly expires: number;
  /** Balance that waits for whoever uses it. */
  readonly opening: number | undefined;
}

/** An account. */
export interface AccountView extends Named {
  readonly kind: AccountRow['kind'];
  readonly balance: number;
  /** How far below zero it may go. */
  readonly limit: number;
  readonly opening: number | undefined;
  readonly openingAnswer: AccountRow['openingAnswer'];
  /** Payments that wait for the limit. */
  readonly held: number;
}

/** One movement. */
export interface EntryView {
  readonly id: Hex;
  readonly kind: EntryRow['kind'];
  readonly status: EntryRow['status'];
  readonly from: Named;
  readonly to: Named;
  readonly minutes: number;
  readonly author: Named | undefined;
  readonly at: number;
  /** Day worked; hours only. */
  readonly day: number | undefined;
  readonly confirmed: Named | undefined;
  /** Id of the entry that a correction takes back. */
  readonly of: Hex | undefined;
  /** What it was for; undefined when nothing was said, or it was erased. */
  readonly memo: string | undefined;
}

/** An agreement in force, or one that was. */
export interface ContractView extends Named {
  readonly document: ContractDocument;
  readonly status: 'active' | 'retired';
  readonly by: Named | undefined;
  readonly at: number;
  /** When a vote under it would pass now, in words. */
  readonly rule: string;
}

/** A ballot. */
export interface BallotView {
  readonly member: Named;
  readonly choice: Choice;
  readonly at: number;
  readonly reason: string | undefined;
}

/** A question put to the vote. `name` is its title. */
export interface ProposalView extends Named {
  readonly text: string;
  readonly by: Named;
  readonly contract: Named;
  readonly effect: Effect;
  /** What happens if it passes, in words. */
  readonly preview: string;
  /** When it passes, in words. */
  readonly rule: string;
  readonly opened: number;
  /** Undefined until the first checkpoint. */
  readonly deadline: number | undefined;
  readonly status: 'open' | 'passed' | 'failed';
  readonly electorate: readonly Named[];
  readonly ballots: readonly BallotView[];
  readonly result: ProposalResult | undefined;
}

/** One event of the log. */
export interface EventView {
  readonly id: Hex;
  readonly position: number;
  readonly type: string;
  /** What it is, in words. */
  readonly label: string;
  /** As its author claims. */
  readonly at: number;
  readonly author: Named | undefined;
  readonly device: Hex;
  readonly seq: number;
  /** Height of the checkpoint that made it final; undefined while provisional. */
  readonly epoch: number | undefined;
  readonly status: 'effective' | 'void' | 'quarantined';
  /** Why it has no effect. */
  readonly code: string | undefined;
  /** Personal part: there is none, it is here, it was erased, or it has not come yet. */
  readonly blob: 'none' | 'present' | 'erased' | 'missing';
}

/**
 * The shapes that the naive fold works on: events as decoded, and the rows of every table.
 * Documents: docs/protocol/1-events.md (1.3), 4-registry.md (4.2). Ids and keys are lowercase
 * hexadecimal text everywhere.
 */

/** SHA-256, given from outside: this package knows no machine. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** What the decoder makes of CBOR: byte strings have become hexadecimal text. */
export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

/** One event (1.3). Its signature and blob mean nothing to the fold. */
export interface NaiveEvent {
  readonly id: string;
  readonly device: string;
  readonly n: number;
  readonly previous: string | null;
  readonly otherParents: readonly string[];
  readonly ms: number;
  readonly counter: number;
  readonly seenHeight: number;
  readonly seenHash: string;
  readonly type: string;
  readonly body: Plain;
}

/** One checkpoint (2.2) out of its certificate. */
export interface NaiveCheckpoint {
  readonly hash: string;
  readonly height: number;
  readonly heads: readonly string[];
  readonly time: number;
  readonly count: number;
  readonly eventsRoot: string;
  readonly sections: Readonly<Record<string, string>>;
  readonly rules: number;
  readonly anchors: readonly string[];
}

/** 4.7 "A rule". */
export interface Rule {
  readonly share: readonly [number, number];
  readonly strict: boolean;
  readonly of: 'cast' | 'electorate';
  readonly quorum: number;
}

/** 4.7 "A document". */
export interface Document {
  readonly ccl: number;
  readonly template: string | null;
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly name: string;
  readonly explanation: string;
  readonly rule: Rule;
  readonly duration: number;
  readonly grace: number;
  readonly closes: 'deadline' | 'when-all-have-voted';
  readonly effects: readonly string[];
}

export interface PolicyValues {
  readonly coordinators: readonly string[];
  readonly creditLimit: number;
  readonly commonLimit: number;
  readonly vouchesFew: number;
  readonly vouchesMany: number;
  readonly fewBelow: number;
  readonly admissionDelay: number;
  readonly confirmHours: boolean;
  readonly floors: Readonly<Record<string, Rule>>;
}

/** The body of `coop.policy-set`: at least one of the keys. */
export type PolicyChanges = Readonly<Partial<PolicyValues>>;

/** 4.7 "An effect". */
export type Effect =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'ledger.transfer';
      readonly from: string;
      readonly to: string;
      readonly minutes: number;
    }
  | { readonly kind: 'member.admit'; readonly member: string }
  | { readonly kind: 'member.remove'; readonly member: string }
  | { readonly kind: 'policy.set'; readonly changes: PolicyChanges }
  | { readonly kind: 'contract.deploy'; readonly document: Document }
  | { readonly kind: 'contract.retire'; readonly contract: string }
  | { readonly kind: 'anchors.set'; readonly anchors: readonly string[] };

export interface CoopRow {
  readonly name: string;
  readonly unit: string;
  readonly device: string;
  readonly founder: string | null;
  readonly founded: number;
  readonly founding: boolean;
  readonly third: boolean;
  readonly active: number;
}

export interface PolicyRow extends PolicyValues {
  readonly genesisFloors: Readonly<Record<string, Rule>>;
}

export interface InvitationRow {
  readonly inviter: string;
  readonly key: string;
  readonly expires: number;
  readonly status: 'open' | 'used' | 'revoked' | 'expired';
  readonly member: string | null;
}

export interface MemberRow {
  readonly invitation: string | null;
  readonly status: 'joined' | 'active' | 'left' | 'removed';
  readonly paused: boolean;
  readonly joined: number;
  readonly activated: number | null;
  readonly by: 'founding' | 'vouches' | 'vote' | null;
  readonly vouchers: readonly string[];
  readonly objected: boolean;
  readonly devices: number;
}

export interface AdmissionRow {
  readonly since: number;
  readonly due: number | null;
}

export interface DeviceRow {
  readonly member: string | null;
  readonly kind: 'device' | 'spare' | 'node';
  readonly by: string;
  readonly revoked: boolean;
  readonly cut: number | null;
}

export interface AccountRow {
  readonly kind: 'member' | 'coop' | 'provisional';
  readonly name: string | null;
  readonly balance: number;
  readonly opening: number | null;
  readonly openingAnswer: 'waiting' | 'confirmed' | 'disputed' | null;
}

export interface EntryRow {
  readonly kind: 'hours' | 'payment' | 'correction' | 'effect' | 'donation';
  readonly from: string;
  readonly to: string;
  readonly minutes: number;
  readonly status: 'pending' | 'held' | 'posted' | 'withdrawn' | 'lapsed' | 'corrected';
  readonly author: string | null;
  readonly at: number;
  readonly day: number | null;
  readonly confirmed: string | null;
  readonly of: string | null;
}

export interface CorrectionRow {
  readonly entry: string;
  readonly minutes: number;
  readonly by: string;
  readonly agreed: boolean;
}

export interface ContractRow {
  readonly document: Document;
  readonly status: 'active' | 'retired';
  readonly by: string | null;
  readonly at: number;
}

interface ProposalResult {
  readonly yes: number;
  readonly no: number;
  readonly abstain: number;
  readonly electorate: number;
  readonly executed: boolean;
  readonly reason: string | null;
}

export interface ProposalRow {
  readonly contract: string;
  readonly by: string;
  readonly title: string;
  readonly text: string;
  readonly effect: Effect;
  readonly electorate: readonly string[];
  readonly opened: number;
  readonly deadline: number | null;
  readonly status: 'open' | 'passed' | 'failed';
  readonly result: ProposalResult | null;
}

export interface BallotRow {
  readonly choice: 'yes' | 'no' | 'abstain';
  readonly at: number;
  readonly event: string;
}

export interface ForkRow {
  readonly winner: string | null;
  readonly losers: readonly string[];
}

export interface OutcomeRow {
  readonly status: 'void' | 'quarantined';
  readonly code: string;
}

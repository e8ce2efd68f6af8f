/**
 * What CLI, page and the daemon's own jobs ask of a cooperative, wherever its node is: in this process
 * (`openLocal`) or behind a socket. All writing goes through `submit`, as signed events; nobody has a second way in.
 *
 * Invariants:
 * - A client holds no member's key: signing is `createMember`, on the side of the person.
 * - Queries answer from one moment: the state after everything this node has saved.
 */
import type { Hex, Place, Rejection } from 'icn-core';
import type {
  AccountView,
  ContractView,
  EntryView,
  EventView,
  InvitationView,
  MemberView,
  OverviewView,
  ProposalView,
} from './views.ts';

/** Where a submitted event stands when `submit` returns. It is saved in any case. */
export interface Receipt {
  readonly id: Hex;
  /** `final`: a checkpoint covers it. */
  readonly status: 'saved' | 'final';
}

/** Which entries to list. */
export interface EntryQuery {
  /** Only entries of this account. */
  readonly account?: Hex | undefined;
  readonly status?: EntryView['status'] | undefined;
  readonly kind?: EntryView['kind'] | undefined;
  /** Only this entry. */
  readonly id?: Hex | undefined;
}

/** Which part of the log to list. */
export interface EventQuery {
  /** First position, from 1: the order in which this node received them. */
  readonly from: number;
  readonly limit: number;
}

/** A cooperative, to be asked and written to. Promises reject only when the world fails (disk, network). */
export interface CoopClient {
  readonly coop: Hex;
  /**
   * Where the next event of a device goes.
   * @param cite the event that admits a device which writes for the first time.
   */
  place(device: Hex, cite?: readonly Hex[]): Promise<Place | Rejection>;
  /** Hands in one signed event with its blob, as it travels. The same event twice is answered alike. */
  submit(wire: Uint8Array): Promise<Receipt | Rejection>;
  overview(): Promise<OverviewView>;
  members(): Promise<readonly MemberView[]>;
  /** The member behind a device key; undefined for a key that no member enrolled. */
  memberOf(device: Hex): Promise<MemberView | undefined>;
  invitations(): Promise<readonly InvitationView[]>;
  accounts(): Promise<readonly AccountView[]>;
  /** In the order of their times. */
  entries(query: EntryQuery): Promise<readonly EntryView[]>;
  contracts(): Promise<readonly ContractView[]>;
  /** Oldest first. */
  proposals(): Promise<readonly ProposalView[]>;
  events(query: EventQuery): Promise<readonly EventView[]>;
}

/**
 * The tables of the section `identity`: who belongs to the cooperative, by which devices, under
 * which policy.
 *
 * Invariants:
 * - `coop.active` is the number of member rows with status `active`; kept in the row so that no
 *   check has to count.
 * - `open-invitation` holds exactly the invitations with status `open`.
 * - An `admission` row exists only for a member with status `joined`.
 * - Lists of ids ascend, so that equal sets are equal rows.
 */
import { table, type Floors, type Hex } from 'icn-core';

/** The cooperative itself. */
export type CoopRow = {
  readonly name: string;
  /** What an hour is called, such as `h`. */
  readonly unit: string;
  /** Key of the device that wrote the genesis. */
  readonly device: Hex;
  /** Null until the founder's own inception. */
  readonly founder: Hex | null;
  readonly founded: number;
  /** While true, enough vouches admit at once. */
  readonly founding: boolean;
  /** Has there ever been a third active member? From then on the founder decides nothing alone. */
  readonly third: boolean;
  /** Number of active members, paused ones included. */
  readonly active: number;
};
/** One row, key `coop`. */
export const coopTable = table<CoopRow>('identity', 'coop');
/** The key of the one row of `coop`. */
export const coopKey = 'coop';

/** The rules that members set for themselves. */
export type PolicyRow = {
  readonly coordinators: readonly Hex[];
  /** How far a member's balance may go below zero, minutes. */
  readonly creditLimit: number;
  /** How far a coop account may go below zero by a payment, minutes. */
  readonly commonLimit: number;
  /** Vouches needed while fewer than `fewBelow` members are active. */
  readonly vouchesFew: number;
  /** Vouches needed otherwise. */
  readonly vouchesMany: number;
  readonly fewBelow: number;
  /** Time for objections to an admission by vouches, ms. */
  readonly admissionDelay: number;
  /** Must another member confirm logged hours? */
  readonly confirmHours: boolean;
  readonly floors: Floors;
  /** The floors of the first day, below which no later policy goes. */
  readonly genesisFloors: Floors;
};
/** One row, key `policy`. */
export const policyTable = table<PolicyRow>('identity', 'policy');
/** The key of the one row of `policy`. */
export const policyKey = 'policy';

/** The nodes that certify checkpoints. */
export type AnchorsRow = { readonly keys: readonly Hex[] };
/** One row, key `anchors`. */
export const anchorsTable = table<AnchorsRow>('identity', 'anchors');
/** The key of the one row of `anchors`. */
export const anchorsKey = 'anchors';

/** An invitation: whoever holds its one-time key may join. */
export type InvitationRow = {
  readonly inviter: Hex;
  /** Public half of the one-time key. */
  readonly key: Hex;
  /** Last moment of use, Unix ms. */
  readonly expires: number;
  readonly status: 'open' | 'used' | 'revoked' | 'expired';
  /** Who used it. */
  readonly member: Hex | null;
};
/** By invitation id. */
export const invitationTable = table<InvitationRow>('identity', 'invitation');
/** The invitations that are open, by id. */
export const openInvitationTable = table<true>('identity', 'open-invitation');

/** How someone became active. */
export type AdmittedBy = 'founding' | 'vouches' | 'vote';

/** Someone who joined, whether still a member or not. */
export type MemberRow = {
  /** Null for the founder. */
  readonly invitation: Hex | null;
  readonly status: 'joined' | 'active' | 'left' | 'removed';
  readonly paused: boolean;
  readonly joined: number;
  readonly activated: number | null;
  readonly by: AdmittedBy | null;
  readonly vouchers: readonly Hex[];
  /** After an objection only a vote admits. */
  readonly objected: boolean;
  /** Number of device rows ever made for this member. */
  readonly devices: number;
};
/** By member id. */
export const memberTable = table<MemberRow>('identity', 'member');

/** An admission by vouches that waits for objections. */
export type AdmissionRow = {
  readonly since: number;
  /** Null until the first checkpoint after the vouch, which sets it. */
  readonly due: number | null;
};
/** By member id. */
export const admissionTable = table<AdmissionRow>('identity', 'admission');

/**
 * A key and what it may do: author anything (`device`), enrol a device (`spare`), or nothing yet
 * (`node`).
 */
export type DeviceRow = {
  /** Null only for the device of the genesis until its owner's inception. */
  readonly member: Hex | null;
  readonly kind: 'device' | 'spare' | 'node';
  /** Id of the event that enrolled it. */
  readonly by: Hex;
  readonly revoked: boolean;
  /**
   * Greatest event number that stands after a revocation; null with `revoked`: none of those not
   * yet final.
   */
  readonly cut: number | null;
};
/** By public key. */
export const deviceTable = table<DeviceRow>('identity', 'device');

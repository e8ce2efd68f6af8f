/** Founding a cooperative: the genesis event, and the policy that a new one starts with. */
import { builtInFloors, dayMs, noBasis, zeroHex } from 'icn-core';
import type { Hex, Rejection } from 'icn-core';
import { coopFounded, type PolicyRow } from 'icn-identity';
import { signEvent, type Hand, type SignedEvent } from './compose.ts';

/** What founders decide on the first day. All but the floors can be changed later by a vote. */
export type FoundingPolicy = Omit<PolicyRow, 'coordinators' | 'genesisFloors'>;

/** The policy of a cooperative that decides nothing else: one vouch while fewer than four, then two; 40 h of credit. */
export const startingPolicy: FoundingPolicy = {
  creditLimit: 40 * 60,
  commonLimit: 0,
  vouchesFew: 1,
  vouchesMany: 2,
  fewBelow: 4,
  admissionDelay: 3 * dayMs,
  confirmHours: true,
  floors: builtInFloors,
};

/** A cooperative to be founded. */
export interface Founding {
  readonly name: string;
  /** What an hour is called. */
  readonly unit: string;
  /** Keys of the nodes that make checkpoints: one or three. */
  readonly anchors: readonly Hex[];
  readonly policy: FoundingPolicy;
}

/** Signs the genesis; its id is the cooperative's id. `now` is Unix ms. */
export function signFounding(founding: Founding, hand: Hand, now: number): SignedEvent | Rejection {
  const place = {
    coop: zeroHex,
    seq: 0,
    prev: null,
    parents: [],
    time: { ms: now, counter: 0 },
    basis: noBasis,
  };
  const { name, unit, policy } = founding;
  const anchors = [...founding.anchors].toSorted();
  const content = { name, unit, anchors, policy: { ...policy } };
  return signEvent({ type: coopFounded, content }, place, hand);
}

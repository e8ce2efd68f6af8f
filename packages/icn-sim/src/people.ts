/**
 * People and what they hold: keys, the place in their own sequences, and events not yet acknowledged.
 *
 * Invariant: an honest device never signs two events with one number. What it has signed and not had acknowledged it
 * hands to the same node again, byte for byte, until that node answers: only that node can hold it.
 */
import { toHex, type Hex, type Signer } from 'icn-core';
import type { SimCrypto } from './sim-crypto.ts';

/** A signed event that waits for its acknowledgement. */
interface Outbox {
  readonly node: number;
  readonly request: number;
  readonly wire: Uint8Array;
  readonly onAcked: ((id: Hex) => void) | undefined;
}

/** One key and what its holder remembers. */
export interface Device {
  readonly key: Hex;
  readonly signer: Signer;
  readonly owner: number;
  readonly kind: 'device' | 'spare' | 'node';
  /** The event that admits its first event; undefined for the founder's. */
  readonly admittedBy: Hex | undefined;
  /** Number of its next event, and the event before. */
  next: number;
  last: Hex | null;
  outbox: Outbox | undefined;
  /** Its holder knows that it is of no more use: forked or revoked. */
  isSpent: boolean;
}

/** One human being. */
export interface Person {
  readonly index: number;
  readonly home: number;
  readonly isCrook: boolean;
  readonly devices: Device[];
  /** Their latest inception that a node has acknowledged. */
  member: Hex | undefined;
  keysMade: number;
}

/** A link as it is passed on outside the log. */
export interface Link {
  readonly invitation: Hex;
  readonly signer: Signer;
}

/** A fresh key for somebody. */
export function freshSigner(person: Person, crypto: SimCrypto): Signer {
  person.keysMade += 1;
  return crypto.signer(`person ${person.index} key ${person.keysMade}`);
}

/** A device that has signed nothing yet. */
export function newDevice(
  person: Person,
  signer: Signer,
  kind: Device['kind'],
  admittedBy: Hex | undefined,
): Device {
  return {
    key: toHex(signer.publicKey),
    signer,
    owner: person.index,
    kind,
    admittedBy,
    next: 0,
    last: null,
    outbox: undefined,
    isSpent: false,
  };
}

/**
 * From an intention to the bytes of a signed event: the one place where a client signs.
 *
 * Invariants:
 * - What is signed is put together here from the definition of its type; no signature is given over bytes from outside.
 * - A blob gets a fresh salt each time, so its hash tells nothing once it is erased.
 */
import {
  blobSaltBytes,
  composeEvent,
  encodeEvent,
  isRejection,
  makeBlob,
  sealEvent,
  toHex,
} from 'icn-core';
import type { BlobContent, Crypto, EventType, Hex, Place, Rejection, Signer } from 'icn-core';
import type { CoopClient, Receipt } from './client.ts';

/** What a member's device signs with. */
export interface Hand {
  /** Holds the device's key. */
  readonly signer: Signer;
  readonly crypto: Crypto;
  readonly randomBytes: (length: number) => Uint8Array;
  /** The signer of the key with a 32-byte seed: for one-time and spare keys. */
  readonly signerFromSeed: (seed: Uint8Array) => Signer;
}

/** An intention: a type of event, its content, and the personal part that stays out of the fold. */
export interface Intention<Content> {
  readonly type: Pick<EventType<Content>, 'type' | 'rules' | 'body'>;
  readonly content: Content;
  /** Texts about people. Fields that are undefined or empty are left out. */
  readonly personal?: Readonly<Record<string, string | undefined>>;
  /** The event that admits this device, when it writes for the first time. */
  readonly cite?: readonly Hex[];
}

/** A signed event as it travels. */
export interface SignedEvent {
  readonly id: Hex;
  readonly wire: Uint8Array;
}

/** Signs an intention for a place in the log. Rejects as `composeEvent` and `makeBlob` do. */
export function signEvent<Content>(
  { type, content, personal = {} }: Intention<Content>,
  place: Place,
  hand: Hand,
): SignedEvent | Rejection {
  const blob = blobOf(personal, hand);
  if (isRejection(blob)) return blob;
  const device = toHex(hand.signer.publicKey);
  const composed = composeEvent({ ...place, device, content, blob }, type, hand.crypto);
  if (isRejection(composed)) return composed;
  const event = sealEvent(composed, hand.signer.sign(composed.toSign));
  return { id: event.id, wire: encodeEvent(event.raw, blob) };
}

function blobOf(
  personal: Readonly<Record<string, string | undefined>>,
  hand: Hand,
): Uint8Array | undefined | Rejection {
  const texts: Record<string, string> = {};
  for (const [field, text] of Object.entries(personal)) {
    if (text !== undefined && text !== '') texts[field] = text;
  }
  if (Object.keys(texts).length === 0) return undefined;
  return makeBlob(hand.randomBytes(blobSaltBytes), texts satisfies BlobContent);
}

/** Finds the device's place, signs, and hands in. */
export async function writeEvent<Content>(
  client: CoopClient,
  hand: Hand,
  intention: Intention<Content>,
): Promise<Receipt | Rejection> {
  const place = await client.place(toHex(hand.signer.publicKey), intention.cite);
  if (isRejection(place)) return place;
  const signed = signEvent(intention, place, hand);
  return isRejection(signed) ? signed : client.submit(signed.wire);
}

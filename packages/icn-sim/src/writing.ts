/** Writing events as a client does: take the device's place from a node, compose, sign. */
import {
  composeEvent,
  encodeEvent,
  isRejection,
  makeBlob,
  reject,
  sealEvent,
  type EventDraft,
  type Hex,
  type Rejection,
} from 'icn-core';
import { authoringContext, typeOf, type Replica } from 'icn-replica';
import type { Device } from './people.ts';
import type { Draft } from './scene.ts';
import type { SimCrypto } from './sim-crypto.ts';

/** A signed event. */
export interface Written {
  readonly id: Hex;
  readonly seq: number;
  readonly wire: Uint8Array;
}

/** The place of the device's next event on this node. `device-behind`: the device has written more than the node holds. */
export function placeOf(
  replica: Replica,
  device: Device,
  now: number,
): Omit<EventDraft<unknown>, 'content'> | Rejection {
  const cite = device.next === 0 && device.admittedBy !== undefined ? [device.admittedBy] : [];
  const context = authoringContext(replica, device.key, now, cite);
  if (isRejection(context)) return context;
  const isHere = cite.every((id) => context.parents.includes(id));
  if (!isHere || context.seq !== device.next || context.prev !== device.last) {
    return reject('device-behind', 'This node lacks entries that the device knows. Wait.');
  }
  return { ...context, device: device.key };
}

/** Composes and signs. The salt of a memo comes from the text: a simulation has no secrets. */
export function writeEvent(
  place: Omit<EventDraft<unknown>, 'content'>,
  device: Device,
  { type, content, memo }: Pick<Draft, 'type' | 'content' | 'memo'>,
  { crypto }: SimCrypto,
): Written | Rejection {
  const definition = typeOf(type);
  if (definition === undefined) throw new Error(`no event type ${type}`);
  const blob = memo === undefined ? undefined : blobOf(memo);
  const composed = composeEvent({ ...place, content, blob }, definition, crypto);
  if (isRejection(composed)) return composed;
  const event = sealEvent(composed, device.signer.sign(composed.toSign));
  return { id: event.id, seq: event.seq, wire: encodeEvent(event.raw, blob) };
}

function blobOf(memo: string): Uint8Array | undefined {
  const blob = makeBlob(new Uint8Array(32).fill(memo.length), { memo });
  return isRejection(blob) ? undefined : blob;
}

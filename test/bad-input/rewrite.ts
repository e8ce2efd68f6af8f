/**
 * Makes wrong events out of right ones. The product's own composer refuses to make them, so this
 * puts the bytes together by itself.
 */
import {
  decodeCbor,
  encodeCbor,
  encodeEvent,
  fromHex,
  isCborMap,
  prefixed,
  toHex,
  type CborValue,
  type Signer,
} from 'icn-core';
import { crypto, type Signed } from './bakery.ts';

/** What to change. A key of `undefined` is taken out. */
export interface Changes {
  readonly header?: Readonly<Record<string, CborValue | undefined>>;
  readonly body?: Readonly<Record<string, CborValue | undefined>>;
  /** Instead of the encoded header. */
  readonly headerBytes?: (bytes: Uint8Array) => Uint8Array;
  /** Instead of the encoded body; the header names the hash of what comes out. */
  readonly bodyBytes?: (bytes: Uint8Array) => Uint8Array;
  readonly blob?: Uint8Array;
  /** Makes the signature over the id; by `signer` as it should be, if left out. */
  readonly signature?: (id: Uint8Array) => Uint8Array;
}

/** The parts of an event on the wire. */
export function partsOf(wire: Uint8Array): {
  readonly header: Uint8Array;
  readonly signature: Uint8Array;
  readonly body: Uint8Array;
} {
  const items = decodeCbor(wire);
  const [header, signature, body] = Array.isArray(items) ? (items as readonly CborValue[]) : [];
  if (
    !(header instanceof Uint8Array) ||
    !(signature instanceof Uint8Array) ||
    !(body instanceof Uint8Array)
  ) {
    throw new Error('not an event');
  }
  return { header, signature, body };
}

function changed(bytes: Uint8Array, changes: Changes['header'] = {}): Uint8Array {
  const value = decodeCbor(bytes);
  if (value === undefined || !isCborMap(value)) throw new Error('not a map');
  const kept: Record<string, CborValue> = {};
  for (const [key, item] of Object.entries({ ...value, ...changes })) {
    if (item !== undefined) kept[key] = item;
  }
  return encodeCbor(kept);
}

/** The same event with some things changed and signed again: wrong, but by a real key. */
export function rewrite(wire: Uint8Array, signer: Signer, changes: Changes): Signed {
  const parts = partsOf(wire);
  const plainBody = changed(parts.body, changes.body);
  const body = changes.bodyBytes?.(plainBody) ?? plainBody;
  const hashes = {
    b: crypto.sha256(body),
    ...(changes.blob === undefined ? {} : { z: crypto.sha256(changes.blob) }),
  };
  const plainHeader = changed(parts.header, { ...hashes, ...changes.header });
  const header = changes.headerBytes?.(plainHeader) ?? plainHeader;
  const id = crypto.sha256(prefixed('icn/event-id/1', header));
  const signature = changes.signature?.(id) ?? signer.sign(prefixed('icn/event/1', id));
  return { id: toHex(id), wire: encodeEvent({ header, signature, body }, changes.blob) };
}

/** The same bytes with one bit turned over. */
export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

/** A byte string spelled in another way: text, hexadecimal, too short, too long. */
export function spellings(id: string): ReadonlyMap<string, CborValue> {
  const bytes = fromHex(id);
  return new Map<string, CborValue>([
    ['hexadecimal text', id],
    ['hexadecimal text in capitals', id.toUpperCase()],
    ['31 bytes', bytes.subarray(1)],
    ['33 bytes', new Uint8Array([...bytes, 0])],
    ['a zero byte in front', new Uint8Array([0, ...bytes])],
    ['no bytes', new Uint8Array(0)],
    ['an array of numbers', [...bytes]],
    ['null', null],
    ['a number', 7],
  ]);
}

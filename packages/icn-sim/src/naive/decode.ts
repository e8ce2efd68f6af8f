/**
 * Bytes to events and checkpoints. Documents: 1-events.md (1.1, 1.2, 1.3) and
 * 2-order-and-checkpoints.md (2.2). The input is canonical and well-formed already (V0), so nothing
 * is verified here.
 * CBOR is read by hand: the library's decoder drops a byte order mark at the start of a text.
 */
import type { NaiveCheckpoint, NaiveEvent, Plain, Sha256 } from './types.ts';

const digits = '0123456789abcdef';

export const toHex = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += digits.charAt(byte >> 4) + digits.charAt(byte & 15);
  return text;
};

export const fromHex = (text: string): Uint8Array => {
  const bytes = new Uint8Array(text.length >> 1);
  for (let i = 0; i < bytes.length; i += 1) {
    bytes[i] = digits.indexOf(text.charAt(2 * i)) * 16 + digits.indexOf(text.charAt(2 * i + 1));
  }
  return bytes;
};

export const concat = (...parts: readonly Uint8Array[]): Uint8Array => {
  const all: number[] = [];
  for (const part of parts) for (const byte of part) all.push(byte);
  return Uint8Array.from(all);
};

/** 1.1: ASCII text followed by one zero byte. */
export const prefix = (text: string): Uint8Array => {
  const bytes = new Uint8Array(text.length + 1);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
};

/** What CBOR holds before byte strings become text. */
type Item = string | number | boolean | null | Uint8Array | Item[] | Map<string, Item>;

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

const nextByte = (reader: Reader): number => {
  const byte = reader.bytes[reader.at];
  if (byte === undefined) throw new Error('naive fold: CBOR ends early');
  reader.at += 1;
  return byte;
};

/** The number behind the lower five bits of an initial byte. */
const argument = (reader: Reader, low: number): number => {
  if (low < 24) return low;
  let value = 0;
  for (let left = 1 << (low - 24); left > 0; left -= 1) value = value * 256 + nextByte(reader);
  return value;
};

const slice = (reader: Reader, length: number): Uint8Array => {
  const bytes = reader.bytes.slice(reader.at, reader.at + length);
  reader.at += length;
  return bytes;
};

/** UTF-8, valid by V0, to text. */
const toText = (bytes: Uint8Array): string => {
  const reader: Reader = { bytes, at: 0 };
  let text = '';
  while (reader.at < bytes.length) {
    const first = nextByte(reader);
    const more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    let point = more === 0 ? first : first & (0x3f >> more);
    for (let i = 0; i < more; i += 1) point = point * 64 + (nextByte(reader) & 0x3f);
    text += String.fromCodePoint(point);
  }
  return text;
};

const readItem = (reader: Reader): Item => {
  const initial = nextByte(reader);
  const [major, low] = [initial >> 5, initial & 31];
  if (major === 7) return low === 22 ? null : low === 21;
  const value = argument(reader, low);
  if (major === 0) return value;
  if (major === 1) return -1 - value;
  if (major === 2) return slice(reader, value);
  if (major === 3) return toText(slice(reader, value));
  if (major === 4) {
    const items: Item[] = [];
    for (let i = 0; i < value; i += 1) items.push(readItem(reader));
    return items;
  }
  const map = new Map<string, Item>();
  for (let i = 0; i < value; i += 1) {
    const key = readItem(reader);
    if (typeof key !== 'string') throw new Error('naive fold: a map key that is no text');
    map.set(key, readItem(reader));
  }
  return map;
};

export const readCbor = (bytes: Uint8Array): Item => readItem({ bytes, at: 0 });

/** 1.2: in text, ids and keys are lowercase hexadecimal digits. */
const toPlain = (item: Item): Plain => {
  if (item instanceof Uint8Array) return toHex(item);
  if (Array.isArray(item)) return item.map(toPlain);
  if (!(item instanceof Map)) return item;
  const object: { [key: string]: Plain } = {};
  for (const [key, value] of item) object[key] = toPlain(value);
  return object;
};

const bytesAt = (item: Item, index: number): Uint8Array => {
  const found = Array.isArray(item) ? item[index] : undefined;
  if (!(found instanceof Uint8Array)) throw new Error('naive fold: no bytes where they must be');
  return found;
};

interface Header {
  readonly d: string;
  readonly n: number;
  readonly p: string | null;
  readonly q: readonly string[];
  readonly t: readonly [number, number];
  readonly e: readonly [number, string];
  readonly k: string;
}

/** 1.3: an event travels as [header, signature, body] or [header, signature, body, blob]. */
export const decodeEvent = (wire: Uint8Array, sha256: Sha256): NaiveEvent => {
  const parts = readCbor(wire);
  const headerBytes = bytesAt(parts, 0);
  const header = toPlain(readCbor(headerBytes)) as unknown as Header;
  return {
    id: toHex(sha256(concat(prefix('icn/event-id/1'), headerBytes))),
    device: header.d,
    n: header.n,
    previous: header.p,
    otherParents: header.q,
    ms: header.t[0],
    counter: header.t[1],
    seenHeight: header.e[0],
    seenHash: header.e[1],
    type: header.k,
    body: toPlain(readCbor(bytesAt(parts, 2))),
  };
};

interface CheckpointMap {
  readonly h: number;
  readonly q: readonly string[];
  readonly n: number;
  readonly x: string;
  readonly s: Readonly<Record<string, string>>;
  readonly t: number;
  readonly r: number;
  readonly a: readonly string[];
}

/** 2.2: a certificate is [checkpoint bytes, signatures]. */
export const decodeCertificate = (certificate: Uint8Array, sha256: Sha256): NaiveCheckpoint => {
  const bytes = bytesAt(readCbor(certificate), 0);
  const map = toPlain(readCbor(bytes)) as unknown as CheckpointMap;
  return {
    hash: toHex(sha256(concat(prefix('icn/checkpoint/1'), bytes))),
    height: map.h,
    heads: map.q,
    time: map.t,
    count: map.n,
    eventsRoot: map.x,
    sections: map.s,
    rules: map.r,
    anchors: map.a,
  };
};

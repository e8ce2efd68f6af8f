/**
 * Canonical CBOR (1-events.md §1.2): one value has one spelling. The encoder is cborg, whose default order of map keys
 * is the protocol's. The decoder is our own, because the protocol defines validity by it: it accepts exactly the bytes
 * that the encoder would produce, in one pass and without an exception, and costs a fraction of decoding, encoding
 * again and comparing. That comparison stays the judge in the tests.
 *
 * Invariants:
 * - CBOR-1: `decodeCbor(x)` is a value iff `encodeCbor` of that value is `x`.
 * - CBOR-2: a value from `decodeCbor` shares no memory with the input. Byte strings are plain `Uint8Array`s.
 */
import { encode } from 'cborg';
import { readUtf8, utf8Length } from './bytes.ts';
import { depthMax } from './limits.ts';
import { assert } from './outcome.ts';

/** What canonical CBOR can say. Numbers are integers within ±(2^53-1), never -0; maps have text keys. */
export type CborValue =
  | number
  | string
  | boolean
  | null
  | Uint8Array
  | readonly CborValue[]
  | CborMap;

/** A map with text keys. The key `__proto__` is not accepted, so that a plain object can hold every map. */
export interface CborMap {
  readonly [key: string]: CborValue;
}

/** True for a map, as opposed to all other values. */
export function isCborMap(value: CborValue): value is CborMap {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array)
  );
}

/**
 * Encodes a value.
 * @throws Error when canonical CBOR cannot say it (float, lone surrogate, undefined, too deep): a bug of the caller.
 */
export function encodeCbor(value: CborValue): Uint8Array {
  assert(isEncodable(value, 0), 'CBOR-3: a value to be encoded is in the canonical subset');
  // A copy: what cborg returns may be a Node.js Buffer, or a small part of a large allocation.
  return new Uint8Array(encode(value));
}

function isEncodable(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0);
  if (typeof value === 'string') return utf8Length(value) !== undefined;
  if (typeof value === 'boolean' || value === null || value instanceof Uint8Array) return true;
  if (typeof value !== 'object' || depth === depthMax) return false;
  if (Array.isArray(value)) return value.every((item) => isEncodable(item, depth + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  // Order does not matter: every entry has to be encodable.
  // oxlint-disable-next-line icn/no-unordered-iteration
  return Object.entries(value).every(
    ([key, item]) =>
      key !== '__proto__' && utf8Length(key) !== undefined && isEncodable(item, depth + 1),
  );
}

/**
 * Decodes bytes of any origin; `undefined` for anything but the canonical spelling of one value. Total.
 *
 * Not a `Rejection`, because a stranger's map may look like one.
 */
export function decodeCbor(bytes: Uint8Array): CborValue | undefined {
  return decode({ bytes, at: 0, copies: true });
}

/**
 * As `decodeCbor`, but byte strings are views of `bytes`, which nobody may change afterwards. Memory
 * for a copy of more than 64 bytes costs more than reading an event.
 */
export function decodeCborViews(bytes: Uint8Array): CborValue | undefined {
  return decode({ bytes, at: 0, copies: false });
}

function decode(reader: Reader): CborValue | undefined {
  const value = readValue(reader, 0);
  return reader.at === reader.bytes.length ? value : undefined;
}

interface Reader {
  readonly bytes: Uint8Array;
  /** False: byte strings are views. */
  readonly copies: boolean;
  at: number;
}

/** Reads the value at the reader's place; `undefined` when it is not canonical. */
function readValue(reader: Reader, depth: number): CborValue | undefined {
  const first = reader.bytes[reader.at];
  if (first === undefined) return undefined;
  const major = first >> 5;
  if (major === 7) {
    reader.at += 1;
    return first === 0xf5 ? true : first === 0xf4 ? false : first === 0xf6 ? null : undefined;
  }
  const argument = readArgument(reader);
  if (argument === undefined) return undefined;
  if (major === 0) return argument;
  if (major === 1) return argument < Number.MAX_SAFE_INTEGER ? -1 - argument : undefined;
  if (major === 2) return readBytes(reader, argument);
  if (major === 3) return readText(reader, argument);
  if (depth === depthMax) return undefined;
  if (major === 4) return readArray(reader, argument, depth + 1);
  return major === 5 ? readMap(reader, argument, depth + 1) : undefined;
}

const smallestBySize = new Map([
  [1, 24],
  [2, 0x100],
  [4, 0x1_0000],
  [8, 0x1_0000_0000],
]);

/** Reads the argument after the major type, in its shortest form and at most 2^53-1. */
function readArgument(reader: Reader): number | undefined {
  const { bytes, at } = reader;
  const minor = (bytes[at] as number) & 31;
  if (minor < 24) {
    reader.at = at + 1;
    return minor;
  }
  if (minor > 27) return undefined;
  const size = 1 << (minor - 24);
  const end = at + 1 + size;
  if (end > bytes.length) return undefined;
  let argument = 0;
  // Beyond 2^53 the sum is rounded, but never down to a safe integer.
  for (let next = at + 1; next < end; next += 1)
    argument = argument * 256 + (bytes[next] as number);
  if (argument > Number.MAX_SAFE_INTEGER || argument < (smallestBySize.get(size) ?? 0))
    return undefined;
  reader.at = end;
  return argument;
}

function readBytes(reader: Reader, length: number): Uint8Array | undefined {
  const end = reader.at + length;
  if (end > reader.bytes.length) return undefined;
  const { bytes, at } = reader;
  reader.at = end;
  // Not what `subarray` or `slice` return: on a Node.js Buffer that is a Buffer.
  if (!reader.copies) return new Uint8Array(bytes.buffer, bytes.byteOffset + at, length);
  const copy = new Uint8Array(length);
  copy.set(bytes.subarray(at, end));
  return copy;
}

function readText(reader: Reader, length: number): string | undefined {
  const end = reader.at + length;
  if (end > reader.bytes.length) return undefined;
  const first = reader.bytes[reader.at] as number;
  // Most keys are one letter, and the engine has those texts ready.
  const isLetter = length === 1 && first < 0x80;
  const text = isLetter ? String.fromCharCode(first) : readUtf8(reader.bytes, reader.at, end);
  reader.at = end;
  return text;
}

function readArray(reader: Reader, length: number, depth: number): CborValue[] | undefined {
  const items: CborValue[] = [];
  // A claimed length is not believed: the loop ends where the bytes do.
  for (let index = 0; index < length; index += 1) {
    const item = readValue(reader, depth);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

function readMap(reader: Reader, length: number, depth: number): CborMap | undefined {
  const map: Record<string, CborValue> = {};
  let previousStart = -1;
  let previousEnd = -1;
  for (let index = 0; index < length; index += 1) {
    const start = reader.at;
    if ((reader.bytes[start] as number) >> 5 !== 3) return undefined;
    const key = readValue(reader, depth);
    if (typeof key !== 'string' || key === '__proto__') return undefined;
    const end = reader.at;
    if (previousStart >= 0 && !keyRises(reader.bytes, previousStart, previousEnd, start, end)) {
      return undefined;
    }
    previousStart = start;
    previousEnd = end;
    const value = readValue(reader, depth);
    if (value === undefined) return undefined;
    map[key] = value;
  }
  return map;
}

/** True when the encoded key in [aStart, aEnd) sorts before the one in [bStart, bEnd): by length, then bytewise. */
function keyRises(
  bytes: Uint8Array,
  aStart: number,
  aEnd: number,
  bStart: number,
  bEnd: number,
): boolean {
  const length = aEnd - aStart;
  if (length !== bEnd - bStart) return length < bEnd - bStart;
  for (let offset = 0; offset < length; offset += 1) {
    const difference = (bytes[aStart + offset] as number) - (bytes[bStart + offset] as number);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

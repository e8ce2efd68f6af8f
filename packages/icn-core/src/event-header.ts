/**
 * The header map of an event (1-events.md §1.3): its keys, types and ranges, read and written in one place.
 */
import { fromHex, readHash, utf8Length, type Hex } from './bytes.ts';
import { isCborMap, type CborMap, type CborValue } from './cbor.ts';
import type { Hlc } from './hlc.ts';
import { parentsMax, timeCounterEnd, timeMsEnd, typeBytesMax } from './limits.ts';
import { isRising } from './state.ts';

/** The header, with ids and keys as `Hex`. */
export interface Header {
  readonly version: number;
  readonly coop: Hex;
  readonly device: Hex;
  readonly seq: number;
  readonly prev: Hex | null;
  readonly parents: readonly Hex[];
  readonly time: Hlc;
  readonly basis: { readonly height: number; readonly hash: Hex };
  readonly type: string;
  readonly rules: number;
  readonly bodyHash: Hex;
  readonly blobHash: Hex | undefined;
}

const keyCount = 11;

/** Reads the header map; `undefined` when a key, a type or a range is wrong. Any version number is let through. */
export function mapToHeader(map: CborValue): Header | undefined {
  if (!isCborMap(map)) return undefined;
  const blobHash = Object.hasOwn(map, 'z') ? readHash(map['z']) : null;
  // Order does not matter: only the number of keys is asked for.
  // oxlint-disable-next-line icn/no-unordered-iteration
  const count = Object.keys(map).length;
  if (blobHash === undefined || count !== keyCount + (blobHash === null ? 0 : 1)) return undefined;
  const coop = readHash(map['c']);
  const device = readHash(map['d']);
  const prev = map['p'] === null ? null : readHash(map['p']);
  const parents = readParents(map['q']);
  const time = readPair(map['t']);
  const basis = readPair(map['e']);
  const basisHash = readHash(basis?.second);
  const bodyHash = readHash(map['b']);
  const { v: version, n: seq, k: type, r: rules } = map;
  if (
    coop === undefined ||
    device === undefined ||
    prev === undefined ||
    parents === undefined ||
    bodyHash === undefined ||
    typeof version !== 'number' ||
    typeof seq !== 'number' ||
    typeof type !== 'string' ||
    typeof rules !== 'number' ||
    typeof time?.second !== 'number' ||
    basis === undefined ||
    basisHash === undefined
  ) {
    return undefined;
  }
  const header: Header = {
    version,
    coop,
    device,
    seq,
    prev,
    parents,
    time: { ms: time.first, counter: time.second },
    basis: { height: basis.first, hash: basisHash },
    type,
    rules,
    bodyHash,
    blobHash: blobHash ?? undefined,
  };
  return isHeaderInRange(header) ? header : undefined;
}

/** True when the numbers, lengths and the order of parents are those of an event. Types are taken for granted. */
export function isHeaderInRange(header: Header): boolean {
  const { seq, prev, parents, time, basis, type, rules } = header;
  const typeBytes = utf8Length(type) ?? 0;
  return (
    isWithin(seq, Number.MAX_SAFE_INTEGER) &&
    (prev === null) === (seq === 0) &&
    parents.length <= parentsMax &&
    isRising(parents) &&
    (prev === null || !parents.includes(prev)) &&
    isWithin(time.ms, timeMsEnd - 1) &&
    isWithin(time.counter, timeCounterEnd - 1) &&
    isWithin(basis.height, Number.MAX_SAFE_INTEGER) &&
    typeBytes >= 1 &&
    typeBytes <= typeBytesMax &&
    isWithin(rules, Number.MAX_SAFE_INTEGER)
  );
}

/** The header map as it is encoded. */
export function headerToMap(header: Header): CborMap {
  const map = {
    v: header.version,
    c: fromHex(header.coop),
    d: fromHex(header.device),
    n: header.seq,
    p: header.prev === null ? null : fromHex(header.prev),
    q: header.parents.map(fromHex),
    t: [header.time.ms, header.time.counter],
    e: [header.basis.height, fromHex(header.basis.hash)],
    k: header.type,
    r: header.rules,
    b: fromHex(header.bodyHash),
  };
  return header.blobHash === undefined ? map : { ...map, z: fromHex(header.blobHash) };
}

/** The part of the header that an event shows as its own fields. */
export function headerToFields(header: Header): Omit<Header, 'version' | 'bodyHash'> {
  const { coop, device, seq, prev, parents, time, basis, type, rules, blobHash } = header;
  return { coop, device, seq, prev, parents, time, basis, type, rules, blobHash };
}

function readParents(value: CborValue | undefined): readonly Hex[] | undefined {
  if (!Array.isArray(value) || value.length > parentsMax) return undefined;
  const parents: Hex[] = [];
  for (const item of value as readonly CborValue[]) {
    const parent = readHash(item);
    if (parent === undefined) return undefined;
    parents.push(parent);
  }
  return parents;
}

function readPair(value: CborValue | undefined): { first: number; second: CborValue } | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [first, second] = value as readonly CborValue[];
  return typeof first === 'number' && second !== undefined ? { first, second } : undefined;
}

function isWithin(value: number, max: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= max;
}

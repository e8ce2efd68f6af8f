/**
 * The form of the vector files: JSON that any language can read. Described in vectors/README.md.
 */
import {
  concat,
  fromHex,
  isCborMap,
  toHex,
  type CborMap,
  type CborValue,
  type Hex,
} from 'icn-core';

/** A value of canonical CBOR, spelled so that no JSON reader can mistake its type. */
export type SpelledValue =
  | { readonly int: number }
  | { readonly bytes: SpelledBytes }
  | { readonly text: string }
  | { readonly simple: boolean | null }
  | { readonly array: readonly SpelledValue[] }
  | { readonly map: readonly (readonly [string, SpelledValue])[] };

export function spellValue(value: CborValue): SpelledValue {
  if (typeof value === 'number') return { int: value };
  if (typeof value === 'string') return { text: value };
  if (typeof value === 'boolean' || value === null) return { simple: value };
  if (value instanceof Uint8Array) return { bytes: spellBytes(value) };
  if (isCborMap(value)) {
    return { map: Object.entries(value).map(([key, item]) => [key, spellValue(item)] as const) };
  }
  return { array: value.map(spellValue) };
}

export function readSpelled(spelled: SpelledValue): CborValue {
  if ('int' in spelled) return spelled.int;
  if ('text' in spelled) return spelled.text;
  if ('simple' in spelled) return spelled.simple;
  if ('bytes' in spelled) return readBytes(spelled.bytes);
  if ('array' in spelled) return spelled.array.map(readSpelled);
  const entries = spelled.map.map(([key, item]) => [key, readSpelled(item)] as const);
  return Object.fromEntries(entries) as CborMap;
}

/** Bytes in pieces, so that a long run of one byte does not fill the file. */
export type SpelledBytes = readonly (Hex | { readonly repeat: Hex; readonly times: number })[];

const runMin = 100;

export function spellBytes(bytes: Uint8Array): SpelledBytes {
  const pieces: (Hex | { repeat: Hex; times: number })[] = [];
  let from = 0;
  let at = 0;
  while (at < bytes.length) {
    let end = at + 1;
    while (end < bytes.length && bytes[end] === bytes[at]) end += 1;
    if (end - at >= runMin) {
      if (at > from) pieces.push(toHex(bytes.subarray(from, at)));
      pieces.push({ repeat: toHex(bytes.subarray(at, at + 1)), times: end - at });
      from = end;
    }
    at = end;
  }
  if (from < bytes.length || pieces.length === 0) pieces.push(toHex(bytes.subarray(from)));
  return pieces;
}

export function readBytes(pieces: SpelledBytes): Uint8Array {
  return concat(
    ...pieces.map((piece) =>
      typeof piece === 'string'
        ? fromHex(piece)
        : new Uint8Array(piece.times).fill(fromHex(piece.repeat)[0] ?? 0),
    ),
  );
}

/** One file: what it is about, and its cases. */
export interface VectorFile<Case> {
  readonly about: string;
  /** Where the cases come from when they are not our own, with the licence. */
  readonly source?: string;
  readonly cases: readonly Case[];
}

export interface CborCase {
  readonly about: string;
  readonly encoded: SpelledBytes;
  /** Absent: the bytes are to be refused. */
  readonly value?: SpelledValue;
}

export interface SignatureCase {
  readonly about: string;
  /** The private key, where there is one: signing the message with it gives the signature. */
  readonly seed?: Hex;
  readonly publicKey: Hex;
  readonly message: Hex;
  readonly signature: Hex;
  readonly verifies: boolean;
  readonly keyIsValid: boolean;
}

export interface PrefixCase {
  readonly purpose: string;
  readonly parts: readonly Hex[];
  readonly bytes: Hex;
  readonly sha256: Hex;
}

export interface SpellingCase {
  readonly about: string;
  readonly text: string;
  /** What the text says in its one form; null: it is to be refused. */
  readonly reads: string | null;
}

export interface CodeCase {
  readonly hash: Hex;
  readonly code: string;
}

export interface NextTimeCase {
  readonly about: string;
  readonly ownMs: number;
  readonly parents: readonly (readonly [ms: number, counter: number])[];
  readonly next: readonly [ms: number, counter: number];
}

export interface OrderCase {
  readonly about: string;
  /** In order, no two the same. */
  readonly events: readonly { readonly time: readonly [number, number]; readonly id: Hex }[];
}

export interface MerkleCase {
  readonly about: string;
  readonly leaves: readonly Hex[];
  /** Root of the first 0, 1, 2 … leaves. */
  readonly roots: readonly Hex[];
  readonly peaks: readonly Hex[];
}

export interface TextCase {
  readonly about: string;
  readonly kind: 'line' | 'text';
  readonly bytesMax: number;
  /** UTF-16 code units as numbers where JSON text could not hold them. */
  readonly text: string | readonly number[];
  readonly valid: boolean;
}

export interface EventCase {
  readonly about: string;
  /** Id of the open cooperative; null: none is open. */
  readonly coop: Hex | null;
  /** Names in `held` of the events that the node has. */
  readonly holds: readonly string[];
  readonly wire: SpelledBytes;
  /** `valid`, or a code of 1-events.md §1.4. */
  readonly verdict: string;
  readonly id?: Hex;
}

export interface EventFile extends VectorFile<EventCase> {
  /** Valid events that cases build on, by name, parents first. */
  readonly held: Readonly<Record<string, Hex>>;
}

/** What a JSON file can say of decoded content: ids, keys and signatures are hexadecimal text. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** An event of one registered type. */
export interface RegistryCase {
  readonly type: string;
  readonly about: string;
  /** Id of the open cooperative; null: none is open. */
  readonly coop: Hex | null;
  readonly wire: SpelledBytes;
  /** `valid`, or a code of 1-events.md §1.4. */
  readonly verdict: string;
  /** With `valid`: the event's id. */
  readonly id?: Hex;
  /** With `valid`: what the body says. */
  readonly content?: JsonValue;
}

/** All events in `held` are there when a case is judged. */
export interface RegistryFile extends VectorFile<RegistryCase> {
  /** Valid events that cases build on, by name, parents first. */
  readonly held: Readonly<Record<string, Hex>>;
}

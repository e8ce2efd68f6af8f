/**
 * Checkpoints and certificates: their bytes, and who may certify (docs/protocol/2-order-and-checkpoints.md).
 *
 * Invariant: a `Checkpoint` that was read re-encodes to the bytes it was read from.
 */
import {
  anchorsMax,
  compareKeys,
  decodeCbor,
  encodeCbor,
  fromHex,
  isCborMap,
  prefixed,
  readHash,
  reject,
  sections,
  signatureBytes,
  timeMsEnd,
  toHex,
  type CborMap,
  type CborValue,
  type Crypto,
  type Hex,
  type Rejection,
  type Section,
} from 'icn-core';

/** Root of each section, in hexadecimal. */
export type SectionRoots = Readonly<Record<Section, Hex>>;

/** What anchors agree on. */
export interface Checkpoint {
  readonly coop: Hex;
  readonly height: number;
  readonly previous: Hex;
  /** Events of the batch that no event of the batch has as parent; ascending. */
  readonly heads: readonly Hex[];
  /** Number of final events, this batch included. */
  readonly count: number;
  /** RFC 6962 tree hash over all final event ids in order. */
  readonly eventsRoot: Hex;
  readonly sections: SectionRoots;
  /** T, Unix milliseconds. */
  readonly time: number;
  readonly rules: number;
  /** Keys that certify the next checkpoint; ascending. */
  readonly anchors: readonly Hex[];
}

/** A checkpoint with the signatures it came with. */
export interface Certificate {
  readonly checkpoint: Checkpoint;
  /** Hash of the checkpoint. */
  readonly hash: Hex;
  readonly signatures: readonly { readonly key: Hex; readonly signature: Uint8Array }[];
  readonly bytes: Uint8Array;
}

/** How many of a set of anchors must sign: one of one, two of three. */
export function quorumOf(anchorCount: number): number {
  return (anchorCount >> 1) + 1;
}

/** Canonical bytes of a checkpoint. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  return encodeCbor({
    v: 1,
    c: fromHex(checkpoint.coop),
    h: checkpoint.height,
    p: fromHex(checkpoint.previous),
    q: checkpoint.heads.map(fromHex),
    n: checkpoint.count,
    x: fromHex(checkpoint.eventsRoot),
    s: Object.fromEntries(sections.map((name) => [name, fromHex(checkpoint.sections[name])])),
    t: checkpoint.time,
    r: checkpoint.rules,
    a: checkpoint.anchors.map(fromHex),
  });
}

/** Hash of a checkpoint's bytes. */
export function hashCheckpoint(bytes: Uint8Array, crypto: Crypto): Hex {
  return toHex(crypto.sha256(prefixed('icn/checkpoint/1', bytes)));
}

/** What an anchor signs for a checkpoint of this hash. */
export function anchorMessage(hash: Hex): Uint8Array {
  return prefixed('icn/anchor/1', fromHex(hash));
}

/** Bytes of a certificate. */
export function encodeCertificate(
  checkpoint: Uint8Array,
  signatures: readonly { readonly key: Hex; readonly signature: Uint8Array }[],
): Uint8Array {
  const sorted = [...signatures].sort((a, b) => compareKeys(a.key, b.key));
  return encodeCbor([checkpoint, sorted.map(({ key, signature }) => [fromHex(key), signature])]);
}

/** One root over all sections, for people and commands to compare. */
export function stateRoot(roots: SectionRoots, crypto: Crypto): Hex {
  const map = encodeCbor(Object.fromEntries(sections.map((name) => [name, fromHex(roots[name])])));
  return toHex(crypto.sha256(prefixed('icn/state/1', map)));
}

/** Reads a certificate's form; who signed it is for `isCertified`. */
export function decodeCertificate(bytes: Uint8Array, crypto: Crypto): Certificate | Rejection {
  const outer = decodeCbor(bytes);
  if (!Array.isArray(outer) || outer.length !== 2) return malformed();
  const [inner, signed] = outer as readonly CborValue[];
  if (!(inner instanceof Uint8Array) || !Array.isArray(signed)) return malformed();
  const checkpoint = readCheckpoint(inner);
  const signatures = readSignatures(signed);
  if (checkpoint === undefined || signatures === undefined) return malformed();
  return { checkpoint, hash: hashCheckpoint(inner, crypto), signatures, bytes };
}

function malformed(): Rejection {
  return reject(
    'certificate-malformed',
    'A checkpoint from another node could not be read. Update both nodes to the same version, then connect them again.',
  );
}

/** True when enough distinct anchors of the set have signed. */
export function isCertified(
  certificate: Certificate,
  anchors: readonly Hex[],
  crypto: Crypto,
): boolean {
  const message = anchorMessage(certificate.hash);
  const valid = certificate.signatures.filter(
    ({ key, signature }) =>
      anchors.includes(key) && crypto.verify(signature, message, fromHex(key)),
  );
  return valid.length >= quorumOf(anchors.length);
}

const checkpointKeys = ['a', 'c', 'h', 'n', 'p', 'q', 'r', 's', 't', 'v', 'x'];

function readCheckpoint(bytes: Uint8Array): Checkpoint | undefined {
  const map = decodeCbor(bytes);
  if (map === undefined || !isCborMap(map) || !hasExactly(map, checkpointKeys)) return undefined;
  const [coop, previous, eventsRoot] = [map['c'], map['p'], map['x']].map(readHash);
  const [heads, anchors] = [readHashes(map['q']), readHashes(map['a'])];
  const roots = readRoots(map['s']);
  const [height, count, time, rules] = [map['h'], map['n'], map['t'], map['r']].map(natural);
  if (coop === undefined || previous === undefined || eventsRoot === undefined) return undefined;
  if (heads === undefined || anchors === undefined || roots === undefined) return undefined;
  if (height === undefined || count === undefined) return undefined;
  if (time === undefined || rules === undefined || map['v'] !== 1 || height < 1) return undefined;
  if (time >= timeMsEnd || anchors.length > anchorsMax) return undefined;
  return {
    coop,
    height,
    previous,
    heads,
    count,
    eventsRoot,
    sections: roots,
    time,
    rules,
    anchors,
  };
}

function readRoots(value: CborValue | undefined): SectionRoots | undefined {
  if (value === undefined || !isCborMap(value) || !hasExactly(value, sections)) return undefined;
  const roots = sections.map((name) => readHash(value[name]));
  const [identity, trust, ledger, governance, conflict] = roots;
  if (identity === undefined || trust === undefined || ledger === undefined) return undefined;
  if (governance === undefined || conflict === undefined) return undefined;
  return { identity, trust, ledger, governance, conflict };
}

function readSignatures(value: readonly CborValue[]): Certificate['signatures'] | undefined {
  // No set has more anchors, so further signatures only make a certificate large.
  if (value.length > anchorsMax) return undefined;
  const signatures: { key: Hex; signature: Uint8Array }[] = [];
  for (const pair of value) {
    if (!Array.isArray(pair) || pair.length !== 2) return undefined;
    const [keyBytes, signature] = pair as readonly CborValue[];
    const key = readHash(keyBytes);
    if (key === undefined || !(signature instanceof Uint8Array)) return undefined;
    const last = signatures.at(-1);
    if (signature.length !== signatureBytes || (last !== undefined && last.key >= key))
      return undefined;
    signatures.push({ key, signature });
  }
  return signatures;
}

function hasExactly(map: CborMap, keys: readonly string[]): boolean {
  const present = Object.keys(map).toSorted(compareKeys);
  return present.length === keys.length && present.every((key) => keys.includes(key));
}

/** An ascending list of distinct hashes. */
function readHashes(value: CborValue | undefined): readonly Hex[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const list: Hex[] = [];
  for (const item of value as readonly CborValue[]) {
    const id = readHash(item);
    const last = list.at(-1);
    if (id === undefined || (last !== undefined && last >= id)) return undefined;
    list.push(id);
  }
  return list;
}

function natural(value: CborValue | undefined): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

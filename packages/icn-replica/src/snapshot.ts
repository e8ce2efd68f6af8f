/**
 * Snapshots: certified state as bytes, so that a start need not fold the whole log. Derived, local and disposable; its
 * format is no part of the protocol, and anything unreadable means "fold again".
 *
 * Invariant: decoding what was encoded gives the same rows and the same head.
 */
import {
  compareKeys,
  decodeCbor,
  encodeCbor,
  isMerkleFrontier,
  Layer,
  sections,
  type Section,
  type Table,
} from 'icn-core';
import type { CertifiedHead } from './certified.ts';

const format = 1;

interface Written {
  readonly format: number;
  readonly head: CertifiedHead;
  /** Per table: name, section, keys, rows. */
  readonly tables: readonly (readonly [string, Section, readonly string[], readonly unknown[]])[];
}

/** Certified state as bytes. */
export function encodeSnapshot(head: CertifiedHead, state: Layer): Uint8Array {
  const tables = new Map<string, { of: Table<unknown>; keys: string[]; rows: unknown[] }>();
  for (const { table, key, row } of state.changes()) {
    const known = tables.get(table.name) ?? { of: table, keys: [], rows: [] };
    tables.set(table.name, known);
    known.keys.push(key);
    known.rows.push(row);
  }
  const written: Written = {
    format,
    head,
    tables: [...tables.values()]
      .sort((a, b) => compareKeys(a.of.name, b.of.name))
      .map(({ of, keys, rows }) => [of.name, of.section, keys, rows]),
  };
  // Nothing hashes or compares these bytes, so JSON's freedom of form does no harm; it is the fastest to read.
  // oxlint-disable-next-line no-restricted-properties
  return encodeCbor(JSON.stringify(written));
}

/** Reads a snapshot; undefined when it is of another format. */
export function decodeSnapshot(
  bytes: Uint8Array,
): { readonly head: CertifiedHead; readonly state: Layer } | undefined {
  const text = decodeCbor(bytes);
  if (typeof text !== 'string') return undefined;
  const written = JSON.parse(text) as Written;
  if (written.format !== format || !isMerkleFrontier(written.head.events)) return undefined;
  const state = new Layer();
  for (const [name, section, keys, rows] of written.tables) {
    if (!sections.includes(section)) return undefined;
    keys.forEach((key, i) => state.put({ section, name }, key, rows[i]));
  }
  return { head: written.head, state };
}

/**
 * Snapshots: certified state as text, so that a start need not fold the whole log. Derived, local and
 * disposable; its format is no part of the protocol, and anything unreadable means "fold again".
 *
 * Invariant: decoding what was encoded gives the same rows and the same head.
 */
import { isMerkleFrontier, Layer, sections, type Section } from 'icn-core';
import type { CertifiedHead } from './certified.ts';

const format = 2;

interface Written {
  readonly format: number;
  readonly head: CertifiedHead;
  /** Per table: name, section, keys, rows. */
  readonly tables: readonly (readonly [string, Section, readonly string[], readonly unknown[]])[];
}

/** Certified state as text. */
export function encodeSnapshot(head: CertifiedHead, state: Layer): string {
  const written: Written = {
    format,
    head,
    tables: Array.from(state.tables(), ({ table: { name, section }, rows }) => [
      name,
      section,
      [...rows.keys()],
      [...rows.values()],
    ]),
  };
  // Nothing hashes or compares this but the store that keeps it, so JSON's freedom of form does no
  // harm; it is the fastest to read.
  // oxlint-disable-next-line no-restricted-properties
  return JSON.stringify(written);
}

/** Reads a snapshot; undefined when it is of another format. */
export function decodeSnapshot(
  text: string,
): { readonly head: CertifiedHead; readonly state: Layer } | undefined {
  const written = JSON.parse(text) as Written;
  if (written.format !== format || !isMerkleFrontier(written.head.events)) return undefined;
  const state = new Layer();
  for (const [name, section, keys, rows] of written.tables) {
    if (!sections.includes(section)) return undefined;
    const table = { section, name };
    for (const [i, key] of keys.entries()) state.put(table, key, rows[i]);
  }
  return { head: written.head, state };
}

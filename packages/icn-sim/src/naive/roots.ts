/**
 * Roots of sections, of state and of the event sequence.
 * Documents: 3-fold.md (3.1), 2-order-and-checkpoints.md (2.2 `x`, 2.5).
 */
import { encode } from 'cborg';

import { concat, fromHex, prefix, toHex } from './decode.ts';
import { sections, tablesOfSection } from './state.ts';
import type { Section, State } from './state.ts';
import type { Sha256 } from './types.ts';

interface Leaf {
  /** 64 hexadecimal digits, most significant first. */
  readonly path: string;
  readonly hash: Uint8Array;
}

const hexDigits = '0123456789abcdef';

/** 3.1: root(set, depth). */
const rootOf = (leaves: readonly Leaf[], depth: number, sha256: Sha256): Uint8Array => {
  const [only, second] = leaves;
  if (only === undefined) return new Uint8Array(32);
  if (second === undefined) return only.hash;
  const children: Uint8Array[] = [];
  for (const digit of hexDigits) {
    const below = leaves.filter((leaf) => leaf.path.charAt(depth) === digit);
    children.push(rootOf(below, depth + 1, sha256));
  }
  return sha256(concat(Uint8Array.of(1), ...children));
};

/** 3.1: the leaf of one row. */
export const leafOf = (table: string, key: string, value: unknown, sha256: Sha256): Leaf => ({
  path: toHex(sha256(encode([table, key]))),
  hash: sha256(concat(Uint8Array.of(0), encode([table, key, value]))),
});

/** 3.1: a section's root, from every row of its tables. */
const sectionRoot = (state: State, section: Section, sha256: Sha256): string => {
  const leaves: Leaf[] = [];
  for (const table of tablesOfSection[section]) {
    for (const [key, value] of state[table] as ReadonlyMap<string, unknown>) {
      leaves.push(leafOf(table, key, value, sha256));
    }
  }
  return toHex(rootOf(leaves, 0, sha256));
};

export const sectionRoots = (state: State, sha256: Sha256): Record<Section, string> => {
  const roots: Record<Section, string> = {
    identity: '',
    trust: '',
    ledger: '',
    governance: '',
    conflict: '',
  };
  for (const section of sections) roots[section] = sectionRoot(state, section, sha256);
  return roots;
};

/** 2.5: SHA-256("icn/state/1\0" ‖ canonical CBOR of the map s); roots are byte strings there. */
export const stateRoot = (roots: Readonly<Record<Section, string>>, sha256: Sha256): string => {
  const map: Partial<Record<Section, Uint8Array>> = {};
  for (const section of sections) map[section] = fromHex(roots[section]);
  return toHex(sha256(concat(prefix('icn/state/1'), encode(map))));
};

const treeHash = (ids: readonly string[], sha256: Sha256): Uint8Array => {
  const [only, second] = ids;
  if (only === undefined) return sha256(new Uint8Array(0));
  if (second === undefined) return sha256(concat(Uint8Array.of(0), fromHex(only)));
  let split = 1;
  while (split * 2 < ids.length) split *= 2;
  const left = treeHash(ids.slice(0, split), sha256);
  const right = treeHash(ids.slice(split), sha256);
  return sha256(concat(Uint8Array.of(1), left, right));
};

/** 2.2 `x`: RFC 6962 tree hash over the ids of the final events in order. */
export const eventsRoot = (ids: readonly string[], sha256: Sha256): string =>
  toHex(treeHash(ids, sha256));

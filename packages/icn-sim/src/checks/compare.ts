/** Comparing two states row by row, so that a difference is named and not only noticed. */
import {
  compareKeys,
  decodeCbor,
  encodeCbor,
  equalBytes,
  type CborValue,
  type StateReader,
} from 'icn-core';
import { dumpState } from '../tables.ts';
import { tablesOfSection, sections } from '../naive/state.ts';
import type { NaiveState } from '../naive/naive-fold.ts';
import { Violation } from '../violation.ts';

type Dump = ReadonlyMap<string, Uint8Array>;

/** @throws Violation naming the first row that differs. */
export function demandSame(invariant: string, what: string, a: Dump, b: Dump): void {
  const keys = [...new Set([...a.keys(), ...b.keys()])].toSorted(compareKeys);
  for (const key of keys) {
    const [left, right] = [a.get(key), b.get(key)];
    if (left !== undefined && right !== undefined && equalBytes(left, right)) continue;
    throw new Violation(invariant, `${what}: row ${key}: ${show(left)} against ${show(right)}`);
  }
}

/** Rows of a production state. */
export const rowsOf = (state: StateReader): Dump => dumpState(state);

/** Rows of a naive state. */
export function naiveRows({ tables }: NaiveState): Dump {
  const dump = new Map<string, Uint8Array>();
  for (const name of sections.flatMap((section) => tablesOfSection[section])) {
    const rows = tables[name];
    for (const key of Object.keys(rows).toSorted(compareKeys)) {
      dump.set(`${name} ${key}`, encodeCbor(rows[key] as CborValue));
    }
  }
  return dump;
}

function show(row: Uint8Array | undefined): string {
  return row === undefined ? 'none' : showValue(decodeCbor(row));
}

/** A row in one line. */
export function showValue(value: CborValue | undefined): string {
  if (Array.isArray(value)) return `[${(value as readonly CborValue[]).map(showValue).join(' ')}]`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value !== 'object' || value === null) return String(value);
  const map = value as { readonly [key: string]: CborValue };
  const parts = Object.keys(map)
    .toSorted(compareKeys)
    .map((key) => `${key}=${showValue(map[key])}`);
  return `{${parts.join(' ')}}`;
}

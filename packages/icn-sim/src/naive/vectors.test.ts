/** The vectors that concern the fold: bytes, ids, order and the tree over the events. */
import { readFileSync } from 'node:fs';

import { encode } from 'cborg';
import { describe, expect, it } from 'vitest';

import { concat, decodeEvent, fromHex, prefix, readCbor, toHex } from './decode.ts';
import { byTime } from './order.ts';
import { eventsRoot } from './roots.ts';
import { sha256 } from './testing/log-maker.ts';
import type { NaiveEvent } from './types.ts';

const casesOf = <Case>(file: string): Case[] => {
  const url = new URL(`../../../../vectors/${file}`, import.meta.url);
  return (JSON.parse(readFileSync(url, 'utf8')) as { readonly cases: Case[] }).cases;
};

type Piece = string | { readonly repeat: string; readonly times: number };
type Named =
  | { readonly int: number }
  | { readonly bytes: readonly Piece[] }
  | { readonly text: string }
  | { readonly simple: boolean | null }
  | { readonly array: readonly Named[] }
  | { readonly map: readonly (readonly [string, Named])[] };

const bytesOf = (pieces: readonly Piece[]): Uint8Array =>
  fromHex(pieces.map((p) => (typeof p === 'string' ? p : p.repeat.repeat(p.times))).join(''));

const valueOf = (named: Named): unknown => {
  if ('int' in named) return named.int;
  if ('bytes' in named) return bytesOf(named.bytes);
  if ('text' in named) return named.text;
  if ('simple' in named) return named.simple;
  if ('array' in named) return named.array.map(valueOf);
  return new Map(named.map.map(([key, value]) => [key, valueOf(value)]));
};

describe('vectors', () => {
  it('reads and writes the canonical CBOR', () => {
    const cases = casesOf<{ encoded: Piece[]; value: Named }>('cbor/valid.json');
    expect(cases.length).toBeGreaterThan(40);
    for (const { encoded, value } of cases) {
      expect(readCbor(bytesOf(encoded))).toEqual(valueOf(value));
      expect(toHex(encode(valueOf(value)))).toBe(toHex(bytesOf(encoded)));
    }
  });

  it('finds the ids of events', () => {
    const cases = casesOf<{ wire: Piece[]; id: string }>('events/valid.json');
    expect(cases.length).toBeGreaterThan(10);
    for (const { wire, id } of cases) expect(decodeEvent(bytesOf(wire), sha256).id).toBe(id);
  });

  it('prefixes what it hashes', () => {
    const cases = casesOf<{ purpose: string; parts: string[]; sha256: string }>(
      'crypto/prefixes.json',
    );
    for (const { purpose, parts, sha256: expected } of cases) {
      const bytes = concat(prefix(purpose), ...parts.map(fromHex));
      expect(toHex(sha256(bytes))).toBe(expected);
    }
  });

  it('puts events into order', () => {
    const cases = casesOf<{ events: { time: [number, number]; id: string }[] }>('hlc/order.json');
    for (const { events } of cases) {
      const given = events.map(({ time: [ms, counter], id }) => ({ ms, counter, id }));
      const sorted = (given.toReversed() as NaiveEvent[]).toSorted(byTime);
      expect(sorted).toEqual(given);
    }
  });

  it('hashes the tree over the events', () => {
    for (const { leaves, roots } of casesOf<{ leaves: string[]; roots: string[] }>(
      'merkle/append.json',
    )) {
      roots.forEach((root, size) => {
        expect(eventsRoot(leaves.slice(0, size), sha256)).toBe(root);
      });
    }
  });
});

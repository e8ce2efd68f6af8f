/** Section roots and the root over the events, against hashes put together by hand. */
import { encode } from 'cborg';
import { describe, expect, it } from 'vitest';

import { readCbor, toHex } from './decode.ts';
import { eventsRoot, sectionRoots } from './roots.ts';
import { emptyState } from './state.ts';
import { key, sha256 } from './testing/log-maker.ts';

const hash = (...parts: Uint8Array[]): Uint8Array => sha256(Buffer.concat(parts));

describe('reading CBOR (1.2)', () => {
  it('keeps a byte order mark, long integers and characters of every length', () => {
    const value = ['\uFEFFa', 'ä€😀', 2 ** 48, 2 ** 53 - 1, -(2 ** 53 - 1), -1, 23, 24, 256];
    expect(readCbor(encode([value, true, false, null]))).toEqual([value, true, false, null]);
  });
});

describe('section roots (3.1)', () => {
  it('is 32 zero bytes for an empty section, the leaf for a single row', () => {
    const state = emptyState();
    expect(sectionRoots(state, sha256).ledger).toBe('0'.repeat(64));
    state.day.set('m:1', 5);
    // ['day', 'm:1', 5] is 83 63 646179 63 6d3a31 05
    const cbor = Uint8Array.from([0x83, 0x63, 0x64, 0x61, 0x79, 0x63, 0x6d, 0x3a, 0x31, 0x05]);
    expect(sectionRoots(state, sha256).ledger).toBe(toHex(hash(Uint8Array.of(0), cbor)));
  });

  it('branches sixteen ways, going down while two rows share their digits', () => {
    const state = emptyState();
    const path = (device: string) => toHex(sha256(encode(['frozen', device])));
    // Two devices whose paths have the same first digit and different second ones.
    const first = key(0);
    let other = 1;
    const fits = (byte: number) =>
      path(key(byte)).charAt(0) === path(first).charAt(0) &&
      path(key(byte)).charAt(1) !== path(first).charAt(1);
    while (!fits(other)) other += 1;
    state.frozen.set(first, 7);
    state.frozen.set(key(other), 8);
    const leaves = [
      { at: path(first), hash: hash(Uint8Array.of(0), encode(['frozen', first, 7])) },
      { at: path(key(other)), hash: hash(Uint8Array.of(0), encode(['frozen', key(other), 8])) },
    ];
    const zero = new Uint8Array(32);
    const digits = [...'0123456789abcdef'];
    const deep = digits.map((d) => leaves.find(({ at }) => at.charAt(1) === d)?.hash ?? zero);
    const inner = hash(Uint8Array.of(1), ...deep);
    const top = digits.map((d) => (path(first).startsWith(d) ? inner : zero));
    expect(sectionRoots(state, sha256).conflict).toBe(toHex(hash(Uint8Array.of(1), ...top)));
  });
});

describe('the root over the events (RFC 6962)', () => {
  it('hashes nothing, one and three', () => {
    expect(eventsRoot([], sha256)).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    const leaf = (byte: number) => hash(Uint8Array.of(0), new Uint8Array(32).fill(byte));
    expect(eventsRoot([key(1)], sha256)).toBe(toHex(leaf(1)));
    const pair = hash(Uint8Array.of(1), leaf(1), leaf(2));
    const three = hash(Uint8Array.of(1), pair, leaf(3));
    expect(eventsRoot([key(1), key(2), key(3)], sha256)).toBe(toHex(three));
  });
});

/** Events that fail at V0: sizes, encoding, shape, hashes, body, cooperative (1-events.md §1.4). */
import { concat, encodeCbor, fromHex, toHex, type CborValue } from 'icn-core';
import type { EventCase } from '../format.ts';
import { caseOf, ffs, filled, ofLength, refuser, storyEvent, strangers } from './event-case-kit.ts';
import { blobOf, withHeader, type Story, type Writing, type Written } from './event-story.ts';

/** All of them, in the order of the checks. */
export function malformedEvents(story: Story): readonly EventCase[] {
  return [...sizes(story), ...encodings(story), ...shapes(story), ...content(story)];
}

function sizes(story: Story): readonly EventCase[] {
  const { next, workshop, write } = story;
  const refuse = refuser(story);
  const longHeader = (bytes: number): Writing => ({
    ...next,
    headerBytes: encodeCbor({ x: new Uint8Array(bytes - 6) }),
  });
  const noise = (length: number): Written => ({ id: '', wire: new Uint8Array(length).fill(255) });
  return [
    caseOf(story, 'event of 82,001 bytes', ofLength(story, 82_001), 'too-large'),
    caseOf(story, '82,001 bytes of noise: the size comes first', noise(82_001), 'too-large'),
    caseOf(story, '82,000 bytes of noise', noise(82_000), 'not-canonical'),
    refuse('header of 1,025 bytes', 'too-large', longHeader(1025)),
    refuse('header of 1,024 bytes, with a strange key', 'wrong-shape', longHeader(1024)),
    refuse('body of 16,385 bytes', 'too-large', filled(story, 16_385)),
    refuse('blob content of 65,537 bytes', 'too-large', {
      ...next,
      blob: blobOf(workshop, 65_537),
    }),
    refuse('body of 16,385 bytes of noise: the size comes first', 'too-large', {
      ...next,
      bodyBytes: new Uint8Array(16_385).fill(255),
    }),
    caseOf(story, 'no bytes', { id: '', wire: write(next).wire.subarray(0, 0) }, 'not-canonical'),
  ];
}

function encodings(story: Story): readonly EventCase[] {
  const { next, write, workshop, idOf } = story;
  const refuse = refuser(story);
  const { wire } = write(next);
  const damaged = (about: string, bytes: Uint8Array): EventCase =>
    caseOf(story, about, { id: '', wire: bytes }, 'not-canonical');
  const header = encodeCbor({ a: 1 });
  // {"to": …, "minutes": 90} with the keys the wrong way round.
  const unsorted = concat(fromHex('a2676d696e75746573185a62746f5820'), idOf('founder joins'));
  const salt = workshop.bytes('salt', 32);
  return [
    damaged('a byte more at the end', concat(wire, Uint8Array.of(0))),
    damaged('a byte less at the end', wire.subarray(0, -1)),
    damaged(
      'an array of indefinite length',
      concat(Uint8Array.of(0x9f), wire.subarray(1), Uint8Array.of(0xff)),
    ),
    damaged('the array head in two bytes', concat(Uint8Array.of(0x98, 3), wire.subarray(1))),
    refuse('header with a byte more', 'not-canonical', {
      ...next,
      headerBytes: concat(header, Uint8Array.of(0)),
    }),
    refuse('header is empty', 'not-canonical', { ...next, headerBytes: new Uint8Array(0) }),
    refuse('body with keys out of order', 'not-canonical', { ...next, bodyBytes: unsorted }),
    refuse('body with a float', 'not-canonical', {
      ...next,
      bodyBytes: concat(
        fromHex('a262746f5820'),
        idOf('founder joins'),
        fromHex('676d696e75746573f95480'),
      ),
    }),
    refuse('body is empty', 'not-canonical', { ...next, bodyBytes: new Uint8Array(0) }),
    refuse('blob content with a byte more', 'not-canonical', {
      ...next,
      blob: concat(salt, fromHex('a000')),
    }),
  ];
}

function shapes(story: Story): readonly EventCase[] {
  const { next, write, workshop } = story;
  const shaped = (about: string, header: Writing['header'], verdict = 'wrong-shape'): EventCase =>
    caseOf(story, about, write(withHeader(next, header)), verdict);
  const salt = workshop.bytes('salt', 32);
  const [a, b] = strangers(story, 2);
  const sixteen = strangers(story, 16);
  const ms = 1_790_000_300_000;
  return [
    ...arrays(story),
    ...['v', 'c', 'd', 'n', 'p', 'q', 't', 'e', 'k', 'r', 'b'].map((key) =>
      shaped(`header without ${key}`, { [key]: undefined }),
    ),
    shaped('header with a key more', { x: 0 }),
    shaped('v is a text', { v: '1' }),
    shaped('v is 2', { v: 2 }, 'unknown-version'),
    shaped('v is 0', { v: 0 }, 'unknown-version'),
    shaped('c of 31 bytes', { c: ffs.subarray(1) }),
    shaped('c is hexadecimal text', { c: toHex(story.coop) }),
    shaped('d of 33 bytes', { d: new Uint8Array(33) }),
    shaped('n is negative', { n: -1 }),
    shaped('n is a text', { n: '2' }),
    shaped('n is 0 and p is not null', { n: 0 }),
    shaped('n is not 0 and p is null', { p: null }),
    shaped('p of 31 bytes', { p: ffs.subarray(1) }),
    shaped('q is null', { q: null }),
    shaped('q out of order', { q: [b ?? null, a ?? null] }),
    shaped('q with a repeat', { q: [a ?? null, a ?? null] }),
    shaped('q holds p', { q: [next.header['p'] ?? null] }),
    shaped('q holds a text', { q: ['x'] }),
    shaped('q of 17', { q: strangers(story, 17) }),
    shaped('q of 16, none of them held', { q: sixteen }, 'missing-parent'),
    shaped('t is a number', { t: ms }),
    shaped('t of three numbers', { t: [ms, 0, 0] }),
    shaped('ms of 2^48', { t: [2 ** 48, 0] }),
    shaped('ms is negative', { t: [-1, 0] }),
    shaped('counter of 2^16', { t: [ms, 65_536] }),
    shaped('counter is negative', { t: [ms, -1] }),
    shaped('height is negative', { e: [-1, ffs] }),
    shaped('checkpoint hash of 31 bytes', { e: [3, ffs.subarray(1)] }),
    shaped('checkpoint without a hash', { e: [3] }),
    shaped('type is empty', { k: '' }),
    shaped('type of 33 bytes', { k: 'test.thirty-three-bytes-exactly-x' }),
    shaped('type of 17 characters in 34 bytes', { k: 'ü'.repeat(17) }),
    shaped('r is negative', { r: -1 }),
    shaped('b of 31 bytes', { b: ffs.subarray(1) }),
    shaped('z is null', { z: null }),
    shaped('z of 31 bytes', { z: ffs.subarray(1) }),
    ...(
      [
        ['blob without content', salt],
        ['blob of 31 bytes', salt.subarray(1)],
        ['blob is a list', concat(salt, fromHex('80'))],
        ['blob with a number', concat(salt, fromHex('a1616101'))],
      ] as const
    ).map(([about, blob]) => caseOf(story, about, write({ ...next, blob }), 'wrong-shape')),
  ];
}

function arrays(story: Story): readonly EventCase[] {
  const { next, write } = story;
  const { wire } = write(next);
  const inner = wire.subarray(1);
  const bare = (about: string, bytes: Uint8Array): EventCase =>
    caseOf(story, about, { id: '', wire: bytes }, 'wrong-shape');
  const signature = next.author.sign(Uint8Array.of(1));
  const items = (...values: readonly CborValue[]): Uint8Array => encodeCbor([...values]);
  const map = encodeCbor({});
  return [
    bare('a map instead of the array', fromHex('a0')),
    bare('a number instead of the array', fromHex('00')),
    bare('an empty array', fromHex('80')),
    bare('five items', concat(fromHex('85'), inner, fromHex('f6f6'))),
    bare('two items', items(map, signature)),
    bare('header is a map itself', items({}, signature, map)),
    bare('header is a number', items(encodeCbor(1), signature, map)),
    bare('signature of 63 bytes', items(map, signature.subarray(1), map)),
    bare('signature is null', items(map, null, map)),
    bare('body is a map itself', items(map, signature, {})),
    bare('blob is a text', concat(fromHex('84'), inner, fromHex('6161'))),
    bare('blob is false', concat(fromHex('84'), inner, fromHex('f4'))),
  ];
}

function content(story: Story): readonly EventCase[] {
  const { next, write, workshop, idOf, events } = story;
  const refuse = refuser(story);
  const to = idOf('founder joins');
  const bodies: readonly (readonly [string, CborValue])[] = [
    ['is a list', []],
    ['is empty', {}],
    ['lacks a key', { to }],
    ['has a key more', { to, minutes: 90, memo: 'x' }],
    ['names a payee of 31 bytes', { to: to.subarray(1), minutes: 90 }],
    ['names a payee in hexadecimal', { to: toHex(to), minutes: 90 }],
    ['pays nothing', { to, minutes: 0 }],
    ['pays less than nothing', { to, minutes: -90 }],
    ['pays a text', { to, minutes: '90' }],
    ['pays 1,000,000,001 minutes', { to, minutes: 1_000_000_001 }],
  ];
  const blob = blobOf(workshop, 40);
  const otherBlob = concat(workshop.bytes('other salt', 32), blob.subarray(32));
  const genesis = storyEvent(story, 'genesis');
  const other = write({
    author: story.anna,
    header: { c: new Uint8Array(32), n: 0, p: null, t: [5, 0], k: 'coop.founded' },
    body: { name: 'Another' },
  });
  return [
    refuse('rules of version 1', 'unknown-rules', withHeader(next, { r: 1 })),
    refuse(
      'rules and type from the future',
      'unknown-rules',
      withHeader(next, { r: 7, k: 'ledger.split' }),
    ),
    refuse('type that is not registered', 'unknown-type', withHeader(next, { k: 'ledger.minted' })),
    refuse('type in capitals', 'unknown-type', withHeader(next, { k: 'Ledger.Transferred' })),
    refuse('another body', 'body-mismatch', withHeader(next, { b: ffs })),
    refuse('another blob', 'blob-mismatch', { ...withHeader(next, { z: ffs }), blob }),
    refuse('the same content with another salt', 'blob-mismatch', {
      ...withHeader(next, { z: workshop.crypto.sha256(blob) }),
      blob: otherBlob,
    }),
    refuse('a blob that the header does not name', 'blob-mismatch', {
      ...withHeader(next, { z: undefined }),
      blob,
    }),
    refuse('an erased blob that the header does not name', 'blob-mismatch', {
      ...next,
      blob: null,
    }),
    ...bodies.map(([about, body]) => refuse(`body ${about}`, 'wrong-body', { ...next, body })),
    refuse('of another cooperative', 'wrong-coop', withHeader(next, { c: ffs })),
    refuse(
      'c is zeros and it is no genesis',
      'wrong-coop',
      withHeader(next, { c: new Uint8Array(32) }),
    ),
    refuse('a genesis whose c is this cooperative', 'wrong-coop', {
      ...withHeader(next, { n: 0, p: null, q: [], k: 'coop.founded' }),
      body: { name: 'Bakery' },
    }),
    {
      ...refuse('a genesis whose c is not zeros, no cooperative open', 'wrong-coop', {
        ...withHeader(next, {
          n: 0,
          p: null,
          q: [],
          e: [0, new Uint8Array(32)],
          k: 'coop.founded',
        }),
        body: { name: 'Bakery' },
      }),
      coop: null,
    },
    caseOf(story, 'the genesis of another cooperative', other, 'wrong-coop'),
    {
      ...caseOf(story, 'no cooperative open, and it is no genesis', write(next), 'wrong-coop'),
      coop: null,
    },
    {
      ...caseOf(story, 'the genesis, in another cooperative', genesis, 'wrong-coop'),
      coop: other.id,
      holds: [...events.keys()].slice(0, 0),
    },
  ];
}

/** Vectors of whole events: valid ones at every limit, and every code of 1-events.md §1.4. */
import { concat, encodeCbor, fromHex, prefixed, toHex, type CborValue } from 'icn-core';
import { spellBytes, type EventCase, type EventFile } from '../format.ts';
import {
  blobOf,
  filledBody,
  rising,
  withHeader,
  type Story,
  type Writing,
  type Written,
} from './event-story.ts';

const ffs = new Uint8Array(32).fill(255);

function file(story: Story, about: string, cases: readonly EventCase[]): EventFile {
  const held = [...story.events].map(([name, { wire }]) => [name, toHex(wire)] as const);
  return { about, held: Object.fromEntries(held), cases };
}

function caseOf(story: Story, about: string, written: Written, verdict: string): EventCase {
  const base = {
    about,
    coop: toHex(story.coop),
    holds: [...story.events.keys()],
    wire: spellBytes(written.wire),
    verdict,
  };
  return verdict === 'valid' ? { ...base, id: written.id } : base;
}

/** Sixteen events to cite, whether held or not. */
function strangers(story: Story, count: number): readonly Uint8Array[] {
  return rising(Array.from({ length: count }, (_, at) => story.workshop.bytes(`parent ${at}`, 32)));
}

function filled(story: Story, bodyBytes: number, blob?: Uint8Array): Writing {
  const writing = { ...withHeader(story.next, { k: 'test.filled' }), body: filledBody(bodyBytes) };
  return blob === undefined ? writing : { ...writing, blob };
}

/** An event whose whole wire has this length; its body takes up what the blob leaves. */
function ofLength(story: Story, wireBytes: number): Written {
  const blob = blobOf(story.workshop, 65_536);
  const short = story.write(filled(story, 10_000, blob));
  return story.write(filled(story, 10_000 + wireBytes - short.wire.length, blob));
}

export function makeValidEvents(story: Story): EventFile {
  const { write, next, workshop, coop, founder, spare, phone, idOf, prove } = story;
  const valid = (about: string, writing: Writing): EventCase =>
    caseOf(story, about, write(writing), 'valid');
  const newDevice = workshop.signer('new device');
  const [ms] = next.header['t'] as readonly [number, number];
  const cases = [
    ...[...story.events].map(([name, written]) => caseOf(story, name, written, 'valid')),
    {
      ...caseOf(story, 'genesis, no cooperative open', storyEvent(story, 'genesis'), 'valid'),
      coop: null,
      holds: [],
    },
    valid("Anna's payment", next),
    valid('with a blob', { ...next, blob: blobOf(workshop, 40) }),
    valid('a blob that the sender lacks', withHeader(next, { z: ffs })),
    valid('a blob that the sender has erased', { ...withHeader(next, { z: ffs }), blob: null }),
    valid("the phone's first event", {
      ...withHeader(next, { n: 0, p: null, q: [idOf('anna enrols her phone')] }),
      author: phone,
    }),
    valid('the first event of a spare key', {
      author: spare,
      header: {
        c: coop,
        n: 0,
        p: null,
        q: [idOf('founder joins')],
        t: next.header['t'],
        k: 'device.enrolled',
      },
      body: { key: newDevice.publicKey, proof: prove(coop, spare, newDevice) },
    }),
    valid('one millisecond after its parent', withHeader(next, { t: [ms - 59_999, 0] })),
    valid('in the same millisecond as its parent', withHeader(next, { t: [ms - 60_000, 1] })),
    valid('the last time there is', withHeader(next, { t: [2 ** 48 - 1, 65_535] })),
    valid('an unknown checkpoint above those of the parents', withHeader(next, { e: [900, ffs] })),
    valid('the highest height', withHeader(next, { e: [Number.MAX_SAFE_INTEGER, ffs] })),
    valid('another checkpoint of the same height', withHeader(next, { e: [3, ffs] })),
    valid('body of 16,384 bytes', filled(story, 16_384)),
    valid('blob content of 65,536 bytes', { ...next, blob: blobOf(workshop, 65_536) }),
    caseOf(story, 'event of 82,000 bytes', ofLength(story, 82_000), 'valid'),
    valid('type of 32 bytes', {
      ...withHeader(next, { k: 'test.thirty-two-bytes-exactly-xy' }),
      body: {},
    }),
    valid('no other parent', withHeader(next, { q: [] })),
    valid('cites the founder', {
      ...withHeader(next, { n: 3, p: idOf('invitation'), q: [idOf('anna joins')] }),
      author: founder,
    }),
  ];
  return file(
    story,
    'Valid events, many at a limit. `held` are the events that they build on.',
    cases,
  );
}

function storyEvent(story: Story, name: string): Written {
  const event = story.events.get(name);
  if (event === undefined) throw new Error(`the story has no event ${name}`);
  return event;
}

export function makeInvalidEvents(story: Story): EventFile {
  const cases = [
    ...sizes(story),
    ...encodings(story),
    ...shapes(story),
    ...content(story),
    ...signatures(story),
    ...links(story),
    ...entitlements(story),
  ];
  return file(
    story,
    'Events that every node must refuse, each with the code of the first check that fails.',
    cases,
  );
}

type Refuse = (about: string, verdict: string, writing: Writing) => EventCase;

function refuser(story: Story): Refuse {
  return (about, verdict, writing) => caseOf(story, about, story.write(writing), verdict);
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
    refuse('a genesis whose c is not zeros', 'wrong-coop', {
      ...withHeader(next, { n: 0, p: null, q: [], k: 'coop.founded' }),
      body: { name: 'Bakery' },
    }),
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

function signatures(story: Story): readonly EventCase[] {
  const { next, workshop, coop, anna, founder, phone, prove } = story;
  const refuse = refuser(story);
  const signedAs = (about: string, sign: (id: Uint8Array) => Uint8Array): EventCase =>
    refuse(about, 'bad-signature', { ...next, sign });
  const enrol = (body: CborValue): Writing => ({
    ...withHeader(next, { k: 'device.enrolled' }),
    body,
  });
  const device = workshop.signer('new device');
  const { publicKey: key } = device;
  const proofOver = (message: Uint8Array): Writing => enrol({ key, proof: device.sign(message) });
  const smallOrder = fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');
  const mixedOrder = fromHex('cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d');
  return [
    refuse('device key of small order', 'bad-key', withHeader(next, { d: smallOrder })),
    refuse('device key of mixed order', 'bad-key', withHeader(next, { d: mixedOrder })),
    refuse('device key of zeros', 'bad-key', withHeader(next, { d: new Uint8Array(32) })),
    refuse(
      'device key that is no point',
      'bad-key',
      withHeader(next, { d: fromHex(`02${'00'.repeat(31)}`) }),
    ),
    refuse(
      'enrols a key of mixed order',
      'bad-key',
      enrol({ key: mixedOrder, proof: anna.sign(key) }),
    ),
    refuse('invites with a key of small order', 'bad-key', {
      ...withHeader(next, { k: 'member.invited' }),
      body: { key: smallOrder },
    }),
    signedAs('signature of zeros', () => new Uint8Array(64)),
    signedAs('signature by another device', (id) => founder.sign(prefixed('icn/event/1', id))),
    signedAs('signature over another event', () => anna.sign(prefixed('icn/event/1', ffs))),
    signedAs('signature over the bare id', (id) => anna.sign(id)),
    signedAs('signature with a bit flipped', (id) => {
      const signature = anna.sign(prefixed('icn/event/1', id));
      return signature.map((byte, at) => (at === 40 ? byte ^ 1 : byte));
    }),
    ...(
      [
        'icn/event-id/1',
        'icn/anchor/1',
        'icn/receipt/1',
        'icn/sign-in/1',
        'icn/possession/1',
      ] as const
    ).map((purpose) =>
      signedAs(`signature for ${purpose} presented as one of an event`, (id) =>
        anna.sign(prefixed(purpose, id)),
      ),
    ),
    refuse('proof of zeros', 'bad-signature', enrol({ key, proof: new Uint8Array(64) })),
    refuse(
      'proof by the author instead of the new key',
      'bad-signature',
      enrol({
        key,
        proof: anna.sign(prefixed('icn/possession/1', coop, anna.publicKey, key)),
      }),
    ),
    refuse(
      'proof made for another device',
      'bad-signature',
      enrol({ key, proof: prove(coop, founder, device) }),
    ),
    refuse(
      'proof made for another cooperative',
      'bad-signature',
      enrol({ key, proof: prove(ffs, anna, device) }),
    ),
    refuse("another key's proof", 'bad-signature', enrol({ key, proof: prove(coop, anna, phone) })),
    refuse(
      'signature for icn/invitation/1 presented as a proof',
      'bad-signature',
      proofOver(prefixed('icn/invitation/1', coop, anna.publicKey, key)),
    ),
    refuse(
      'signature for icn/event/1 presented as a proof',
      'bad-signature',
      proofOver(prefixed('icn/event/1', coop, anna.publicKey, key)),
    ),
  ];
}

function links(story: Story): readonly EventCase[] {
  const { next, write, idOf, founder } = story;
  const refuse = refuser(story);
  const without = (about: string, name: string): EventCase => ({
    ...caseOf(story, about, write(next), 'missing-parent'),
    holds: [...story.events.keys()].filter((held) => held !== name),
  });
  const [ms] = next.header['t'] as readonly [number, number];
  const parentMs = ms - 60_000;
  return [
    without('the event before is missing', 'anna enrols her phone'),
    without('another parent is missing', 'invitation'),
    refuse('number 3 after number 1', 'wrong-previous', withHeader(next, { n: 3 })),
    refuse('number 1 after number 1', 'wrong-previous', withHeader(next, { n: 1 })),
    refuse(
      "p is another device's event",
      'wrong-previous',
      withHeader(next, { p: idOf('founder joins'), q: [] }),
    ),
    refuse("continues another device's events", 'wrong-previous', { ...next, author: founder }),
    refuse(
      'the time of its parent',
      'time-not-after-parents',
      withHeader(next, { t: [parentMs, 0] }),
    ),
    refuse(
      'a millisecond before its parent, counter at the end',
      'time-not-after-parents',
      withHeader(next, { t: [parentMs - 1, 65_535] }),
    ),
    refuse('time zero', 'time-not-after-parents', withHeader(next, { t: [0, 0] })),
    refuse('not after a parent in q', 'time-not-after-parents', {
      ...withHeader(next, {
        n: 3,
        p: idOf('invitation'),
        q: [idOf('anna enrols her phone')],
        t: [parentMs, 0],
      }),
      author: founder,
    }),
    refuse(
      'a checkpoint below its parent',
      'checkpoint-below-parent',
      withHeader(next, { e: [2, ffs] }),
    ),
    refuse(
      'no checkpoint after one',
      'checkpoint-below-parent',
      withHeader(next, { e: [0, new Uint8Array(32)] }),
    ),
    refuse('a checkpoint below a parent in q', 'checkpoint-below-parent', {
      ...withHeader(next, {
        n: 3,
        p: idOf('invitation'),
        q: [idOf('anna enrols her phone')],
        e: [2, ffs],
      }),
      author: founder,
    }),
  ];
}

function entitlements(story: Story): readonly EventCase[] {
  const { next, workshop, coop, invitation, anna, founder, spare, phone, idOf } = story;
  const stranger = workshop.signer('stranger');
  const no = (about: string, writing: Writing): EventCase =>
    caseOf(story, about, story.write(writing), 'not-entitled');
  const first = (author: Writing['author'], q: readonly Uint8Array[]): Writing => ({
    ...withHeader(next, { n: 0, p: null, q: rising(q) }),
    author,
  });
  const linkFor = (device: Uint8Array): Uint8Array =>
    invitation.sign(prefixed('icn/invitation/1', coop, device));
  const join = (q: readonly Uint8Array[], invited: CborValue, link: CborValue): Writing => ({
    ...withHeader(first(stranger, q), { k: 'member.joined' }),
    body: { invitation: invited, link, spare: null },
  });
  const [id, link] = [idOf('invitation'), linkFor(stranger.publicKey)];
  const genesis = { c: new Uint8Array(32), k: 'coop.founded', n: 0, p: null };
  return [
    no('first event of a device that nobody enrolled', first(stranger, [id])),
    no('first event without parents', first(stranger, [])),
    no('enrolled, but by no direct parent', first(phone, [id])),
    no('spare key whose parent is another event of the founder', first(spare, [id])),
    no('the invitation key itself as a device', first(invitation, [id])),
    no('join whose invitation is not a parent', join([idOf('founder joins')], id, link)),
    no(
      'join that names an event which is no invitation',
      join([idOf('founder joins')], idOf('founder joins'), link),
    ),
    no("join with the link of another's device", join([id], id, linkFor(anna.publicKey))),
    no('join with a link of zeros', join([id], id, new Uint8Array(64))),
    no(
      'join with a link by its own key',
      join([id], id, stranger.sign(prefixed('icn/invitation/1', coop, stranger.publicKey))),
    ),
    no(
      'join with a link made for icn/possession/1',
      join([id], id, invitation.sign(prefixed('icn/possession/1', coop, stranger.publicKey))),
    ),
    no(
      'join with a link made for icn/event/1',
      join([id], id, invitation.sign(prefixed('icn/event/1', coop, stranger.publicKey))),
    ),
    no('join without invitation as first event', join([id], null, null)),
    no('join with an invitation but without a link', join([id], id, null)),
    no('join of an enrolled device, without an invitation', {
      ...withHeader(first(phone, [idOf('anna enrols her phone')]), { k: 'member.joined' }),
      body: { invitation: null, link: null, spare: null },
    }),
    no('join as number 2', {
      ...withHeader(next, { k: 'member.joined' }),
      body: { invitation: id, link: linkFor(anna.publicKey), spare: null },
    }),
    no('join without invitation after an event that is not the genesis', {
      ...withHeader(next, { k: 'member.joined' }),
      body: { invitation: null, link: null, spare: null },
    }),
    no("the founder's join with an invitation", {
      ...withHeader(next, { n: 1, p: coop, q: [id], k: 'member.joined' }),
      author: founder,
      body: { invitation: id, link: linkFor(founder.publicKey), spare: null },
    }),
    ...(
      [
        ['genesis with a parent', { q: [id] }],
        ['genesis that names a checkpoint', { e: [0, ffs] }],
        ['genesis of height 1', { e: [1, ffs] }],
      ] as const
    ).map(([about, header]) => {
      const base = { q: [], e: [0, new Uint8Array(32)], t: next.header['t'] };
      const written = story.write({
        author: founder,
        header: { ...base, ...genesis, ...header },
        body: { name: 'Bakery' },
      });
      return { ...caseOf(story, about, written, 'not-entitled'), coop: written.id };
    }),
  ];
}

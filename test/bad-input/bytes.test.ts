/** Bad bytes: what is no event of this cooperative is refused by its form, at every door. */
import {
  concat,
  encodeCbor,
  fromHex,
  groupCode,
  isRejection,
  joinCode,
  memberIdToText,
  readCode,
  textToMemberId,
  toHex,
  zeroHex,
} from 'icn-core';
import { describe, expect, it } from 'vitest';
import { Bakery, crypto, genesisOf, signerOf } from './bakery.ts';
import { expectClear, expectInvalid, snapshotOf } from './expectations.ts';
import { rewrite, spellings } from './rewrite.ts';

const bakery = new Bakery();
const ben = bakery.person('ben');
const cleo = bakery.person('cleo');

/** A payment that would be accepted, to be spoilt; made anew so that it is always the next one. */
const payment = (): Uint8Array =>
  bakery.next('ben', 'ledger.transferred', { to: cleo.member, minutes: 5 }).wire;
const spoilt = (changes: Parameters<typeof rewrite>[2]): Uint8Array =>
  rewrite(payment(), ben.signer, changes).wire;

it('the payment that is spoilt in this file is a good one', () => {
  const own = new Bakery();
  const { wire } = own.next('ben', 'ledger.transferred', {
    to: own.person('cleo').member,
    minutes: 5,
  });
  expect(isRejection(own.submit(rewrite(wire, own.person('ben').signer, {}).wire))).toBe(false);
});

describe('non-canonical bytes', () => {
  const append = (bytes: Uint8Array): Uint8Array => concat(bytes, Uint8Array.of(0));
  const longHead = (bytes: Uint8Array): Uint8Array =>
    concat(Uint8Array.of(0xb8, (bytes[0] ?? 0) & 31), bytes.subarray(1));
  const indefinite = (bytes: Uint8Array): Uint8Array =>
    concat(Uint8Array.of(0xbf), bytes.subarray(1), Uint8Array.of(0xff));
  /** {"to": …, "minutes": 5}: the longer key first. */
  const unsorted = (): Uint8Array =>
    concat(fromHex('a2676d696e7574657305'), fromHex('62746f5820'), fromHex(cleo.member));
  const doubled = (): Uint8Array =>
    concat(fromHex('a362746f5820'), fromHex(cleo.member), fromHex('676d696e75746573051861'));
  const float = (): Uint8Array =>
    concat(fromHex('a262746f5820'), fromHex(cleo.member), fromHex('676d696e75746573f94500'));
  const longNumber = (): Uint8Array =>
    concat(fromHex('a262746f5820'), fromHex(cleo.member), fromHex('676d696e757465731805'));

  it.each([
    ['a header with a byte after it', () => spoilt({ headerBytes: append })],
    ['a header whose head is longer than needed', () => spoilt({ headerBytes: longHead })],
    ['a header of indefinite length', () => spoilt({ headerBytes: indefinite })],
    ['a body with a byte after it', () => spoilt({ bodyBytes: append })],
    ['a body of indefinite length', () => spoilt({ bodyBytes: indefinite })],
    ['a body with its keys out of order', () => spoilt({ bodyBytes: unsorted })],
    ['a body with a key twice', () => spoilt({ bodyBytes: doubled })],
    ['a body with a float', () => spoilt({ bodyBytes: float })],
    ['a body with a number in more bytes than needed', () => spoilt({ bodyBytes: longNumber })],
    ['an event with a byte after it', () => append(payment())],
    ['an event cut short', () => payment().subarray(0, -1)],
    ['an event in an array with a long head', () => concat(fromHex('9803'), payment().subarray(1))],
    ['no bytes', () => new Uint8Array(0)],
    ['noise', () => new Uint8Array(300).fill(0xfe)],
  ])('%s', (_about, wire) => expectInvalid(bakery, wire(), 'not-canonical'));
});

describe('oversize', () => {
  const filler = (bytes: number) => () => encodeCbor({ x: new Uint8Array(bytes) });
  const blob = (bytes: number): Uint8Array =>
    concat(new Uint8Array(32), encodeCbor({ memo: 'm'.repeat(bytes) }));
  it.each([
    ['an event of 82,001 bytes', () => new Uint8Array(82_001)],
    ['an event of 10 MB', () => concat(payment(), new Uint8Array(10_000_000))],
    ['a header beyond 1,024 bytes', () => spoilt({ headerBytes: filler(1030) })],
    ['a body beyond 16 KiB', () => spoilt({ bodyBytes: filler(16_384) })],
    ['a blob beyond 64 KiB', () => spoilt({ blob: blob(65_536) })],
  ])('%s', (_about, wire) => expectInvalid(bakery, wire(), 'too-large'));

  it('a number beyond what may be paid', () => {
    expectInvalid(bakery, spoilt({ body: { minutes: 1_000_000_001 } }), 'wrong-body');
    expectInvalid(bakery, spoilt({ body: { minutes: Number.MAX_SAFE_INTEGER } }), 'wrong-body');
  });

  it('seventeen parents', () => {
    const parents = Array.from({ length: 17 }, (_, i) => new Uint8Array(32).fill(i + 1));
    expectInvalid(bakery, spoilt({ header: { q: parents } }), 'wrong-shape');
  });

  it('a message of many millions of nothing', () => {
    const before = snapshotOf(bakery);
    bakery.hear(
      encodeCbor(['events', Array.from({ length: 9999 }, () => new Uint8Array(0)), false]),
    );
    bakery.hear(encodeCbor(['events', Array.from({ length: 10_001 }, () => payment()), false]));
    bakery.settle();
    expect(snapshotOf(bakery)).toEqual(before);
  });
});

describe('unknown type', () => {
  it.each([
    ['a type that nobody defined', { k: 'ledger.stolen' }, 'unknown-type'],
    ['a type in another case', { k: 'Ledger.Transferred' }, 'unknown-type'],
    ['a type with a space after it', { k: 'ledger.transferred ' }, 'unknown-type'],
    ['the name of something every object has', { k: 'constructor' }, 'unknown-type'],
    ['the name of the prototype', { k: '__proto__' }, 'unknown-type'],
    ['rules that are not written yet', { r: 1 }, 'unknown-rules'],
    ['another version of the envelope', { v: 2 }, 'unknown-version'],
    ['a type of 33 bytes', { k: 'ledger.transferred-transferred-xy' }, 'wrong-shape'],
    ['a header with a field more', { extra: 1 }, 'wrong-shape'],
    ['a header with a field less', { e: undefined }, 'wrong-shape'],
  ])('%s', (_about, header, code) => expectInvalid(bakery, spoilt({ header }), code));

  it.each([
    ['a field more', { from: fromHex(ben.member) }],
    ['a field less', { minutes: undefined }],
    ['nothing', { to: undefined, minutes: undefined }],
    ['a negative amount', { minutes: -5 }],
    ['an amount of zero', { minutes: 0 }],
    ['an amount as text', { minutes: '5' }],
  ])('a body with %s', (_about, body) => expectInvalid(bakery, spoilt({ body }), 'wrong-body'));

  it('the body of another type', () => {
    expectInvalid(bakery, spoilt({ header: { k: 'vote.cast' } }), 'wrong-body');
  });

  it('a message that is none ends the connection and changes nothing', () => {
    for (const bytes of [encodeCbor(['steal']), encodeCbor('hello'), fromHex('ff'), payment()]) {
      const before = snapshotOf(bakery);
      const effects = bakery.hear(bytes);
      expect(effects).toEqual([{ kind: 'disconnect', peer: 'north', reason: 'message-malformed' }]);
      expect(snapshotOf(bakery)).toEqual(before);
    }
  });
});

describe('of another cooperative', () => {
  const other = new Bakery({ name: 'Other bakery' });

  it('an event that is good there', () => {
    const { wire } = other.next('ben', 'ledger.transferred', {
      to: other.person('cleo').member,
      minutes: 5,
    });
    expectInvalid(bakery, wire, 'wrong-coop');
  });

  it('a member of both whose event names the other', () => {
    expectInvalid(bakery, spoilt({ header: { c: fromHex(other.coop) } }), 'wrong-coop');
  });

  it('another genesis, and this one with nothing but zeros for a cooperative', () => {
    const founder = signerOf('ana');
    const second = genesisOf(founder, bakery.anchor, 'Second bakery');
    expectInvalid(bakery, second.wire, 'wrong-coop');
    expectInvalid(bakery, spoilt({ header: { c: fromHex(zeroHex) } }), 'wrong-coop');
  });

  it('its certificates', () => {
    const before = snapshotOf(bakery);
    const certificates = other.log.certificates(1, 64).map(({ bytes }) => bytes);
    expect(certificates.length).toBeGreaterThan(0);
    bakery.hear(encodeCbor(['certificates', certificates]));
    expect(snapshotOf(bakery)).toEqual(before);
  });

  it('a node of it that says hello is sent away', () => {
    const hello = encodeCbor(['hello', 1, fromHex(other.coop), 0, 0, fromHex(zeroHex)]);
    expect(bakery.hear(hello)).toEqual([
      { kind: 'disconnect', peer: 'north', reason: 'wrong-coop' },
    ]);
  });
});

describe('every other spelling of an id', () => {
  const { member } = ben;
  const right = memberIdToText(member);
  const digits = right.slice('did:icn:'.length);

  it.each([...spellings(cleo.member)])('in a body: %s', (_about, to) => {
    expectInvalid(bakery, spoilt({ body: { to } }), 'wrong-body');
  });

  it.each([...spellings(toHex(ben.signer.publicKey))])('as the device: %s', (_about, d) => {
    expectInvalid(bakery, spoilt({ header: { d } }), 'wrong-shape');
  });

  it.each([...spellings(bakery.coop)])('as the cooperative: %s', (_about, c) => {
    expectInvalid(bakery, spoilt({ header: { c } }), 'wrong-shape');
  });

  it('as text: only one is read', () => {
    expect(textToMemberId(right)).toBe(member);
    const others = [
      member,
      digits,
      right.toUpperCase(),
      `DID:icn:${digits}`,
      `did:ICN:${digits}`,
      `did:icn:z${digits}`,
      `did:icn:1${digits}`,
      `did:icn:${digits}1`,
      `did:icn: ${digits}`,
      ` ${right}`,
      `${right} `,
      `${right}\n`,
      `${right}#key-1`,
      `${right}?x`,
      `${right}/`,
      `did:icn:${member}`,
      `did%3Aicn%3A${digits}`,
      `did:key:${digits}`,
      right.replace(':', '\uff1a'),
      `\u200b${right}`,
      `did:icn:${'1'.repeat(100_000)}`,
      '',
    ];
    for (const text of others) {
      const read = textToMemberId(text);
      expect(isRejection(read), text.slice(0, 80)).toBe(true);
      if (isRejection(read)) expectClear(read);
    }
  });

  it('as text in another letter case: nobody, or somebody else, never this member', () => {
    for (const text of [digits.toLowerCase(), digits.toUpperCase()]) {
      expect(textToMemberId(`did:icn:${text}`)).not.toBe(member);
    }
  });

  it('as a code read out: only what cannot be taken for another', () => {
    const code = joinCode(member, crypto);
    for (const text of [code, code.toLowerCase(), groupCode(code), `  ${groupCode(code)} `]) {
      expect(readCode(text)).toBe(code);
    }
    for (const text of [code.slice(1), `${code}0`, `${code.slice(1)}O`, `${code.slice(1)}I`, '']) {
      const read = readCode(text);
      expect(isRejection(read), text).toBe(true);
      if (isRejection(read)) expectClear(read);
    }
  });
});

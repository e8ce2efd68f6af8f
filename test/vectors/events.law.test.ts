/** Laws of making and judging events that need real signatures. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  composeEvent,
  decodeEvent,
  encodeCbor,
  encodeEvent,
  fromHex,
  isRejection,
  isRetryable,
  makeBlob,
  missingParents,
  noBasis,
  readBlob,
  sealEvent,
  toHex,
  validityCodes,
  zeroHex,
  type EventDraft,
  type Hex,
  type LogEvent,
} from 'icn-core';
import {
  filled,
  founded,
  imitationRegistry,
  transferred,
} from 'icn-core/testing/imitation-registry';
import { openCrypto } from 'icn-crypto/node';
import { openCrypto as openWebCrypto } from 'icn-crypto/web';
import { blobOf, tellStory } from './make/event-story.ts';
import { openWorkshop } from './make/workshop.ts';
import { judgeEvent } from './suite.ts';

const kit = openCrypto();
const webKit = await openWebCrypto();
const story = tellStory(openWorkshop(kit));
const coop = toHex(story.coop);

const eventById = new Map<Hex, LogEvent>();
for (const [name, { wire }] of story.events) {
  const { event } = judgeEvent(wire, kit.crypto, name === 'genesis' ? undefined : coop, parentById);
  if (event !== undefined) eventById.set(event.id, event);
}

function parentById(id: Hex): LogEvent | undefined {
  return eventById.get(id);
}

function verdict(wire: Uint8Array, crypto = kit.crypto): string {
  return judgeEvent(wire, crypto, coop, parentById).verdict;
}

const known = new Set<string>(['valid', ...validityCodes]);
const subject = story.write({ ...story.next, blob: blobOf(story.workshop, 40) }).wire;

describe('the judgement of events', () => {
  it('is total and refuses noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (noise) => {
        expect(['not-canonical', 'wrong-shape']).toContain(verdict(noise));
      }),
      { numRuns: 3000 },
    );
  });

  it('is total on well-formed structures of the wrong kind', () => {
    const item = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.constant(null),
      fc.integer(),
      fc.string(),
      fc.constantFrom({ rejected: true, code: 'x', sentence: 'y' }, {}, []).map(encodeCbor),
      fc.constant({ rejected: true, code: 'valid', sentence: 'y' }),
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), (items) => {
        const found = verdict(encodeCbor(items.map((value) => (Object.is(value, -0) ? 0 : value))));
        expect(['not-canonical', 'wrong-shape']).toContain(found);
      }),
    );
  });

  it('refuses every change of one byte, always with the same code', () => {
    expect(verdict(subject)).toBe('valid');
    const codes = new Set<string>();
    for (const [at, byte] of subject.entries()) {
      for (let change = 1; change < 256; change += 1) {
        const changed = subject.slice();
        changed[at] = byte ^ change;
        const found = verdict(changed);
        codes.add(found);
        if (found === 'valid' || !known.has(found)) expect.fail(`byte ${at} ^ ${change}: ${found}`);
        if (change === 1) {
          expect(verdict(changed)).toBe(found);
          expect(verdict(changed, webKit.crypto)).toBe(found);
        }
      }
    }
    expect(codes.size).toBeGreaterThan(8);
  });

  it('refuses every truncation', () => {
    for (let length = 0; length < subject.length; length += 1) {
      expect(verdict(subject.subarray(0, length))).toBe('not-canonical');
    }
  });

  it('takes a second signature for the same event', () => {
    const { wire } = story.write(story.next);
    const decoded = decodeEvent(wire, imitationRegistry, kit.crypto, coop);
    expect(isRejection(decoded)).toBe(false);
    if (isRejection(decoded)) return;
    const { raw, id } = decoded.event;
    const other = encodeEvent({ ...raw, signature: new Uint8Array(64) });
    const again = decodeEvent(other, imitationRegistry, kit.crypto, coop);
    expect(!isRejection(again) && again.event.id).toBe(id);
  });
});

describe('composing', () => {
  const author = story.anna;
  const id = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex);
  const draft = fc.record({
    coop: fc.constant(coop),
    device: fc.constant(toHex(author.publicKey)),
    seq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    prev: id,
    parents: fc.array(id, { maxLength: 16 }),
    time: fc.record({
      ms: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
      counter: fc.integer({ min: 0, max: 2 ** 16 - 1 }),
    }),
    basis: fc.record({ height: fc.nat(), hash: id }),
    content: fc.record({ to: id, minutes: fc.integer({ min: 1, max: 1_000_000_000 }) }),
    blob: fc.option(fc.constant(blobOf(story.workshop, 40)), { nil: undefined }),
  });

  it('makes what decoding reads back, field by field', () => {
    fc.assert(
      fc.property(draft, (given) => {
        const composed = composeEvent(given, transferred, kit.crypto);
        if (isRejection(composed)) return expect.fail(composed.sentence);
        const event = sealEvent(composed, author.sign(composed.toSign));
        const wire = encodeEvent(event.raw, given.blob);
        const decoded = decodeEvent(wire, imitationRegistry, kit.crypto, coop);
        expect(decoded).toEqual({ event, blob: given.blob });
      }),
      { numRuns: 300 },
    );
  });

  const plain: EventDraft<{ name: string }> = {
    coop: zeroHex,
    device: toHex(author.publicKey),
    seq: 0,
    prev: null,
    parents: [],
    time: { ms: 1, counter: 0 },
    basis: noBasis,
    content: { name: 'Bakery' },
  };

  it('sorts parents and leaves out repeats and the event before', () => {
    const [a, b, c] = ['aa'.repeat(32), 'bb'.repeat(32), 'cc'.repeat(32)];
    const given = { ...plain, seq: 1, prev: b, parents: [c, b, a, c] };
    const composed = composeEvent(given, founded, kit.crypto);
    expect(!isRejection(composed) && composed.unsigned.parents).toEqual([a, c]);
  });

  const seventeen = Array.from({ length: 17 }, (_, at) => at.toString(16).padStart(64, '0'));
  it.each([
    ['content without a name', { content: { name: '' } }, 'wrong-body'],
    ['a name with half of a surrogate pair', { content: { name: '\ud800' } }, 'wrong-body'],
    ['17 parents', { parents: seventeen }, 'wrong-shape'],
    ['a time beyond the last', { time: { ms: 2 ** 48, counter: 0 } }, 'wrong-shape'],
    ['a negative time', { time: { ms: -1, counter: 0 } }, 'wrong-shape'],
    ['a time that is no integer', { time: { ms: 0.5, counter: 0 } }, 'wrong-shape'],
    ['number 1 without an event before', { seq: 1 }, 'wrong-shape'],
  ])('refuses %s', (_, change, code) => {
    const composed = composeEvent({ ...plain, ...change }, founded, kit.crypto);
    expect(isRejection(composed) && composed.code).toBe(code);
  });

  it('refuses bodies and events beyond the limits, and accepts them at the limits', () => {
    const compose = (fill: number, blob?: Uint8Array) => {
      const content = { fill: 'f'.repeat(fill) };
      return composeEvent({ ...plain, coop, content, blob }, filled, kit.crypto);
    };
    expect(isRejection(compose(16_384 - 9))).toBe(false);
    const long = compose(16_384 - 8);
    expect(isRejection(long) && long.code).toBe('too-large');
    const longBlob = compose(10, blobOf(story.workshop, 65_537));
    expect(isRejection(longBlob) && longBlob.code).toBe('too-large');
    const whole = compose(16_384 - 9, blobOf(story.workshop, 65_536));
    expect(isRejection(whole) && whole.code).toBe('too-large');
  });
});

describe('blobs', () => {
  const salt = new Uint8Array(32).fill(9);

  it('read back what they were made of', () => {
    const content = fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' }), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(content, (given) => {
        fc.pre(!Object.hasOwn(given, '__proto__'));
        const blob = makeBlob(salt, given);
        expect(isRejection(blob)).toBe(false);
        if (!isRejection(blob)) expect(readBlob(blob)).toEqual(given);
      }),
    );
  });

  it('are refused beyond 64 KiB', () => {
    const blob = makeBlob(salt, { memo: 'm'.repeat(65_536) });
    expect(isRejection(blob) && blob.code).toBe('too-large');
  });

  it('may hold fields that look like a refusal', () => {
    const content = { rejected: 'true', code: 'x', sentence: 'y' };
    const blob = makeBlob(salt, content);
    expect(isRejection(blob) ? blob : readBlob(blob)).toEqual(content);
  });
});

describe('what a node keeps aside', () => {
  it('names the parents to ask for', () => {
    const { wire } = story.write(story.next);
    const decoded = decodeEvent(wire, imitationRegistry, kit.crypto, coop);
    if (isRejection(decoded)) return expect.fail(decoded.sentence);
    expect(missingParents(decoded.event, parentById)).toEqual([]);
    const all = missingParents(decoded.event, () => undefined);
    expect(all).toEqual([
      toHex(story.idOf('anna enrols her phone')),
      toHex(story.idOf('invitation')),
    ]);
  });

  it('is what may become valid later, nothing else', () => {
    const retryable = validityCodes.filter((code) =>
      isRetryable({ rejected: true, code, sentence: '' }),
    );
    expect(retryable).toEqual(['unknown-rules', 'missing-parent']);
    expect(fromHex(zeroHex)).toEqual(new Uint8Array(32));
  });
});

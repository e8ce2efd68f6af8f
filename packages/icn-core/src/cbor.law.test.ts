/** CBOR-1 and CBOR-2, with cborg's decoding, encoding again and comparing as the judge. */
import { decode as decodeByCborg } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalBytes } from './bytes.ts';
import { decodeCbor, decodeCborViews, encodeCbor, type CborValue } from './cbor.ts';

const { value: anyValue } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.integer(),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .dictionary(fc.string({ unit: 'binary', maxLength: 30 }), tie('value'), {
        maxKeys: 4,
        noNullPrototype: true,
      })
      .filter((map) => !Object.hasOwn(map, '__proto__')),
  ),
}));

/** -0 is not in the subset, and generators make it. */
const value = anyValue.filter((made) => !JSON.stringify(made, spellMinusZero).includes('"-0"'));

function spellMinusZero(_: string, item: unknown): unknown {
  return Object.is(item, -0) ? '-0' : item;
}

/** The rule of 1-events.md §1.2 word for word, on a decoder and an encoder that are not ours. */
function judge(bytes: Uint8Array): boolean {
  try {
    const decoded = decodeByCborg(bytes, {
      strict: true,
      rejectDuplicateMapKeys: true,
    }) as CborValue;
    return equalBytes(encodeCbor(decoded), bytes);
  } catch {
    return false;
  }
}

/** cborg drops a leading U+FEFF; the protocol keeps it (vectors/cbor/valid.json). */
function hasByteOrderMark(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).includes(Buffer.from('\ufeff'));
}

describe('canonical CBOR', () => {
  it('CBOR-1: reads back what it wrote', () => {
    fc.assert(
      fc.property(value, (made) => {
        expect(decodeCbor(encodeCbor(made))).toEqual(made);
      }),
    );
  });

  it('CBOR-1: accepts garbage only if the judge does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        fc.pre(!hasByteOrderMark(bytes));
        expect(decodeCbor(bytes) !== undefined).toBe(judge(bytes));
      }),
      { numRuns: 20_000 },
    );
  });

  it('CBOR-1: accepts damaged encodings only if the judge does', () => {
    const damage = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(value, damage, (made, [place, change]) => {
        const bytes = encodeCbor(made).slice();
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ change;
        fc.pre(!hasByteOrderMark(bytes));
        expect(decodeCbor(bytes) !== undefined).toBe(judge(bytes));
      }),
      { numRuns: 5000 },
    );
  });

  it('CBOR-2: says the same in views of what it reads, damaged or not', () => {
    const damage = fc.tuple(fc.nat(), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(value, damage, (made, [place, change]) => {
        const bytes = Buffer.from(encodeCbor(made));
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ change;
        expect(decodeCborViews(bytes)).toEqual(decodeCbor(bytes));
      }),
      { numRuns: 2000 },
    );
    const bytes = Buffer.from(encodeCbor(new Uint8Array(40).fill(7)));
    const view = decodeCborViews(bytes) as Uint8Array;
    expect(view.buffer).toBe(bytes.buffer);
    expect(Object.getPrototypeOf(view)).toBe(Uint8Array.prototype);
  });

  it('CBOR-2: shares no memory with the input, whatever kind of array that is', () => {
    const encoded = encodeCbor({ key: new Uint8Array(40).fill(7) });
    const input = Buffer.from(encoded);
    const decoded = decodeCbor(input) as { readonly key: Uint8Array };
    input.fill(0);
    expect(decoded.key).toEqual(new Uint8Array(40).fill(7));
    expect(Object.getPrototypeOf(decoded.key)).toBe(Uint8Array.prototype);
  });

  it('writes plain byte arrays that hold on to nothing else', () => {
    for (const length of [0, 10, 300, 5000, 100_000]) {
      const encoded = encodeCbor({ a: 'x'.repeat(length), b: new Uint8Array(length) });
      expect(Object.getPrototypeOf(encoded)).toBe(Uint8Array.prototype);
      expect(encoded.buffer.byteLength).toBe(encoded.length);
    }
  });

  it('CBOR-3: refuses to write what it could not read', () => {
    const beyond: readonly unknown[] = [
      0.5,
      -0,
      2 ** 53,
      Number.NaN,
      1n,
      undefined,
      [undefined],
      { a: undefined },
      '\ud800',
      { '\udfff': 1 },
      new Map(),
      new Date(0),
      JSON.parse('{"__proto__": 1}'),
      Array.from({ length: 16 }).reduce((inner: unknown) => [inner], []),
    ];
    for (const wrong of beyond) expect(() => encodeCbor(wrong as CborValue)).toThrow('CBOR-3');
  });
});

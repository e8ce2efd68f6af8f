/** Laws of the byte helpers, against Node.js's own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareBytes,
  concat,
  equalBytes,
  fromHex,
  isHex,
  parseHex,
  readUtf8,
  toHex,
  utf8Length,
} from './bytes.ts';

const bytes = fc.uint8Array({ maxLength: 200 });

describe('hexadecimal', () => {
  it('spells as Node.js does, and reads back', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(toHex(value)).toBe(Buffer.from(value).toString('hex'));
        expect(fromHex(toHex(value))).toEqual(value);
      }),
    );
  });

  it('spells more bytes than one call may have arguments', () => {
    const value = new Uint8Array(200_000).map((_, at) => at & 255);
    expect(toHex(value)).toBe(Buffer.from(value).toString('hex'));
  });

  it('refuses every other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const isSpelling = /^(?:[0-9a-f]{2})*$/u.test(text);
        expect(parseHex(text) !== undefined).toBe(isSpelling);
        expect(isHex(text, text.length / 2)).toBe(isSpelling);
      }),
    );
    for (const text of ['A0', '0', 'zz', '0x', ' 00', '00 ', '\u0660\u0660', '٠٠']) {
      expect(parseHex(text)).toBeUndefined();
      expect(() => fromHex(text)).toThrow('BYTES-1');
    }
  });

  it('keeps the order of bytes (the invariant of the module)', () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        const byText = toHex(a) < toHex(b) ? -1 : toHex(a) > toHex(b) ? 1 : 0;
        expect(Math.sign(compareBytes(a, b))).toBe(byText);
        expect(equalBytes(a, b)).toBe(byText === 0);
      }),
    );
  });
});

describe('concat', () => {
  it('joins as Node.js does', () => {
    fc.assert(
      fc.property(fc.array(bytes), (parts) => {
        expect(concat(...parts)).toEqual(new Uint8Array(Buffer.concat(parts)));
      }),
    );
  });
});

describe('UTF-8', () => {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  function decode(value: Uint8Array): string | undefined {
    try {
      return strict.decode(value);
    } catch {
      return undefined;
    }
  }

  it('reads what the platform reads, and refuses what it refuses', () => {
    // Bytes near the borders of the encoding, which random bytes hardly meet.
    const borders =
      '00417f808f909fa0bfc0c1c2dfe0e1ecedeeefbbf0f1f3f4f5ff'
        .match(/../gu)
        ?.map((hex) => parseInt(hex, 16)) ?? [];
    const telling = fc.constantFrom(...borders);
    const tellingBytes = fc.array(telling, { maxLength: 6 }).map((list) => Uint8Array.from(list));
    fc.assert(
      fc.property(fc.oneof(tellingBytes, bytes), (value) => {
        expect(readUtf8(value, 0, value.length)).toBe(decode(value));
      }),
      { numRuns: 5000 },
    );
  });

  it('reads and measures every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const encoded = new Uint8Array(Buffer.from(text, 'utf8'));
        expect(utf8Length(text)).toBe(encoded.length);
        expect(readUtf8(encoded, 0, encoded.length)).toBe(text);
      }),
    );
    const long = 'wörter 😀 '.repeat(2000);
    const encoded = new Uint8Array(Buffer.from(long, 'utf8'));
    expect(readUtf8(encoded, 0, encoded.length)).toBe(long);
  });

  it('has no length for half of a surrogate pair', () => {
    for (const text of ['\ud83d', 'a\ud83da', '\ude00', '\ude00\ud83d', '\ud83d\ud83d\ude00']) {
      expect(utf8Length(text)).toBeUndefined();
    }
  });
});

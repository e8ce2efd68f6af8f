/** The building blocks of bodies: both directions, and that no schema tidies up what it reads. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { minutesMax } from './limits.ts';
import {
  eventTypeName,
  hex32,
  integer,
  isHex32,
  line,
  minutes,
  risingList,
  signature64,
  text,
  timeMs,
} from './schema.ts';

const key = new Uint8Array(32).fill(0xab);
const keyText = 'ab'.repeat(32);

describe('hex32 and signature64', () => {
  it('are bytes on the wire and text in content', () => {
    expect(z.decode(hex32, key)).toBe(keyText);
    expect(z.encode(hex32, keyText)).toEqual(key);
    expect(z.decode(signature64, new Uint8Array(64))).toBe('00'.repeat(64));
  });

  it.each([keyText, new Uint8Array(31), new Uint8Array(33), [...key], null, undefined, {}])(
    'refuse on the wire: %s',
    (wrong) => {
      expect(hex32.safeParse(wrong).success).toBe(false);
    },
  );

  it.each([keyText.toUpperCase(), keyText.slice(2), `${keyText}00`, '', 'g'.repeat(64), 7])(
    'refuse in content: %s',
    (wrong) => {
      expect(z.safeEncode(hex32, wrong as string).success).toBe(false);
    },
  );

  it('know ids in rows', () => {
    expect(isHex32(keyText)).toBe(true);
    expect(isHex32(key)).toBe(false);
    expect(isHex32(keyText.slice(2))).toBe(false);
  });
});

describe('numbers', () => {
  it.each([
    [minutes, 1, true],
    [minutes, minutesMax, true],
    [minutes, minutesMax + 1, false],
    [minutes, 0, false],
    [minutes, -1, false],
    [minutes, 1.5, false],
    [minutes, '1', false],
    [minutes, 1n, false],
    [minutes, Number.NaN, false],
    [timeMs, 0, true],
    [timeMs, 2 ** 48 - 1, true],
    [timeMs, 2 ** 48, false],
    [integer(-5), -5, true],
    [integer(-5), -6, false],
    [integer(0), Number.MAX_SAFE_INTEGER, true],
    [integer(0), 2 ** 53, false],
  ])('%#: %s', (schema, value, isValid) => {
    expect(schema.safeParse(value).success).toBe(isValid);
  });
});

describe('texts', () => {
  it('are taken as they are or not at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        for (const schema of [line(80), text(8000)]) {
          const { success, data } = schema.safeParse(value);
          expect(data).toBe(success ? value : undefined);
        }
      }),
    );
  });

  it('are refused in a bounded time, however long', () => {
    expect(text(8000).safeParse(' '.repeat(10_000_000)).success).toBe(false);
  });
});

describe('type names', () => {
  it.each([
    ['ledger.transferred', true],
    ['member.invitation-revoked', true],
    ['ledger', false],
    ['Ledger.transferred', false],
    ['ledger.transferred-', false],
    ['ledger.transferred\n', false],
    [`a.${'b'.repeat(30)}`, true],
    [`a.${'b'.repeat(31)}`, false],
  ])('%j', (name, isValid) => {
    expect(eventTypeName.safeParse(name).success).toBe(isValid);
  });
});

describe('rising lists', () => {
  const ids = (...fills: readonly number[]) => fills.map((fill) => new Uint8Array(32).fill(fill));

  it('have one spelling', () => {
    const list = risingList(hex32, 3);
    expect(list.safeParse(ids()).success).toBe(true);
    expect(list.safeParse(ids(1, 2, 255)).success).toBe(true);
    expect(list.safeParse(ids(2, 1)).success).toBe(false);
    expect(list.safeParse(ids(1, 1)).success).toBe(false);
    expect(list.safeParse(ids(1, 2, 3, 4)).success).toBe(false);
    expect(z.encode(list, z.decode(list, ids(1, 2)))).toEqual(ids(1, 2));
  });
});

describe('strict objects', () => {
  it('refuse the key that JavaScript treats specially', () => {
    const body = z.strictObject({ minutes });
    expect(body.safeParse(JSON.parse('{"minutes": 1, "__proto__": 1}')).success).toBe(false);
  });
});

/** Vectors of canonical CBOR (1-events.md §1.2). Bytes are written out by hand, so that no encoder of ours judges itself. */
import { ascii, concat, fromHex, type CborValue } from 'icn-core';
import { spellBytes, spellValue, type CborCase, type VectorFile } from '../format.ts';

const nested = (depth: number): Uint8Array => {
  const heads = new Uint8Array(depth).fill(0x81);
  heads[depth - 1] = 0x80;
  return heads;
};
const nestedValue = (depth: number): CborValue => (depth === 1 ? [] : [nestedValue(depth - 1)]);

const valid: readonly (readonly [about: string, hex: string, value: CborValue])[] = [
  ['zero', '00', 0],
  ['largest in the first byte', '17', 23],
  ['smallest of two bytes', '1818', 24],
  ['largest of two bytes', '18ff', 255],
  ['smallest of three bytes', '190100', 256],
  ['largest of three bytes', '19ffff', 65_535],
  ['smallest of five bytes', '1a00010000', 65_536],
  ['largest of five bytes', '1affffffff', 4_294_967_295],
  ['smallest of nine bytes', '1b0000000100000000', 4_294_967_296],
  ['the largest integer', '1b001fffffffffffff', Number.MAX_SAFE_INTEGER],
  ['minus one', '20', -1],
  ['minus 24', '37', -24],
  ['minus 25', '3818', -25],
  ['minus 2^32', '3affffffff', -4_294_967_296],
  ['the smallest integer', '3b001ffffffffffffe', -Number.MAX_SAFE_INTEGER],
  ['no bytes', '40', new Uint8Array(0)],
  ['four bytes', '4401020304', Uint8Array.of(1, 2, 3, 4)],
  ['24 bytes', `5818${'00'.repeat(24)}`, new Uint8Array(24)],
  ['no text', '60', ''],
  ['ASCII', '6161', 'a'],
  ['two bytes of UTF-8', '62c3bc', 'ü'],
  ['three bytes of UTF-8', '63e6b0b4', '水'],
  ['four bytes of UTF-8', '64f0908591', '𐅑'],
  ['the last code point', '64f48fbfbf', '\u{10ffff}'],
  ['the last code point before the surrogates', '63ed9fbf', '\ud7ff'],
  ['a leading U+FEFF stays part of the text', '66efbbbf616263', '\ufeffabc'],
  ['a leading U+FEFF in a long text', `7823efbbbf${'61'.repeat(32)}`, `\ufeff${'a'.repeat(32)}`],
  ['U+0000', '6100', '\0'],
  ['U+FFFD itself', '63efbfbd', '\ufffd'],
  ['no items', '80', []],
  ['three items', '83010203', [1, 2, 3]],
  ['items within items', '8301820203820405', [1, [2, 3], [4, 5]]],
  ['an empty map', 'a0', {}],
  ['keys in order', 'a26161016162820203', { a: 1, b: [2, 3] }],
  ['a shorter key comes first', 'a2617a0162616102', { z: 1, aa: 2 }],
  ['the empty key', 'a16001', { '': 1 }],
  [
    'digits as keys are texts, not positions',
    'a361310061390062313000',
    { '1': 0, '9': 0, '10': 0 },
  ],
  [
    'keys that mean something to JavaScript',
    'a268746f537472696e67016b636f6e7374727563746f7202',
    { toString: 1, constructor: 2 },
  ],
  ['false', 'f4', false],
  ['true', 'f5', true],
  ['null', 'f6', null],
];

const invalid: readonly (readonly [about: string, hex: string])[] = [
  ['nothing', ''],
  ['a second value follows', '0000'],
  ['0 in two bytes', '1800'],
  ['23 in two bytes', '1817'],
  ['255 in three bytes', '1900ff'],
  ['65,535 in five bytes', '1a0000ffff'],
  ['2^32 - 1 in nine bytes', '1b00000000ffffffff'],
  ['2^53', '1b0020000000000000'],
  ['2^53 + 1', '1b0020000000000001'],
  ['2^64 - 1', '1bffffffffffffffff'],
  ['-2^53', '3b001fffffffffffff'],
  ['-2^64', '3bffffffffffffffff'],
  ['reserved additional information 28', '1c'],
  ['reserved additional information 29', '1d'],
  ['reserved additional information 30', '1e'],
  ['additional information 31 on an integer', '1f'],
  ['the argument is cut off', '19ff'],
  ['a length of bytes in two bytes where one does', '580100'],
  ['bytes are cut off', '44010203'],
  ['bytes of a length that no memory holds', '5b001fffffffffffff'],
  ['bytes of indefinite length', '5f420102ff'],
  ['text of indefinite length', '7f6161ff'],
  ['text is cut off', '6261'],
  ['text that is not UTF-8: a lone continuation byte', '6180'],
  ['text that is not UTF-8: a first byte alone', '61c3'],
  ['text that is not UTF-8: overlong slash', '62c0af'],
  ['text that is not UTF-8: overlong in three bytes', '63e080af'],
  ['text that is not UTF-8: overlong in four bytes', '64f08080af'],
  ['text that is not UTF-8: first surrogate', '63eda080'],
  ['text that is not UTF-8: last surrogate', '63edbfbf'],
  ['text that is not UTF-8: beyond U+10FFFF', '64f4908080'],
  ['text that is not UTF-8: byte F5', '64f5808080'],
  ['text that is not UTF-8: byte FF', '61ff'],
  ['text that is not UTF-8 within 40 bytes', `7828${'61'.repeat(39)}80`],
  ['an array is cut off', '8201'],
  ['an array of a length that no memory holds', '9b001fffffffffffff'],
  ['an array of indefinite length', '9f0102ff'],
  ['a map of indefinite length', 'bf616101ff'],
  ['a map is cut off after a key', 'a16161'],
  ['keys out of order', 'a2616201616102'],
  ['a longer key first', 'a262616101617a02'],
  ['a key twice', 'a2616101616102'],
  ['an integer as key', 'a10102'],
  ['bytes as key', 'a1416101'],
  ['an array as key', 'a18001'],
  ['a key whose length is spelled too long', 'a178016101'],
  ['the key __proto__', 'a1695f5f70726f746f5f5f01'],
  ['the key __proto__ with a map', 'a1695f5f70726f746f5f5fa0'],
  ['a tag', 'c001'],
  ['a big number', 'c24101'],
  ['undefined', 'f7'],
  ['another simple value', 'e0'],
  ['a simple value in two bytes', 'f8ff'],
  ['true in two bytes', 'f815'],
  ['half float 0.0', 'f90000'],
  ['half float -0.0', 'f98000'],
  ['half float 1.0', 'f93c00'],
  ['half float NaN', 'f97e00'],
  ['half float infinity', 'f97c00'],
  ['single float', 'fa47c35000'],
  ['double float 1.1', 'fb3ff199999999999a'],
  ['double float -0.0', 'fb8000000000000000'],
  ['a break alone', 'ff'],
  ['a break inside an array', '81ff'],
];

export function makeCborValid(): VectorFile<CborCase> {
  return {
    about: 'Bytes that are canonical, and the value they say. Encoding the value gives the bytes.',
    cases: [
      ...valid.map(([about, hex, value]) => ({
        about,
        encoded: spellBytes(fromHex(hex)),
        value: spellValue(value),
      })),
      {
        about: '16 arrays deep',
        encoded: spellBytes(nested(16)),
        value: spellValue(nestedValue(16)),
      },
      {
        about: '65,536 bytes',
        encoded: spellBytes(concat(fromHex('5a00010000'), new Uint8Array(65_536))),
        value: spellValue(new Uint8Array(65_536)),
      },
      {
        about: 'a text of 8,000 bytes',
        encoded: spellBytes(concat(fromHex('791f40'), ascii('x'.repeat(8000)))),
        value: spellValue('x'.repeat(8000)),
      },
    ],
  };
}

export function makeCborInvalid(): VectorFile<CborCase> {
  return {
    about: 'Bytes that every decoder must refuse.',
    cases: [
      ...invalid.map(([about, hex]) => ({ about, encoded: spellBytes(fromHex(hex)) })),
      { about: '17 arrays deep', encoded: spellBytes(nested(17)) },
      { about: '60,000 arrays deep', encoded: spellBytes(nested(60_000)) },
      { about: '60,000 arrays deep, cut off', encoded: spellBytes(nested(60_000).subarray(0, -1)) },
    ],
  };
}

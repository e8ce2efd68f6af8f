/**
 * Bytes and their hexadecimal spelling. On the wire ids, keys and signatures are byte strings; everywhere else in the
 * software they are `Hex`, because text compares, prints and keys a map without ceremony.
 *
 * Invariant: the order of `Hex` texts by code unit is the order of the bytes they spell.
 */
import { assert } from './outcome.ts';

/** Lowercase hexadecimal text of whole bytes: 64 digits for an id or key, 128 for a signature. */
export type Hex = string;

/** 32 zero bytes: the `c` of a genesis event, and the checkpoint hash before the first checkpoint. */
export const zeroHex: Hex = '0'.repeat(64);

const digitCodes = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const notADigit = 255;
const digitValues = new Uint8Array(128).fill(notADigit);
for (const [value, code] of digitCodes.entries()) digitValues[code] = value;

// Filled and read within one call of toHex; kept between calls because allocating it costs as much as filling it.
const codesOf32 = Array.from({ length: 64 }, () => 0);

/** Spells bytes in lowercase hexadecimal. About 0.2 µs for 32 bytes. */
export function toHex(bytes: Uint8Array): Hex {
  if (bytes.length === 32) {
    fillCodes(codesOf32, bytes);
    // One flat string; concatenation would leave a rope that every later map lookup has to flatten.
    return String.fromCharCode.apply(null, codesOf32);
  }
  let text = '';
  for (let start = 0; start < bytes.length; start += 4096) {
    const codes: number[] = [];
    fillCodes(codes, bytes.subarray(start, start + 4096));
    text += String.fromCharCode.apply(null, codes);
  }
  return text;
}

function fillCodes(codes: number[], bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    codes[2 * at] = digitCodes[byte >> 4] as number;
    codes[2 * at + 1] = digitCodes[byte & 15] as number;
  }
}

/**
 * Reads lowercase hexadecimal text. For text from outside use `parseHex`.
 * @throws Error when the text is not whole bytes in lowercase hexadecimal: a bug of the caller.
 */
export function fromHex(text: Hex): Uint8Array {
  const bytes = parseHex(text);
  assert(bytes !== undefined, 'BYTES-1: text handed to fromHex is lowercase hexadecimal');
  return bytes;
}

/** Reads lowercase hexadecimal text of any origin; `undefined` when it is anything else. */
export function parseHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length >>> 1);
  for (let at = 0; at < bytes.length; at += 1) {
    const high = digitValue(text.charCodeAt(2 * at));
    const low = digitValue(text.charCodeAt(2 * at + 1));
    if (high === notADigit || low === notADigit) return undefined;
    bytes[at] = (high << 4) | low;
  }
  return bytes;
}

function digitValue(code: number): number {
  return digitValues[code] ?? notADigit;
}

/** True when `text` spells exactly `length` bytes in lowercase hexadecimal. */
export function isHex(text: string, length: number): boolean {
  return text.length === 2 * length && parseHex(text) !== undefined;
}

/** The `Hex` of a hash, id or key in decoded data of any origin; undefined for anything but 32 bytes. */
export function readHash(value: unknown): Hex | undefined {
  return value instanceof Uint8Array && value.length === 32 ? toHex(value) : undefined;
}

/** Joins byte strings into a new one. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Orders byte strings bytewise; a prefix comes before what it begins. Negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = a.length < b.length ? a.length : b.length;
  for (let at = 0; at < shared; at += 1) {
    const difference = (a[at] as number) - (b[at] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** True when both hold the same bytes. Not for secrets: it stops at the first difference. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

/**
 * Bytes of ASCII text.
 * @throws Error on any other character: a bug of the caller.
 */
export function ascii(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    assert(code < 128, 'BYTES-2: text handed to ascii is ASCII');
    bytes[at] = code;
  }
  return bytes;
}

/**
 * The bytes that the characters of a text stand for, one each, as in Latin-1. Node.js hands hashes out
 * as such texts four times as fast as in a `Buffer`, which is memory of its own.
 */
export function latin1ToBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** Length of a text in bytes of UTF-8; `undefined` when it holds half of a surrogate pair and so has no UTF-8 form. */
export function utf8Length(text: string): number | undefined {
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) length += 1;
    else if (code < 0x800) length += 2;
    else if (code < 0xd800 || code > 0xdfff) length += 3;
    else {
      const next = text.charCodeAt(at + 1);
      if (code > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return undefined;
      length += 4;
      at += 1;
    }
  }
  return length;
}

/**
 * Reads UTF-8 between two offsets; `undefined` when it is not valid (overlong forms, surrogates, beyond U+10FFFF). A
 * leading U+FEFF is kept: dropping it, as TextDecoder does, would let two byte strings spell one text.
 */
export function readUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = '';
  const units: number[] = [];
  let at = start;
  while (at < end) {
    const first = bytes[at] as number;
    if (first < 0x80) {
      units.push(first);
      at += 1;
    } else {
      const size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
      const point = at + size <= end ? multiByte(bytes, at, first, size) : undefined;
      if (point === undefined) return undefined;
      if (point < 0x10000) units.push(point);
      else units.push(0xd7c0 + (point >> 10), 0xdc00 + (point & 0x3ff));
      at += size;
    }
    if (units.length >= 4096) {
      text += String.fromCharCode.apply(null, units);
      units.length = 0;
    }
  }
  return text + String.fromCharCode.apply(null, units);
}

const lowestPointBySize = [0, 0, 0x80, 0x800, 0x10000];

function multiByte(bytes: Uint8Array, at: number, first: number, size: number): number | undefined {
  if (first < 0xc2 || first > 0xf4) return undefined;
  let point = first & (0xff >> (size + 1));
  for (let offset = 1; offset < size; offset += 1) {
    const byte = bytes[at + offset] as number;
    if ((byte & 0xc0) !== 0x80) return undefined;
    point = (point << 6) | (byte & 0x3f);
  }
  if (point < (lowestPointBySize[size] as number) || point > 0x10ffff) return undefined;
  return point >= 0xd800 && point <= 0xdfff ? undefined : point;
}

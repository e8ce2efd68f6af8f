/**
 * Crockford's base32 for secrets on paper: no I, L, O, U, which look like other characters or make words.
 *
 * Invariant: reading is tolerant of case, spaces and dashes, and of nothing else; a typing error is for the checksum.
 */
import { base32crockford } from '@scure/base';

/** Spells bytes whose number of bits is a multiple of five. */
export function toBase32(bytes: Uint8Array): string {
  return base32crockford.encode(bytes);
}

/** Reads what `toBase32` wrote; undefined when a character is not in the alphabet or the length does not fit. */
export function fromBase32(typed: string): Uint8Array | undefined {
  const text = typed.replaceAll(/[\s-]/gu, '').toUpperCase();
  // The library would read O for 0, and I and L for 1.
  const isSpelt = /^[0-9A-HJKMNP-TV-Z]*$/u.test(text) && (text.length * 5) % 8 === 0;
  return isSpelt ? base32crockford.decode(text) : undefined;
}

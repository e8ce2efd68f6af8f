/**
 * Crockford's base32 for secrets on paper: no I, L, O, U, which look like other characters or make words.
 *
 * Invariant: reading is tolerant of case, spaces and dashes, and of nothing else; a typing error is for the checksum.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Spells bytes whose number of bits is a multiple of five. */
export function toBase32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += alphabet.charAt((held >> (bits - 5)) & 31);
  }
  return text;
}

/** Reads what `toBase32` wrote; undefined when a character is not in the alphabet or the length does not fit. */
export function fromBase32(typed: string): Uint8Array | undefined {
  const text = typed.replaceAll(/[\s-]/gu, '').toUpperCase();
  if ((text.length * 5) % 8 !== 0) return undefined;
  const bytes = new Uint8Array((text.length * 5) / 8);
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) return undefined;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = (held >> bits) & 0xff;
    at += 1;
  }
  return bytes;
}

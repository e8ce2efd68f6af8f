/** Links and spare codes: what is written is read back, and nothing else is. */
import { describe, expect, it } from 'vitest';
import { isRejection } from 'icn-core';
import { openCrypto } from 'icn-crypto/node';
import { readLink, showLink } from './link.ts';
import { readSpareCode, spareCode, spareSeed } from './spare-code.ts';

const { crypto } = openCrypto();

describe('a link', () => {
  const seed = new Uint8Array(32).fill(7);
  const link = { coop: 'ab'.repeat(32), invitation: 'cd'.repeat(32), seed };
  const text = showLink(link, crypto);

  it('reads back, also behind another address', () => {
    expect(text).toMatch(/^icn:\/\/join#[\w-]+$/u);
    expect(readLink(text, crypto)).toEqual(link);
    expect(readLink(` https://coop.example/join#${text.split('#')[1]} `, crypto)).toEqual(link);
  });

  it('with one character wrong, missing or too many is refused', () => {
    for (let at = 'icn://join#'.length; at < text.length; at += 1) {
      const other = text[at] === 'A' ? 'B' : 'A';
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      expect(isRejection(readLink(changed, crypto)), changed).toBe(true);
    }
    for (const wrong of [text.slice(0, -1), `${text}A`, 'icn://join#', '', 'x'.repeat(10_000)]) {
      expect(isRejection(readLink(wrong, crypto))).toBe(true);
    }
  });
});

describe('a spare code', () => {
  const secret = Uint8Array.from({ length: 16 }, (_, at) => 17 * at);
  const code = spareCode(secret, crypto);

  it('has eight groups of four and reads back, however it is typed', () => {
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/u);
    expect(readSpareCode(code, crypto)).toEqual(secret);
    expect(readSpareCode(code.toLowerCase().replaceAll('-', ' '), crypto)).toEqual(secret);
  });

  it('finds every single wrong character, and says what to do', () => {
    for (let at = 0; at < code.length; at += 1) {
      if (code[at] === '-') continue;
      const changed = `${code.slice(0, at)}${code[at] === '0' ? '1' : '0'}${code.slice(at + 1)}`;
      expect(readSpareCode(changed, crypto)).toMatchObject({ code: 'spare-code-misspelt' });
    }
    expect(readSpareCode(code.slice(5), crypto)).toMatchObject({ code: 'not-a-spare-code' });
    expect(readSpareCode(code.replace(/[0-9A-Z]/u, 'U'), crypto)).toMatchObject({
      code: 'not-a-spare-code',
    });
  });

  it('gives the same key in every release', () => {
    expect(Buffer.from(spareSeed(secret, crypto)).toString('hex')).toMatchInlineSnapshot(
      `"931e4890e674ea364bf1e674f780cade754a1e403484610a2ca99d89cd52705c"`,
    );
    expect(code).toMatchInlineSnapshot(`"008J-4CT4-ANK7-F24S-NAXW-SQFE-ZXTG-1P0E"`);
  });
});

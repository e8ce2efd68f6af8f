/** Vectors of what people see and type: member ids, codes, texts. */
import { hashToCode, memberIdToText, prefixed, toHex } from 'icn-core';
import type { CodeCase, SpellingCase, TextCase, VectorFile } from '../format.ts';
import type { Workshop } from './workshop.ts';

export function makeMemberIds({ bytes }: Workshop): VectorFile<SpellingCase> {
  const id = toHex(bytes('member id', 32));
  const text = memberIdToText(id);
  const digits = text.slice('did:icn:'.length);
  const zeros = `did:icn:${'1'.repeat(32)}`;
  const refuse = (about: string, spelled: string): SpellingCase => ({
    about,
    text: spelled,
    reads: null,
  });
  return {
    about: 'The one spelling of a member id, and others that look like it.',
    cases: [
      { about: 'as it is written', text, reads: id },
      { about: '32 zero bytes', text: zeros, reads: '00'.repeat(32) },
      {
        about: '32 bytes of ff',
        text: 'did:icn:JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG',
        reads: 'ff'.repeat(32),
      },
      refuse('a space before', ` ${text}`),
      refuse('a space after', `${text} `),
      refuse('a newline after', `${text}\n`),
      refuse('the prefix in capitals', text.replace('did:icn:', 'DID:ICN:')),
      refuse('the method in capitals', text.replace('icn', 'ICN')),
      refuse('all in capitals', text.toUpperCase()),
      // The alphabet has both cases and there is no checksum: these are ids too, but never this one.
      {
        about: 'all in small letters: another id',
        text: text.toLowerCase(),
        reads: '818fea6292fa0c7c5babe65b46e8525deac54611e9905604299f52ea7ac7e50a',
      },
      {
        about: 'a digit less: another id',
        text: text.slice(0, -1),
        reads: '023bdc47df743981199d9286ec9b315de533ca9f416a548c11bf6029230e7f9c',
      },
      refuse('with a multibase prefix', `did:icn:z${digits}`),
      refuse('without the prefix', digits),
      refuse('another method', text.replace('did:icn:', 'did:key:')),
      refuse('a slash and a path after', `${text}/1`),
      refuse('a fragment after', `${text}#key-1`),
      refuse('a query after', `${text}?v=1`),
      refuse('a leading 1 more: 33 bytes', `did:icn:1${digits}`),
      refuse('a zero byte less: 31 bytes', zeros.slice(0, -1)),
      refuse('a zero byte more: 33 bytes', `${zeros}1`),
      refuse('a digit more', `${text}2`),
      refuse('0, which is not in the alphabet', `${text.slice(0, -1)}0`),
      refuse('O, which is not in the alphabet', `${text.slice(0, -1)}O`),
      refuse('l, which is not in the alphabet', `${text.slice(0, -1)}l`),
      refuse('hexadecimal', `did:icn:${id}`),
      refuse(
        '2^256: one more than 32 bytes hold',
        'did:icn:JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFH',
      ),
      refuse('percent-encoded', text.replace('did:icn:', 'did%3Aicn%3A')),
      refuse('a zero-width space inside', `${text.slice(0, 20)}\u200b${text.slice(20)}`),
      refuse('a full-width digit', `${text.slice(0, -1)}\uff12`),
      refuse('nothing after the prefix', 'did:icn:'),
      refuse('nothing', ''),
    ],
  };
}

export function makeCodes({ crypto, bytes }: Workshop): VectorFile<CodeCase> {
  const hash = crypto.sha256(prefixed('icn/join-code/1', bytes('member id', 32)));
  return {
    about: 'The first 60 bits of a hash as 12 characters of 0-9 A-Z without I, L, O, U.',
    cases: [
      { hash: '00'.repeat(32), code: '000000000000' },
      { hash: 'ff'.repeat(32), code: 'ZZZZZZZZZZZZ' },
      // 00000 00001 00010 00011 … 01011, then four bits that do not count.
      { hash: `00443214c74254ba${'ff'.repeat(24)}`, code: '0123456789AB' },
      { hash: `0000000000000010${'00'.repeat(24)}`, code: '000000000001' },
      { hash: `000000000000000f${'ff'.repeat(24)}`, code: '000000000000' },
      { hash: toHex(hash), code: hashToCode(hash) },
    ],
  };
}

export function makeTypedCodes(): VectorFile<SpellingCase> {
  const reads = '0123456789AB';
  const accept = (about: string, text: string): SpellingCase => ({ about, text, reads });
  const refuse = (about: string, text: string): SpellingCase => ({ about, text, reads: null });
  return {
    about: 'Codes as people type them.',
    cases: [
      accept('as shown', '0123-4567-89AB'),
      accept('without separators', '0123456789AB'),
      accept('in small letters', '0123-4567-89ab'),
      accept('with spaces', ' 0123 4567 89AB '),
      accept('grouped otherwise', '01-23-45-67-89-AB'),
      refuse('one character short', '0123-4567-89A'),
      refuse('one character more', '0123-4567-89ABC'),
      refuse('O for 0', 'O123-4567-89AB'),
      refuse('I for 1', '0I23-4567-89AB'),
      refuse('L for 1', '0L23-4567-89AB'),
      refuse('U, which no code holds', '0123-4567-89AU'),
      refuse('another separator', '0123_4567_89AB'),
      refuse('a digit of another script', '\u06610123456789AB'),
      refuse('nothing', ''),
    ],
  };
}

export function makeTexts(): VectorFile<TextCase> {
  const line = (
    about: string,
    text: string | readonly number[],
    valid: boolean,
    bytesMax = 80,
  ): TextCase => ({
    about,
    kind: 'line',
    bytesMax,
    text,
    valid,
  });
  const long = (about: string, text: string, valid: boolean): TextCase => ({
    ...line(about, text, valid, 8000),
    kind: 'text',
  });
  const forbidden = [
    0, 9, 10, 13, 0x1f, 0x7f, 0x80, 0x85, 0x9f, 0x2028, 0x2029, 0x200b, 0x200e, 0x200f, 0x202a,
    0x202e, 0x2060, 0x2066, 0x2069, 0xfeff,
  ];
  return {
    about: 'Texts that people see (1-events.md §1.3).',
    cases: [
      line('one letter', 'a', true),
      line('many scripts', 'Ana Müller 水 עדה عمر', true),
      line('an emoji of several code points', '👩\u200d🌾', true),
      line('a joiner inside a word', 'می\u200cخواهم', true),
      line('80 bytes', 'a'.repeat(80), true),
      line('81 bytes', 'a'.repeat(81), false),
      line('40 letters of two bytes', 'ü'.repeat(40), true),
      line('41 letters of two bytes', 'ü'.repeat(41), false),
      line('20 characters of four bytes', '😀'.repeat(20), true),
      line('nothing', '', false),
      line('a space before', ' a', false),
      line('a space after', 'a ', false),
      line('spaces within', 'a  b', true),
      line('a no-break space at the end', 'a\u00a0', true),
      line('half of a surrogate pair', [0x61, 0xd83d], false),
      line('the other half', [0xde00, 0x61], false),
      ...forbidden.map((code) =>
        line(`U+${code.toString(16).padStart(4, '0')} inside`, [0x61, code, 0x62], false),
      ),
      line('U+00A0 inside', [0x61, 0xa0, 0x62], true),
      line('U+2027 inside', [0x61, 0x2027, 0x62], true),
      long('newline and tab inside', 'a\n\tb', true),
      long('a newline at the end', 'a\n', false),
      long('a carriage return inside', 'a\r\nb', false),
      long('an override inside', 'pay 10 to \u202eannA', false),
      long('8,000 bytes', 'a'.repeat(8000), true),
      long('8,001 bytes', 'a'.repeat(8001), false),
    ],
  };
}

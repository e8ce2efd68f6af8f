/** The spreadsheet of a cooperative: every way in which it comes, and every way in which it is wrong. */
import { describe, expect, it } from 'vitest';
import { isRejection } from 'icn-core';
import { readMembersSheet, type SheetMember } from './members-sheet.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(text: string): readonly SheetMember[] {
  const members = readMembersSheet(bytesOf(text));
  if (isRejection(members)) throw new Error(`${members.code}: ${members.sentence}`);
  return members;
}

function refusal(content: string | Uint8Array): { code: string; sentence: string } {
  const result = readMembersSheet(typeof content === 'string' ? bytesOf(content) : content);
  if (!isRejection(result)) throw new Error('was not refused');
  return result;
}

const minutesOf = (cell: string): number | undefined =>
  read(`name;balance\nAna;"${cell}"`)[0]?.minutes;

const badBalance = (cell: string): string =>
  refusal(`name;balance\nAna;"${cell.replaceAll('"', '""')}"`).sentence;

describe('separators and titles', () => {
  it.each([
    ['commas', 'name,e-mail,opening balance\nAna,ana@x.org,12.5'],
    ['semicolons', 'name;e-mail;opening balance\nAna;ana@x.org;12,5'],
    ['tabs', 'name\te-mail\topening balance\nAna\tana@x.org\t12,5'],
    ['Windows line ends', 'name,e-mail,opening balance\r\nAna,ana@x.org,12.5\r\n'],
    ['a byte order mark', '\ufeffname,e-mail,opening balance\nAna,ana@x.org,12.5'],
    ['Spanish', 'Nombre;Correo electrónico;Saldo inicial\nAna;ana@x.org;12,5'],
    ['capitals, blanks and units', ' NAME ; E-Mail ;Balance (hours)\nAna;ana@x.org;12,5'],
    ['another order and more columns', 'saldo;tel;nombre;correo\n12,5;123;Ana;ana@x.org'],
    ['empty lines', '\nname,email,balance\n\n,,\nAna,ana@x.org,12.5\n\n'],
    ['quoted cells', '"name","email","balance"\n"Ana","ana@x.org","12,5"'],
  ])('%s', (_what, text) => {
    expect(read(text)).toMatchObject([{ name: 'Ana', email: 'ana@x.org', minutes: 750 }]);
  });

  it('a comma in a quoted cell is no separator', () => {
    expect(read('name,balance\n"Ruiz, Ana",1')[0]?.name).toBe('Ruiz, Ana');
  });

  it('needs nothing but names', () => {
    expect(read('member\nAna\nBen')).toEqual([
      { line: 2, name: 'Ana', email: '', minutes: undefined },
      { line: 3, name: 'Ben', email: '', minutes: undefined },
    ]);
  });

  it('a file without titles says so', () => {
    expect(refusal('Ana,ana@x.org,3')).toMatchObject({ code: 'no-name-column' });
  });

  it('two columns for one thing are not guessed between', () => {
    expect(refusal('name,balance,saldo\nAna,1,2')).toMatchObject({ code: 'double-column' });
  });

  it('minutes, when the title says so', () => {
    expect(read('name,balance (minutes)\nAna,90')[0]?.minutes).toBe(90);
    expect(read('nombre;minutos\nAna;-90')[0]?.minutes).toBe(-90);
    expect(refusal('name,minutes\nAna,1.5').code).toBe('bad-rows');
  });
});

describe('balances', () => {
  it.each([
    ['', undefined],
    ['0', 0],
    ['12.5', 750],
    ['12,5', 750],
    ['8:30', 510],
    ['-3,25', -195],
    ['\u22122', -120],
    ['\u20131:15', -75],
    ['(1,5)', -90],
    ['+5', 300],
    [' 7 ', 420],
    ['0,75 h', 45],
    ['-0', 0],
    ['1.05', 63],
    ['16666666', 999_999_960],
  ])('%j', (cell, minutes) => {
    expect(minutesOf(cell)).toBe(minutes);
  });

  it.each([
    ['abc', 'not an amount'],
    ['1:75', 'not an amount'],
    ['1.001', 'no whole number of minutes'],
    ['1,234.50', 'two separators'],
    ['1.234,50', 'two separators'],
    ['(-1)', 'not an amount'],
    ['--1', 'formula'],
    ['=SUM(A1:A9)', 'formula'],
    ['+A1', 'formula'],
    ['-A1', 'formula'],
    ['@now', 'formula'],
    ["=cmd|' /C calc'!A0", 'formula'],
    ['NaN', 'not an amount'],
    ['Infinity', 'not an amount'],
    ['1e9', 'not an amount'],
    ['0x10', 'not an amount'],
    ['16666668', 'more than'],
    ['\u0661\u0662', 'not an amount'],
  ])('%j is refused', (cell, words) => {
    expect(badBalance(cell)).toContain(words);
    expect(badBalance(cell)).toContain('line 2:');
  });
});

describe('names and addresses', () => {
  it.each([
    '=HYPERLINK("http://x")',
    '+49 Ana',
    '@ana',
    "Robert'); DROP TABLE members;--",
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'Ζωή Παπαδοπούλου',
    '李小龍',
    'O\u2019Brien-Smith',
    '\u0627\u0646\u0627',
  ])('%j stays the text that it is', (name) => {
    expect(read(`name;balance\n"${name.replaceAll('"', '""')}";1`)[0]?.name).toBe(name);
  });

  it.each([
    ['too long', 'x'.repeat(81)],
    ['a direction mark', 'Ana\u202e'],
    ['a zero-width space', 'An\u200ba'],
    ['a line break', 'Ana\nRuiz'],
    ['nothing', ''],
  ])('%s is refused by line', (_what, name) => {
    expect(refusal(`name;balance\nBen;1\n"${name}";1`).sentence).toContain('line 3:');
  });

  it.each(['ana', 'ana@', '@x.org', 'a b@x.org', '=cmd@x.org', 'ana@x'])(
    '%j is no e-mail address',
    (email) => {
      expect(refusal(`name,email\nAna,${email}`).sentence).toContain('not an e-mail address');
    },
  );

  it('the same person twice is named with both lines', () => {
    const { sentence } = refusal('name,email\nAna,a@x.org\nBen,b@x.org\n ANA ,c@x.org\nCy,A@X.ORG');
    expect(sentence).toContain('line 4: it has the same name as line 2');
    expect(sentence).toContain('line 5: it has the same e-mail address as line 2');
    expect(sentence).toContain('2 rows are not right');
  });

  it('composed and decomposed accents are one name', () => {
    expect(refusal('name\nJos\u00e9\nJose\u0301').sentence).toContain('line 3');
  });
});

describe('lines', () => {
  it('are those of the file, whatever is between', () => {
    const text = 'name,note,balance\n\n"Ana","two\nlines",1\n\nBen,,x\nCy,,y\n';
    const { sentence } = refusal(text);
    expect(sentence).toContain('line 6:');
    expect(sentence).toContain('line 7:');
    expect(sentence).not.toContain('line 3:');
  });

  it('with Windows line ends and without one at the end', () => {
    expect(refusal('name,balance\r\nAna,1\r\nBen,x').sentence).toContain('line 3:');
  });

  it('an open quotation mark is named', () => {
    expect(refusal('name,balance\n"Ana,1\nBen,2').code).toBe('broken-quotes');
  });
});

describe('files that are something else', () => {
  it.each([
    ['a spreadsheet', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0), 'not-csv'],
    ['an old spreadsheet', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0), 'not-csv'],
    ['zero bytes', Uint8Array.of(0x6e, 0, 0x61), 'not-csv'],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x6e, 0), 'encoding-utf16'],
    ['nothing', new Uint8Array(), 'empty-sheet'],
    ['titles alone', bytesOf('name,email\n'), 'empty-sheet'],
    ['blanks', bytesOf('\n \n;;\n'), 'empty-sheet'],
  ])('%s', (_what, bytes, code) => {
    expect(refusal(bytes).code).toBe(code);
  });

  it('Latin-1 is refused by line, and read when asked for', () => {
    const latin1 = Uint8Array.from(Buffer.from('nombre;saldo\nAna;1\nI\u00f1aki;2', 'latin1'));
    expect(refusal(latin1)).toMatchObject({ code: 'encoding-not-utf8' });
    expect(refusal(latin1).sentence).toContain('Line 3');
    const members = readMembersSheet(latin1, true);
    expect(members).toMatchObject([{ name: 'Ana' }, { name: 'Iñaki', minutes: 120 }]);
  });

  it('too many rows are not a cooperative', () => {
    const rows = Array.from({ length: 201 }, (_, at) => `Member ${at}`);
    expect(refusal(['name', ...rows].join('\n')).code).toBe('too-many-rows');
  });
});

it('all or nothing: one bad row of many, and nobody is taken', () => {
  const rows = Array.from({ length: 50 }, (_, at) => `Member ${at},${at === 30 ? '=1+1' : at}`);
  const { code, sentence } = refusal(['name,balance', ...rows].join('\n'));
  expect(code).toBe('bad-rows');
  expect(sentence.split('\n')).toHaveLength(2);
  expect(sentence).toContain('line 32:');
});

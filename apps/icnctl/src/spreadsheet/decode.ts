/**
 * Bytes of a spreadsheet file to text. Encodings are not guessed: a wrong guess would put wrong names into signed records.
 */
import { reject, type Rejection } from 'icn-core';

const notCsv = reject(
  'not-csv',
  'This is not a CSV file but a whole spreadsheet or another kind of file. Open it and choose "Save as", then "CSV UTF-8".',
);
const utf16 = reject(
  'encoding-utf16',
  'This file is in UTF-16 ("Unicode text"). Save it again as "CSV UTF-8".',
);

/** Reads UTF-8, with or without a byte order mark; with `latin1` the encoding of older Western spreadsheets. */
export function decodeSheet(bytes: Uint8Array, latin1 = false): string | Rejection {
  if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])) return utf16;
  // Zip (xlsx, ods) and the older xls; a zero byte is in no text.
  if (startsWith(bytes, [0x50, 0x4b]) || startsWith(bytes, [0xd0, 0xcf]) || bytes.includes(0)) {
    return notCsv;
  }
  if (latin1) return new TextDecoder('windows-1252').decode(bytes);
  try {
    // Drops a byte order mark.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // The decoder's way to say that the bytes are not UTF-8.
    return reject(
      'encoding-not-utf8',
      `Line ${firstBadLine(bytes)} is not in UTF-8, so letters such as ñ or é would be wrong. ` +
        'Save the file as "CSV UTF-8"; if it was made by an older spreadsheet, add --latin1.',
    );
  }
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}

function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    const stop = end < 0 ? bytes.length : end;
    try {
      decoder.decode(bytes.subarray(start, stop));
    } catch {
      // This is the line that was looked for.
      return line;
    }
    start = stop + 1;
  }
  return line;
}

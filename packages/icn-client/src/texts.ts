/**
 * Texts that people give: names, memos, reasons. They are kept exactly or refused, never cleaned up, so that what was
 * signed is what was typed.
 */
import {
  line,
  memoBytesMax,
  nameBytesMax,
  reject,
  text,
  textBytesMax,
  type Rejection,
} from 'icn-core';

const name = line(nameBytesMax);
const memo = line(memoBytesMax);
const longText = text(textBytesMax);

const badName = reject(
  'bad-name',
  `A name is one line of 1 to ${nameBytesMax} bytes, without invisible characters or spaces at its ends. Correct it.`,
);
const badMemo = reject(
  'bad-memo',
  `A note is one line of at most ${memoBytesMax} bytes, without invisible characters. Shorten it.`,
);
const badText = reject(
  'bad-text',
  `A text has at most ${textBytesMax} bytes and no invisible characters. Shorten it.`,
);

/** Checks a name of a person. */
export function checkName(typed: string): Rejection | undefined {
  return name.safeParse(typed).success ? undefined : badName;
}

/** Checks what a payment or hours were for; nothing at all is fine. */
export function checkMemo(typed: string | undefined): Rejection | undefined {
  return typed === undefined || typed === '' || memo.safeParse(typed).success ? undefined : badMemo;
}

/** Checks a reason; nothing at all is fine. */
export function checkReason(typed: string | undefined): Rejection | undefined {
  const isFine = typed === undefined || typed === '' || longText.safeParse(typed).success;
  return isFine ? undefined : badText;
}

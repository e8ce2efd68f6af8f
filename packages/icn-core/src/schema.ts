/**
 * The building blocks of event bodies. A body schema is a `z.strictObject` of these; decoding turns the bytes of ids,
 * keys and signatures into `Hex`, encoding turns them back.
 *
 * Invariant: for every body that a schema accepts, encoding what it decoded gives the same body. So a schema here may
 * refuse, but never tidy up: no trimming, no defaults, no coercion.
 */
import { z } from 'zod';
import { isHex, parseHex, toHex, utf8Length, type Hex } from './bytes.ts';
import { minutesMax, timeMsEnd, typeBytesMax } from './limits.ts';
import { isRising } from './state.ts';

function fixedBytes(length: number): z.ZodCodec<z.ZodCustom<Uint8Array>, z.ZodString> {
  return z.codec(
    z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === length, {
      message: `must be ${length} bytes`,
    }),
    z.string(),
    {
      decode: toHex,
      encode: (text, payload) => {
        const bytes = parseHex(text);
        if (bytes?.length === length) return bytes;
        payload.issues.push({
          code: 'custom',
          message: `must be ${2 * length} lowercase hexadecimal digits`,
          input: text,
        });
        return z.NEVER;
      },
    },
  );
}

/** 32 bytes on the wire, `Hex` in content: an id, a key or a hash. */
export const hex32: z.ZodCodec<z.ZodCustom<Uint8Array>, z.ZodString> = fixedBytes(32);

/** 64 bytes on the wire, `Hex` of 128 digits in content: an Ed25519 signature. */
export const signature64: z.ZodCodec<z.ZodCustom<Uint8Array>, z.ZodString> = fixedBytes(64);

/** True for `Hex` of 32 bytes: for rows and JSON, where ids are text already. */
export function isHex32(value: unknown): value is Hex {
  return typeof value === 'string' && isHex(value, 32);
}

/** An integer from `min` to `max`, both included; never -0. */
export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): z.ZodInt {
  // People see this message when what they entered is out of range.
  const message = `must be a whole number from ${min} to ${max}`;
  return z.int({ message }).min(min, { message }).max(max, { message });
}

/** An amount of time credit in minutes: 1 to a thousand million. */
export const minutes: z.ZodInt = integer(1, minutesMax);

/** A moment: Unix time in milliseconds, below 2^48. */
export const timeMs: z.ZodInt = integer(0, timeMsEnd - 1);

// C0 and C1 controls and DEL; lone surrogates are found by utf8Length. Newline and tab are let through in long texts.
// oxlint-disable-next-line no-control-regex
const controlsInLine = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u;
// oxlint-disable-next-line no-control-regex
const controlsInText = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/u;
// Embeddings, overrides and isolates turn the direction of what follows: "10 hours to Ann" could show another name.
// Zero-width space, word joiner and U+FEFF make two names look alike; joiners inside words (U+200C, U+200D) stay.
const deceptive = /[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/u;

// Not `trim`: what it takes for a space grows with each edition of Unicode, and validity must not.
const blankEnds = /^[ \n\t]|[ \n\t]$/u;

/** True for a text of 1 to `bytesMax` bytes of UTF-8 that is safe to show and not blank at its ends. */
function isPlain(text: string, bytesMax: number, controls: RegExp): boolean {
  // Each UTF-16 unit takes at least one byte, so an overlong text is refused before it is read.
  if (text.length === 0 || text.length > bytesMax || blankEnds.test(text)) return false;
  const length = utf8Length(text);
  return (
    length !== undefined && length <= bytesMax && !controls.test(text) && !deceptive.test(text)
  );
}

/**
 * One line of text shown to people: 1 to `bytesMax` bytes of UTF-8, no space at its ends, no control characters, none
 * that change the direction of what follows or are invisible.
 */
export function line(bytesMax: number): z.ZodString {
  return z.string().refine((text) => isPlain(text, bytesMax, controlsInLine), {
    message: `must be one line of 1 to ${bytesMax} bytes, without blanks at its ends or invisible characters`,
  });
}

/** Like `line`, with newlines (U+000A) and tabs. */
export function text(bytesMax: number): z.ZodString {
  return z.string().refine((value) => isPlain(value, bytesMax, controlsInText), {
    message: `must be a text of 1 to ${bytesMax} bytes, without blanks at its ends or invisible characters`,
  });
}

/** Name of an event type: `domain.past-tense`, lowercase words joined by dashes, at most 32 bytes. */
export const eventTypeName: z.ZodString = z
  .string()
  .max(typeBytesMax)
  .regex(/^[a-z]+\.[a-z]+(?:-[a-z]+)*$/u);

/** A list whose items rise strictly by code unit: ids in content, so that one set has one spelling. */
export function risingList<Item extends z.ZodType<string>>(
  item: Item,
  max: number,
): z.ZodArray<Item> {
  return z.array(item).max(max).refine(isRising, { message: 'must be sorted and without repeats' });
}

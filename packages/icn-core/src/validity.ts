/**
 * The verdicts of 1-events.md §1.4: every code with what it means for the person who meets it. In the order of the
 * checks; the first that fails is the verdict.
 */
import { reject, type Rejection } from './outcome.ts';

const sentences = {
  'too-large': 'This entry is larger than entries may be. Ask its author to shorten it.',
  'not-canonical':
    'This entry is damaged or was written by faulty software. Fetch it again from another node.',
  'wrong-shape':
    'This entry does not have the form of an entry. Ask its author to update their software.',
  'unknown-version':
    'This entry was written by newer software in a form that this version cannot read. Update this node.',
  'unknown-rules': 'This entry follows newer rules than this software knows. Update this node.',
  'unknown-type':
    'This entry is of a kind that this software does not know. Ask its author to update their software.',
  'body-mismatch':
    'The content of this entry is not the one that was signed. Fetch it again from another node.',
  'blob-mismatch':
    'The personal data with this entry is not the one that was signed. Fetch it again from another node.',
  'wrong-body':
    'The content of this entry does not have the form of its kind. Ask its author to update their software.',
  'wrong-coop':
    'This entry belongs to another cooperative. Check the address you are connected to.',
  'bad-key': 'This entry names a key that is not a proper key. Ask its author to make a new one.',
  'bad-signature':
    'The signature of this entry is not valid: it was altered or forged. Fetch it again from another node.',
  'missing-parent':
    'This entry builds on others that have not arrived yet. Wait: it will be tried again when they have.',
  'wrong-previous':
    "This entry does not continue its device's own entries. Ask its author to set the device up anew.",
  'time-not-after-parents':
    'This entry claims a time before entries that it builds on. Ask its author to update their software.',
  'checkpoint-below-parent':
    'This entry builds on an older checkpoint than its predecessors. Ask its author to update their software.',
  'not-entitled':
    'The device of this entry has not been admitted by anyone. Ask its owner to add it again, or to join with a new link.',
} as const;

/** A code of §1.4. All are permanent but `missing-parent` and `unknown-rules`. */
export type ValidityCode = keyof typeof sentences;

/** The codes in the order of the checks. */
// Written above in that order; the order of an object's text keys is that of writing.
// oxlint-disable-next-line icn/no-unordered-iteration
export const validityCodes = Object.keys(sentences) as readonly ValidityCode[];

/** The verdict with this code. */
export function invalid(code: ValidityCode): Rejection {
  return reject(code, sentences[code]);
}

/** True when an event with this verdict may become valid later and is worth keeping aside. */
export function isRetryable(rejection: Rejection): boolean {
  return rejection.code === 'missing-parent' || rejection.code === 'unknown-rules';
}

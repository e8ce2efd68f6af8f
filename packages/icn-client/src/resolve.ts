/**
 * From what a person typed to what is meant: by name first, by the beginning of an id when a name is not enough.
 *
 * Invariant: one match or a rejection; nothing is guessed between two.
 */
import { reject, type Rejection } from 'icn-core';
import type { Named } from './views.ts';

/** Fewest characters of an id that are taken for one. */
const idCharactersMin = 6;

/** What is being looked for, in words: for the sentences. */
export interface Kind {
  /** `member`. */
  readonly one: string;
  /** Where to see what there is: `icnctl members`. */
  readonly list: string;
}

/** Finds the one thing that is meant. Rejects with `unknown-<kind>` or `ambiguous-<kind>`. */
export function resolve<Thing extends Named>(
  typed: string,
  things: readonly Thing[],
  kind: Kind,
): Thing | Rejection {
  const wanted = fold(typed);
  const byName = things.filter(({ name }) => fold(name) === wanted);
  if (byName.length === 1 && byName[0] !== undefined) return byName[0];
  if (byName.length === 0) {
    const found = one(byId(typed, things)) ?? one(things.filter((thing) => begins(thing, wanted)));
    return found ?? unknown(typed, kind);
  }
  return reject(
    `ambiguous-${kind.one}`,
    `There are ${byName.length} called "${typed}". Run "${kind.list} --ids" and give the beginning of the id.`,
  );
}

function one<Thing>(found: readonly Thing[]): Thing | undefined {
  return found.length === 1 ? found[0] : undefined;
}

function byId<Thing extends Named>(typed: string, things: readonly Thing[]): readonly Thing[] {
  const text = typed.trim();
  if (text.length < idCharactersMin || !/^[0-9a-f]+$/u.test(text)) return [];
  return things.filter(({ id }) => id.startsWith(text));
}

function begins({ name }: Named, wanted: string): boolean {
  return wanted.length >= 3 && fold(name).startsWith(`${wanted} `);
}

/** Letter case, composed and decomposed accents, and runs of blanks do not matter when a name is looked up. */
function fold(text: string): string {
  return text.normalize('NFC').trim().replaceAll(/\s+/gu, ' ').toLowerCase();
}

function unknown(typed: string, { one: thing, list }: Kind): Rejection {
  return reject(
    `unknown-${thing}`,
    `There is no ${thing} called "${typed}". "${list}" shows those there are.`,
  );
}

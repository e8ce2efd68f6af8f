/** Tables of cases: books and an act in, a code out. */
import { expect, it } from 'vitest';
import { Books } from './books.ts';

/** What happens, the code it ends with, and the acts; the last one counts. */
export type Case = readonly [what: string, code: string, act: (books: Books) => { code: string }];

/** One test per case, each with books of its own, whose sum must stay zero. */
export function check(cases: readonly Case[], prepare: () => Books = () => new Books()): void {
  it.each(cases)('%s: %s', (_what, code, act) => {
    const books = prepare();
    expect(act(books).code).toBe(code);
    expect(books.sum()).toBe(0);
  });
}

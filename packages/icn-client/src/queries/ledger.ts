/** Queries about accounts and entries. */
import { compareKeys, type Hex } from 'icn-core';
import { accountTable, entryTable, heldTable, limitOf, type EntryRow } from 'icn-ledger';
import type { EntryQuery } from '../client.ts';
import type { AccountView, EntryView } from '../views.ts';
import { accountNamed, memberNamed, textOf, type Books } from './names.ts';

const kindOrder = { coop: 0, member: 1, provisional: 2 } as const;

/** All accounts: the cooperative's first, then members by name, then those that wait for a member. */
export function listAccounts(books: Books): readonly AccountView[] {
  const { state } = books;
  return state
    .entries(accountTable)
    .map(([id, row]): AccountView => ({
      ...accountNamed(books, id),
      kind: row.kind,
      balance: row.balance,
      limit: limitOf(state, id, row),
      opening: row.opening ?? undefined,
      openingAnswer: row.openingAnswer,
      held: state.get(heldTable, id)?.length ?? 0,
    }))
    .toSorted(
      (a, b) =>
        kindOrder[a.kind] - kindOrder[b.kind] ||
        a.name.localeCompare(b.name, 'en') ||
        compareKeys(a.id, b.id),
    );
}

/** Entries in the order of their times. Reads the whole table: for lists that people asked for, not for loops. */
export function listEntries(books: Books, query: EntryQuery): readonly EntryView[] {
  if (query.id !== undefined) {
    const row = books.state.get(entryTable, query.id);
    return row !== undefined && isWanted(row, query) ? [entryView(books, query.id, row)] : [];
  }
  return books.state
    .entries(entryTable)
    .filter(([, row]) => isWanted(row, query))
    .toSorted(([a, x], [b, y]) => x.at - y.at || compareKeys(a, b))
    .map(([id, row]) => entryView(books, id, row));
}

function isWanted(row: EntryRow, { account, status, kind }: EntryQuery): boolean {
  return (
    (account === undefined || row.from === account || row.to === account) &&
    (status === undefined || row.status === status) &&
    (kind === undefined || row.kind === kind)
  );
}

function entryView(books: Books, id: Hex, row: EntryRow): EntryView {
  const memberOrNone = (member: Hex | null) =>
    member === null ? undefined : memberNamed(books, member);
  return {
    id,
    kind: row.kind,
    status: row.status,
    from: accountNamed(books, row.from),
    to: accountNamed(books, row.to),
    minutes: row.minutes,
    author: memberOrNone(row.author),
    at: row.at,
    day: row.day ?? undefined,
    confirmed: memberOrNone(row.confirmed),
    of: row.of ?? undefined,
    memo: textOf(books, id, 'memo'),
  };
}

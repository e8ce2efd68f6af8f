/**
 * Names of people and accounts for everything that is shown. Names of people are personal data: they are in blobs and
 * may be erased, so each has something to be called without one.
 */
import type { BlobContent, Hex, StateReader } from 'icn-core';
import { invitationTable, memberTable } from 'icn-identity';
import { accountTable } from 'icn-ledger';
import type { Named } from '../views.ts';

/** The personal part of an event: its texts, or why there are none. */
export type Personal = BlobContent | 'none' | 'erased' | 'missing';

/** What queries read: state, and the personal part of an event by its id. */
export interface Books {
  readonly coop: Hex;
  readonly state: StateReader;
  readonly personal: (event: Hex) => Personal;
}

/** One text of an event's personal part. */
export function textOf(books: Books, event: Hex, field: string): string | undefined {
  const personal = books.personal(event);
  return typeof personal === 'string' ? undefined : personal[field];
}

/** A member and their name. */
export function memberNamed(books: Books, id: Hex): Named {
  const invitation = books.state.get(memberTable, id)?.invitation ?? undefined;
  const name =
    textOf(books, id, 'name') ??
    (invitation === undefined ? undefined : textOf(books, invitation, 'name'));
  return { id, name: name ?? '(name erased)' };
}

/** Somebody who was invited. */
export function invitedNamed(books: Books, id: Hex): Named {
  return { id, name: textOf(books, id, 'name') ?? '(name erased)' };
}

/** An account, called like its member, or by its own name. */
export function accountNamed(books: Books, id: Hex): Named {
  const row = books.state.get(accountTable, id);
  if (row?.name !== undefined && row.name !== null) return { id, name: row.name };
  if (books.state.get(memberTable, id) !== undefined) return memberNamed(books, id);
  // An entry may name a provisional account whose member has joined meanwhile, so its row is gone.
  const invitation = books.state.get(invitationTable, id);
  if (invitation?.member !== undefined && invitation.member !== null) {
    return memberNamed(books, invitation.member);
  }
  return invitedNamed(books, id);
}

/** Queries about people: members, invitations. */
import { compareKeys, groupCode, joinCode, type Crypto, type Hex } from 'icn-core';
import {
  coopOf,
  invitationTable,
  isActive,
  memberOfDevice,
  memberTable,
  policyOf,
  vouchesNeeded,
  type MemberRow,
} from 'icn-identity';
import { accountTable } from 'icn-ledger';
import type { InvitationView, MemberView } from '../views.ts';
import { invitedNamed, memberNamed, type Books } from './names.ts';

/** All who ever joined, in the order in which they did. */
export function listMembers(books: Books, crypto: Crypto): readonly MemberView[] {
  return books.state
    .entries(memberTable)
    .map(([id, row]) => memberView(books, id, row, crypto))
    .toSorted((a, b) => a.joined - b.joined || compareKeys(a.id, b.id));
}

function memberView(books: Books, id: Hex, row: MemberRow, crypto: Crypto): MemberView {
  const { state } = books;
  return {
    ...memberNamed(books, id),
    status: row.status,
    isPaused: row.paused,
    isFounder: coopOf(state).founder === id,
    isCoordinator: policyOf(state).coordinators.includes(id),
    joined: row.joined,
    activated: row.activated ?? undefined,
    vouchers: row.vouchers.map((voucher) => memberNamed(books, voucher)),
    vouchesMissing: row.status === 'joined' && !row.objected ? vouchesMissing(books, row) : 0,
    code: groupCode(joinCode(id, crypto)),
  };
}

function vouchesMissing({ state }: Books, row: MemberRow): number {
  const given = row.vouchers.filter((voucher) => isActive(state, voucher)).length;
  return Math.max(0, vouchesNeeded(state) - given);
}

/** The member that a device belongs to. */
export function findMember(books: Books, device: Hex, crypto: Crypto): MemberView | undefined {
  const id = memberOfDevice(books.state, device);
  const row = id === undefined ? undefined : books.state.get(memberTable, id);
  return id === undefined || row === undefined ? undefined : memberView(books, id, row, crypto);
}

/** All invitations, newest expiry last. An open one that has run out by `now` is `expired`. */
export function listInvitations(books: Books, now: number): readonly InvitationView[] {
  return books.state
    .entries(invitationTable)
    .map(([id, row]): InvitationView => {
      const hasRunOut = row.status === 'open' && row.expires < now;
      return {
        ...invitedNamed(books, id),
        inviter: memberNamed(books, row.inviter),
        status: hasRunOut ? 'expired' : row.status,
        expires: row.expires,
        opening: books.state.get(accountTable, id)?.balance,
      };
    })
    .toSorted((a, b) => a.expires - b.expires || compareKeys(a.id, b.id));
}

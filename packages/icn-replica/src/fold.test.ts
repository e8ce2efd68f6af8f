/** Forks and revocations: what steps 2 and 3 of the fold decide, on real nodes that were apart. */
import { isRejection, type Hex, type Signer } from 'icn-core';
import { deviceTable, memberTable } from 'icn-identity';
import { accountTable } from 'icn-ledger';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  authoringContext,
  forkTable,
  frozenTable,
  outcomeTable,
  stateOf,
  stateRoot,
} from './index.ts';
import { encodeMessage } from './message.ts';
import {
  admit,
  connectAll,
  enrolment,
  exchange,
  genesis,
  joinContent,
  keyOf,
  kit,
  sign,
  signerOf,
  start,
  TestNode,
} from './testing/node.ts';

const [founder, anchor, eva, evas2] = ['founder', 'anchor', 'eva', 'evas2'].map(signerOf) as [
  Signer,
  Signer,
  Signer,
  Signer,
];
const founded = genesis(founder, anchor);
const hour = 3_600_000;

/** Two nodes, `a` with the anchor, that know a founder and Eva with two devices; all of it is final. */
let a: TestNode;
let b: TestNode;
let evaId: Hex;
let founderId: Hex;
let now: number;

/** Lets both nodes talk and makes everything final. */
function settle(): void {
  now += hour;
  a.sent.splice(0);
  b.sent.splice(0);
  connectAll({ a, b }, now);
  now += 2000;
  a.tick(now);
  exchange({ a, b }, now);
  for (const node of [a, b]) {
    node.step({ kind: 'disconnected', now, peer: 'a' });
    node.step({ kind: 'disconnected', now, peer: 'b' });
    node.sent.splice(0);
  }
  const root = (node: TestNode): string => stateRoot(node.replica.certified.roots(), kit.crypto);
  expect(root(b)).toBe(root(a));
  expect(b.replica.tail.size + a.replica.tail.size).toBe(0);
}

const outcomeOf = (id: Hex): unknown => stateOf(b.replica, 'final').get(outcomeTable, id)?.code;
const device = (signer: Signer) => stateOf(b.replica, 'final').get(deviceTable, keyOf(signer));
const seqOf = (node: TestNode, signer: Signer): number => node.replica.index.lastSeq(keyOf(signer));

function ok(written: { result: unknown; id: Hex }): Hex {
  expect(isRejection(written.result) && written.result.sentence).toBe(false);
  return written.id;
}

const logHours = (node: TestNode, signer: Signer, minutes: number): Hex =>
  ok(node.write(signer, 'hours.logged', { day: 20_454, minutes }, now));

beforeEach(() => {
  now = start;
  a = new TestNode(founded.id, anchor);
  b = new TestNode(founded.id);
  a.submit(founded.wire, now);
  founderId = ok(
    a.write(founder, 'member.joined', { invitation: null, link: null, spare: null }, now),
  );
  evaId = admit(a, founder, eva, now);
  const added = ok(a.write(eva, 'device.enrolled', enrolment(a, eva, evas2), now));
  ok(a.write(evas2, 'member.paused', {}, now, [added]));
  ok(a.write(evas2, 'member.resumed', {}, now));
  settle();
});

describe('a device that forks', () => {
  test('keeps the greater branch, loses the other with its children, and is frozen', () => {
    const lost = logHours(a, eva, 10);
    const lostChild = logHours(a, eva, 11);
    now += 1000;
    const won = logHours(b, eva, 20);
    const wonChild = logHours(b, eva, 21);
    settle();
    expect([lost, lostChild, won, wonChild].map(outcomeOf)).toEqual([
      'fork',
      'fork',
      undefined,
      'device-frozen',
    ]);
    const state = stateOf(b.replica, 'final');
    expect(state.get(frozenTable, keyOf(eva))).toBe(1 + seqOf(b, eva) - 2);
    const [slot] = state.entries(forkTable);
    expect(slot?.[1]).toEqual({ winner: won, losers: [lost] });
  });

  test('loses against a slot that is final', () => {
    logHours(a, eva, 10);
    const stale = logHours(b, eva, 20);
    now += hour;
    a.tick(now);
    settle();
    expect(outcomeOf(stale)).toBe('fork');
    expect(stateOf(b.replica, 'final').get(accountTable, evaId)?.balance).toBe(0);
  });

  test('leaves other devices of its member alone', () => {
    logHours(a, eva, 10);
    logHours(b, eva, 20);
    settle();
    const later = logHours(a, evas2, 30);
    settle();
    expect(outcomeOf(later)).toBe(undefined);
  });
});

describe('revocation', () => {
  const revoke = (node: TestNode, by: Signer, target: Signer): Hex => {
    const [head] = b.replica.index.headsOf(keyOf(target));
    const cut = head === undefined ? null : [head.seq, head.id];
    return ok(node.write(by, 'device.revoked', { device: keyOf(target), cut }, now));
  };

  test('cuts what the device wrote meanwhile elsewhere, earlier or later by its clock', () => {
    const backdated = logHours(a, evas2, 10);
    now += 1000;
    revoke(b, eva, evas2);
    now += 1000;
    const after = logHours(a, evas2, 11);
    settle();
    expect([backdated, after].map(outcomeOf)).toEqual(['device-revoked', 'device-revoked']);
    expect(device(evas2)?.revoked).toBe(true);
  });

  test('of each other by two devices stands both ways', () => {
    const first = revoke(a, eva, evas2);
    const second = revoke(b, evas2, eva);
    settle();
    expect([first, second].map(outcomeOf)).toEqual([undefined, undefined]);
    expect([device(eva)?.revoked, device(evas2)?.revoked]).toEqual([true, true]);
    expect(stateOf(b.replica, 'final').get(memberTable, evaId)?.status).toBe('active');
  });

  test('by a device that a cut device enrolled meanwhile reaches nobody', () => {
    const thiefs = signerOf('thiefs');
    const enrolled = ok(a.write(evas2, 'device.enrolled', enrolment(a, evas2, thiefs), now));
    const [head] = a.replica.index.headsOf(keyOf(eva));
    const content = { device: keyOf(eva), cut: [0, head?.id ?? ''] };
    const attack = ok(a.write(thiefs, 'device.revoked', content, now, [enrolled]));
    now += 1000;
    const defence = revoke(b, eva, evas2);
    settle();
    expect([enrolled, attack, defence].map(outcomeOf)).toEqual([
      'device-revoked',
      'not-enrolled',
      undefined,
    ]);
    expect(device(eva)?.revoked).toBe(false);
  });

  test('is not kept off by a thief who leaves first', () => {
    const leaving = ok(a.write(evas2, 'member.left', { donate: false }, now));
    now += 1000;
    revoke(b, eva, evas2);
    settle();
    expect(outcomeOf(leaving)).toBe('device-revoked');
    expect(stateOf(b.replica, 'final').get(memberTable, evaId)?.status).toBe('active');
  });

  test('of an invitation wins over its use in the same epoch, and the inviter stays', () => {
    const guest = signerOf('guest');
    const link = signerOf('guestlink');
    const expires = now + 24 * hour;
    const invited = ok(a.write(founder, 'member.invited', { key: keyOf(link), expires }, now));
    settle();
    const joined = ok(joinWith(b, guest, link, invited));
    now += 1000;
    ok(a.write(founder, 'member.invitation-revoked', { invitation: invited }, now));
    settle();
    expect(outcomeOf(joined)).toBe('invitation-revoked');
    expect(stateOf(b.replica, 'final').get(memberTable, founderId)?.status).toBe('active');
  });
});

function joinWith(node: TestNode, guest: Signer, link: Signer, invitation: Hex) {
  const content = joinContent(node, guest, link, invitation);
  return node.write(guest, 'member.joined', content, now, [invitation]);
}

test('nothing claims the slot of the genesis again, not even through a second device of the founder', () => {
  const second = signerOf('second');
  const added = ok(a.write(founder, 'device.enrolled', enrolment(a, founder, second), now));
  const proof = enrolment(a, second, founder);
  const place = authoringContext(a.replica, keyOf(second), now, [added]);
  if (isRejection(place)) throw new Error(place.sentence);
  const backdoor = sign(second, 'device.enrolled', proof, place);
  b.step({ kind: 'connected', now, peer: 'a' });
  const events = [...a.log.tail().map(({ wire }) => wire), backdoor.wire];
  const claim = sign(
    founder,
    'member.paused',
    {},
    {
      ...place,
      seq: 0,
      prev: null,
      parents: [backdoor.id],
      time: { ms: now + 1, counter: 0 },
    },
  );
  const hello = { kind: 'hello', coop: founded.id, height: 0, hash: '0'.repeat(64) } as const;
  for (const message of [
    hello,
    { kind: 'events', events: [...events, claim.wire], more: false } as const,
  ]) {
    b.step({ kind: 'received', now, peer: 'a', message: encodeMessage(message) });
  }
  expect(b.log.has(backdoor.id)).toBe(true);
  expect(b.log.has(claim.id)).toBe(false);
  const refused = b.submit(claim.wire, now);
  expect(isRejection(refused) && refused.code).toBe('not-entitled');
});

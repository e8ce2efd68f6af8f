/** The replica as a whole: two nodes on memory disks, driven through `step` alone. */
import { dayMs, decodeCbor, isRejection } from 'icn-core';
import { accountTable } from 'icn-ledger';
import { expect, test } from 'vitest';
import { decodeCertificate, encodeCertificate } from './checkpoint.ts';
import { authoringContext, stateOf, stateRoot } from './index.ts';
import { encodeMessage } from './message.ts';
import { postingsOf } from './statements.ts';
import {
  connectAll,
  exchange,
  genesis,
  keyOf,
  kit,
  sign,
  signerOf,
  start,
  TestNode,
} from './testing/node.ts';

const founder = signerOf('founder');
const anchor = signerOf('anchor');
const founded = genesis(founder, anchor);

/** A founded coop on one anchor node, with its founder joined. */
function coop(): { node: TestNode; member: string } {
  const node = new TestNode(founded.id, anchor);
  expect(isRejection(node.submit(founded.wire, start))).toBe(false);
  const joined = node.write(
    founder,
    'member.joined',
    { invitation: null, link: null, spare: null },
    start,
  );
  expect(isRejection(joined.result)).toBe(false);
  return { node, member: joined.id };
}

const rootOf = (node: TestNode): string => stateRoot(node.replica.certified.roots(), kit.crypto);
const balance = (node: TestNode, account: string): number | undefined =>
  stateOf(node.replica, 'provisional').get(accountTable, account)?.balance;

/** Logs an hour; the only active member needs no confirmation. */
const logHour = (node: TestNode, now: number): string =>
  node.write(founder, 'hours.logged', { day: Math.floor(now / dayMs), minutes: 60 }, now).id;

test('hours of the only member are posted, and all balances add to zero', () => {
  const { node, member } = coop();
  logHour(node, start + 1000);
  expect(balance(node, member)).toBe(60);
  expect(balance(node, founded.id)).toBe(-60);
});

test('an anchor makes the tail final after its delay, not before', () => {
  const { node } = coop();
  node.tick(start + 1499);
  expect(node.replica.certified.head.height).toBe(0);
  node.tick(start + 1500);
  expect(node.replica.certified.head.height).toBe(1);
  expect(node.replica.tail.size).toBe(0);
});

test('a second node follows to the same root, and a reopened one stands where it stood', () => {
  const { node } = coop();
  for (let i = 1; i <= 20; i += 1) {
    logHour(node, start + i * dayMs);
    node.tick(start + i * dayMs + 2000);
  }
  logHour(node, start + 21 * dayMs);
  const other = new TestNode(founded.id);
  connectAll({ a: node, b: other }, start + 21 * dayMs);
  expect(other.replica.certified.head).toEqual(node.replica.certified.head);
  expect(rootOf(other)).toBe(rootOf(node));
  expect(other.replica.tail.size).toBe(1);
  const before = rootOf(node);
  node.step({ kind: 'stop', now: start + 21 * dayMs });
  node.restart();
  expect(rootOf(node)).toBe(before);
  node.restart(true);
  expect(rootOf(node)).toBe(before);
  expect(node.replica.divergence).toBe(undefined);
});

test('new events and certificates are pushed without being asked for', () => {
  const { node } = coop();
  const other = new TestNode(founded.id);
  connectAll({ a: node, b: other }, start);
  const id = logHour(node, start + 1000);
  exchange({ a: node, b: other }, start + 1000);
  expect(other.replica.tail.get(id)?.id).toBe(id);
  node.tick(start + 3000);
  exchange({ a: node, b: other }, start + 3000);
  expect(other.replica.certified.head.height).toBe(1);
});

test('a submission that the fold would void is refused and leaves no trace', () => {
  const { node, member } = coop();
  const before = node.log.counts();
  const { result } = node.write(
    founder,
    'ledger.transferred',
    { to: member, minutes: 5 },
    start + 1,
  );
  expect(isRejection(result) && result.code).toBe('same-account');
  expect(node.log.counts()).toEqual(before);
});

test('a device that forks is refused where it is known, and both nodes settle it alike', () => {
  const { node } = coop();
  const first = logHour(node, start + dayMs);
  expect(first).toHaveLength(64);
  const heads = node.replica.index.headsOf(keyOf(founder));
  expect(heads).toHaveLength(1);
  const other = new TestNode(founded.id);
  connectAll({ a: node, b: other }, start + dayMs);
  // Both nodes know the same head; the device writes on both before they talk again.
  const onA = node.write(founder, 'hours.logged', { day: 20455, minutes: 1 }, start + 2 * dayMs);
  const onB = other.write(founder, 'hours.logged', { day: 20455, minutes: 2 }, start + 2 * dayMs);
  expect(isRejection(onA.result) || isRejection(onB.result)).toBe(false);
  const again = node.submit(onB.wire, start + 2 * dayMs);
  expect(isRejection(again) && again.code).toBe('sequence-taken');
  node.sent.splice(0);
  other.sent.splice(0);
  connectAll({ a: node, b: other }, start + 2 * dayMs);
  node.tick(start + 3 * dayMs);
  exchange({ a: node, b: other }, start + 3 * dayMs);
  expect(rootOf(other)).toBe(rootOf(node));
  expect(node.replica.certified.head.height).toBe(other.replica.certified.head.height);
  expect(node.replica.tail.size).toBe(0);
});

test('events in any order of arrival lead to the same provisional state', () => {
  const { node } = coop();
  for (let i = 1; i <= 12; i += 1) logHour(node, start + i * dayMs);
  const wires = [...node.log.events()].map(({ wire }) => wire);
  const other = new TestNode(founded.id);
  const order = wires
    .map((wire, i) => ({ wire, at: (i * 7) % 14 }))
    .toSorted((a, b) => a.at - b.at);
  connectAll({ x: new TestNode(founded.id), other }, start);
  for (const { wire } of order) {
    other.step({ kind: 'received', now: start, peer: 'x', message: eventsMessage(wire) });
  }
  expect(other.replica.tail.size).toBe(wires.length);
  const all = (n: TestNode) => stateOf(n.replica, 'provisional').entries(accountTable);
  expect(all(other)).toEqual(all(node));
});

function eventsMessage(wire: Uint8Array): Uint8Array {
  return encodeMessage({ kind: 'events', events: [wire], more: false });
}

test('the view of entries by account, kept up over checkpoints, equals the view built anew', () => {
  const { node, member } = coop();
  const kept = postingsOf(node.replica, member);
  expect(kept).toEqual([]);
  for (let i = 1; i <= 9; i += 1) {
    logHour(node, start + i * dayMs);
    if (i % 3 === 0) node.tick(start + i * dayMs + 2000);
    if (i % 4 === 0)
      node.write(founder, 'ledger.transferred', { to: founded.id, minutes: i }, start + i * dayMs);
  }
  const before = postingsOf(node.replica, member);
  expect(before).toHaveLength(11);
  node.restart(true);
  expect(postingsOf(node.replica, member)).toEqual(before);
});

test('a clock that once ran ahead does not keep its device from writing', () => {
  const { node } = coop();
  const ahead = start + 400 * dayMs;
  logHour(node, ahead);
  const later = node.write(founder, 'member.paused', {}, start + dayMs);
  expect(isRejection(later.result)).toBe(false);
});

test('an event that claims a time of its own far ahead is refused', () => {
  const { node } = coop();
  const place = authoringContext(node.replica, keyOf(founder), start + 400 * dayMs);
  if (isRejection(place)) throw new Error(place.sentence);
  const { wire } = sign(founder, 'member.paused', {}, place);
  const refused = node.submit(wire, start);
  expect(isRejection(refused) && refused.code).toBe('clock-ahead');
});

test('a place for an event never has more than 16 parents, however many must be cited', () => {
  const { node } = coop();
  const ids = Array.from({ length: 16 }, (_, i) => logHour(node, start + (i + 1) * dayMs));
  const place = authoringContext(node.replica, keyOf(anchor), start + 20 * dayMs, ids);
  expect(isRejection(place) ? [] : place.parents).toHaveLength(16);
});

test('a certificate with more signatures than anchors can be is malformed', () => {
  const { node } = coop();
  node.tick(start + 2000);
  const bytes = node.log.certificate(1) ?? new Uint8Array();
  const [inner] = decodeCbor(bytes) as readonly Uint8Array[];
  const junk = Array.from({ length: 4 }, (_, i) => ({
    key: `${i}${'0'.repeat(63)}`,
    signature: new Uint8Array(64),
  }));
  const inflated = decodeCertificate(encodeCertificate(inner ?? bytes, junk), kit.crypto);
  expect(isRejection(inflated) && inflated.code).toBe('certificate-malformed');
});

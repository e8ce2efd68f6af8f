/**
 * What "a clear rejection, state untouched" means, asked at every door in turn.
 *
 * - Invalid bytes: refused with the same code by the decoder, by `submit` and, silently, by a peer's
 *   message; nothing is stored, nothing passed on, nothing waits, no root changes.
 * - What only the fold can judge: refused at submission in the same way; from a peer it is kept, is
 *   void with that code, and changes nothing but the record of conflicts.
 */
import {
  checkLinks,
  decodeCbor,
  decodeEvent,
  encodeCbor,
  isRejection,
  prefixed,
  verifyEvent,
  type CborValue,
  type Hex,
  type LogEvent,
  type Rejection,
  type Section,
  type Signer,
} from 'icn-core';
import { outcomeTable, stateOf, stateRoot, typeOf } from 'icn-replica';
import { expect } from 'vitest';
import { crypto, dayMs, memoryLog, Node, type Bakery, type Signed } from './bakery.ts';

/** Everything about a node that bad input must leave alone. */
export function snapshotOf({ replica, log }: Node) {
  return {
    ...log.counts(),
    height: replica.certified.head.height,
    head: replica.certified.head.hash,
    root: stateRoot(replica.certified.roots(), crypto),
    tail: replica.tail.size,
    waiting: replica.pending.size,
    diverged: replica.divergence,
  };
}

/** Roots of the sections in which a void event must leave no trace. */
function rootsBesideConflicts({ replica }: Node): Partial<Record<Section, Hex>> {
  const { identity, trust, ledger, governance } = replica.certified.roots();
  return { identity, trust, ledger, governance };
}

/** A code for software, and for people a cause and a next step in plain words. */
export function expectClear(rejection: Rejection): void {
  const { code, sentence } = rejection;
  expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/u);
  // Cause, then the next step, in the same sentence after a colon or in one of its own.
  expect(sentence, code).toMatch(/^[A-Z].+[.:;,] .+\.$/u);
  expect(sentence, code).not.toMatch(/undefined|null|NaN|\[object|[0-9a-f]{16}|<|\p{Cc}/u);
}

/** What the decoder and the checks of validity say, or undefined for a valid event. */
function verdictOf({ replica, coop }: Node, wire: Uint8Array): Rejection | undefined {
  const decoded = decodeEvent(wire, typeOf, crypto, coop);
  if (isRejection(decoded)) return decoded;
  const { event } = decoded;
  const definition = typeOf(event.type);
  if (definition === undefined) throw new Error('a decoded event has a registered type');
  const find = (id: Hex): LogEvent | undefined => replica.tail.get(id) ?? replica.index.get(id);
  return verifyEvent(event, definition, crypto) ?? checkLinks(event, find, typeOf, crypto);
}

/** Nothing that leaves the node brings this event to anybody. */
function expectNotPassedOn(effects: ReturnType<Node['receive']>): void {
  const sent = effects.filter((effect) => effect.kind === 'send');
  // A node may ask the sender for what it lacks; whatever brings an event or goes on to others may not.
  const kinds = sent.map(({ peer, message }) => {
    const items = decodeCbor(message);
    return `${peer} ${String(Array.isArray(items) ? items[0] : items)}`;
  });
  expect(kinds.filter((kind) => kind !== 'north have')).toEqual([]);
}

function expectRejection(result: unknown, code: string): void {
  expect(isRejection(result), `refused with ${code}`).toBe(true);
  if (!isRejection(result)) return;
  expect(result.code).toBe(code);
  expectClear(result);
}

/** Invalid bytes: refused with this code at every door, and nothing has changed. */
export function expectInvalid(bakery: Bakery, wire: Uint8Array, code: string): void {
  bakery.settle();
  const before = snapshotOf(bakery);
  expectRejection(verdictOf(bakery, wire), code);
  expectRejection(bakery.submit(wire), code);
  expect(snapshotOf(bakery)).toEqual(before);
  expectNotPassedOn(bakery.receive(wire));
  expect(snapshotOf(bakery)).toEqual(before);
  // Had anything been taken in, this would certify it.
  bakery.settle();
  expect(snapshotOf(bakery)).toEqual(before);
}

/** A valid event that may not take effect: refused at submission, void when it comes from a peer. */
export function expectVoid(bakery: Bakery, event: Signed, code: string): void {
  bakery.settle();
  const before = snapshotOf(bakery);
  const roots = rootsBesideConflicts(bakery);
  expectRejection(bakery.submit(event.wire), code);
  expect(snapshotOf(bakery)).toEqual(before);
  bakery.receive(event.wire);
  bakery.settle();
  expect(bakery.log.counts().events).toBe(before.events + 1);
  expect(stateOf(bakery.replica, 'final').get(outcomeTable, event.id)).toEqual({
    status: 'void',
    code,
  });
  expect(rootsBesideConflicts(bakery)).toEqual(roots);
}

/**
 * The bakery's next certificate, but signed as `sign` says: a node that follows does not take it. The
 * same certificate with its true signature is taken right after, so nothing else was wrong.
 */
export function expectCertificateRefused(
  bakery: Bakery,
  sign: (hash: Uint8Array) => Uint8Array,
  by: Signer = bakery.anchor,
): void {
  const follower = new Node(memoryLog(bakery.coop));
  const [ana] = bakery.people.keys();
  bakery.write(ana ?? '', 'hours.logged', { day: Math.floor(bakery.now / dayMs), minutes: 1 });
  const known = bakery.log.certificates(1, 10_000).map(({ bytes }) => bytes);
  bakery.settle();
  follower.now = bakery.now;
  follower.receive(...[...bakery.log.events()].map(({ wire }) => wire));
  follower.hear(encodeCbor(['certificates', known]));
  const [latest] = bakery.log.certificates(known.length + 1, 1);
  const outer = latest === undefined ? undefined : decodeCbor(latest.bytes);
  const [checkpoint] = Array.isArray(outer) ? (outer as readonly CborValue[]) : [];
  if (latest === undefined || !(checkpoint instanceof Uint8Array)) throw new Error('not certified');
  const hash = crypto.sha256(prefixed('icn/checkpoint/1', checkpoint));
  const before = snapshotOf(follower);
  expect(before.height).toBe(known.length);
  const forged = encodeCbor([checkpoint, [[by.publicKey, sign(hash)]]]);
  follower.hear(encodeCbor(['certificates', [forged]]));
  follower.tick();
  expect(snapshotOf(follower)).toEqual(before);
  follower.hear(encodeCbor(['certificates', [latest.bytes]]));
  expect(snapshotOf(follower).head).toBe(snapshotOf(bakery).head);
}

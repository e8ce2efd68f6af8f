/** What was right once, presented again or elsewhere; and first events without the right to be there. */
import { encodeCbor, fromHex, isRejection, toHex, zeroHex } from 'icn-core';
import { forkTable, stateOf } from 'icn-replica';
import { describe, expect, it } from 'vitest';
import { Bakery, dayMs, memoryLog, Node, sign, signerOf, signFor, start } from './bakery.ts';
import { expectInvalid, expectVoid, snapshotOf } from './expectations.ts';
import { rewrite } from './rewrite.ts';

const bakery = new Bakery();
const ben = bakery.person('ben');
const cleo = bakery.person('cleo');
const coop = fromHex(bakery.coop);
const payment = () => bakery.next('ben', 'ledger.transferred', { to: cleo.member, minutes: 5 });

/** The newest checkpoint, as an event names it. */
function headOf({ replica }: Bakery) {
  const { height, hash } = replica.certified.head;
  return { height, hash };
}

describe('replayed', () => {
  it('an event a second time: answered like the first, and nothing happens', () => {
    const { wire } = payment();
    const first = bakery.submit(wire);
    expect(isRejection(first)).toBe(false);
    bakery.settle();
    const before = snapshotOf(bakery);
    expect(bakery.submit(wire)).toEqual(first);
    expect(bakery.receive(wire, wire)).toEqual([]);
    bakery.settle();
    expect(snapshotOf(bakery)).toEqual(before);
  });

  it('the whole log, certificates and all, a second time and back to front', () => {
    const wires = [...bakery.log.events()].map(({ wire }) => wire);
    const certificates = bakery.log.certificates(1, 1000).map(({ bytes }) => bytes);
    const before = snapshotOf(bakery);
    bakery.receive(...wires);
    bakery.receive(...wires.toReversed());
    bakery.hear(encodeCbor(['certificates', certificates]));
    bakery.hear(encodeCbor(['certificates', certificates.toReversed()]));
    bakery.settle();
    expect(snapshotOf(bakery)).toEqual(before);
  });

  it('a payment once more under the same number: refused, and a fork freezes the device', () => {
    const own = new Bakery();
    const to = own.person('cleo').member;
    const first = own.next('ben', 'ledger.transferred', { to, minutes: 5 });
    const second = own.next('ben', 'ledger.transferred', { to, minutes: 7 });
    own.must(first.wire);
    own.settle();
    const before = snapshotOf(own);
    const refused = own.submit(second.wire);
    expect(isRejection(refused) && refused.code).toBe('sequence-taken');
    expect(snapshotOf(own)).toEqual(before);
    const ledger = own.replica.certified.roots().ledger;
    own.receive(second.wire);
    own.settle();
    expect(own.replica.certified.roots().ledger).toBe(ledger);
    const slot = `${own.person('ben').device}:1`;
    const fork = stateOf(own.replica, 'final').get(forkTable, slot);
    expect(fork).toEqual({ winner: null, losers: [second.id] });
  });

  it('a link, by somebody who has seen it used', () => {
    const oneTime = signerOf('one-time');
    const invitation = bakery.invite('ana', oneTime);
    const { wire } = bakery.joining('dan', invitation, oneTime);
    const thief = signerOf('thief');
    expectNotTaken(wire, thief);
    bakery.must(wire);
    expectNotTaken(wire, thief);
  });

  /** The joining event under another key: its link names the key it was made for. */
  function expectNotTaken(wire: Uint8Array, thief: ReturnType<typeof signerOf>): void {
    bakery.settle();
    const stolen = rewrite(wire, thief, { header: { d: thief.publicKey } });
    expectInvalid(bakery, stolen.wire, 'not-entitled');
  }

  it('the proof of a key, by another member and in another cooperative', () => {
    const key = signerOf('phone');
    const other = new Bakery({ name: 'Other' });
    const proof = (at: Uint8Array, by: Uint8Array): string =>
      toHex(signFor(key, 'icn/possession/1', at, by, key.publicKey));
    const enrolled = (text: string): Uint8Array =>
      bakery.next('cleo', 'device.enrolled', { key: toHex(key.publicKey), proof: text }).wire;
    expectInvalid(bakery, enrolled(proof(coop, ben.signer.publicKey)), 'bad-signature');
    const elsewhere = proof(fromHex(other.coop), cleo.signer.publicKey);
    expectInvalid(bakery, enrolled(elsewhere), 'bad-signature');
  });

  it('an old event as the child of a newer one', () => {
    const { wire } = payment();
    const [head] = bakery.replica.index.headsOf(ben.device);
    const header = { t: [start, 0], p: fromHex(head?.id ?? zeroHex) };
    expectInvalid(bakery, rewrite(wire, ben.signer, { header }).wire, 'time-not-after-parents');
  });

  it('an event in the place of another in its own row', () => {
    const { wire } = payment();
    const header = { n: 900 };
    expectInvalid(bakery, rewrite(wire, ben.signer, { header }).wire, 'wrong-previous');
    const stranger = { p: fromHex(cleo.member) };
    expectInvalid(bakery, rewrite(wire, ben.signer, { header: stranger }).wire, 'wrong-previous');
  });

  it('an event whose parents never come waits aside and changes nothing', () => {
    const { wire } = payment();
    const orphan = rewrite(wire, ben.signer, { header: { q: [new Uint8Array(32).fill(9)] } });
    const before = snapshotOf(bakery);
    const refused = bakery.submit(orphan.wire);
    expect(isRejection(refused) && refused.code).toBe('missing-parent');
    expect(snapshotOf(bakery)).toEqual(before);
    bakery.receive(orphan.wire);
    bakery.settle();
    expect(snapshotOf(bakery)).toEqual({ ...before, waiting: before.waiting + 1 });
  });
});

describe('first events without right', () => {
  const stranger = signerOf('stranger');
  const oneTime = signerOf('one-time 2');
  const place = () => ({
    coop: bakery.coop,
    seq: 0,
    prev: null,
    time: { ms: (bakery.now += 1000), counter: 0 },
    basis: headOf(bakery),
  });
  /** The first event of a device, citing these. */
  const first = (parents: readonly string[], type: string, content: unknown) =>
    sign(stranger, type, { ...place(), parents }, content).wire;
  const pay = { to: cleo.member, minutes: 5 };
  const join = (invitation: string | null, link: Uint8Array | null) => ({
    invitation,
    link: link === null ? null : toHex(link),
    spare: null,
  });
  const good = () => signFor(oneTime, 'icn/invitation/1', coop, stranger.publicKey);

  it.each([
    ['a payment by nobody', () => first([ben.member], 'ledger.transferred', pay)],
    ['a payment by nobody, built on nothing', () => first([], 'ledger.transferred', pay)],
    ['joining without an invitation', () => first([ben.member], 'member.joined', join(null, null))],
    [
      'joining with an invitation that is no event',
      () => first([ben.member], 'member.joined', join('ab'.repeat(32), good())),
    ],
    [
      'joining with an event that is no invitation',
      () => first([ben.member], 'member.joined', join(ben.member, good())),
    ],
  ])('%s', (_about, wire) => expectInvalid(bakery, wire(), 'not-entitled'));

  it('joining with an invitation of which only the id is known', () => {
    const invitation = bakery.invite('ana', oneTime);
    bakery.settle();
    const other = signFor(oneTime, 'icn/invitation/1', coop, ben.signer.publicKey);
    const forged = [
      new Uint8Array(64),
      other,
      signFor(stranger, 'icn/invitation/1', coop, stranger.publicKey),
    ];
    for (const link of forged) {
      const wire = first([invitation], 'member.joined', join(invitation, link));
      expectInvalid(bakery, wire, 'not-entitled');
    }
    const uncited = first([ben.member], 'member.joined', join(invitation, good()));
    expectInvalid(bakery, uncited, 'not-entitled');
    expect(
      isRejection(bakery.submit(first([invitation], 'member.joined', join(invitation, good())))),
    ).toBe(false);
  });

  it('the first event of an added device that does not cite what added it', () => {
    const phone = signerOf('phone of cleo');
    const proof = signFor(phone, 'icn/possession/1', coop, cleo.signer.publicKey, phone.publicKey);
    const key = toHex(phone.publicKey);
    const enrolled = bakery.write('cleo', 'device.enrolled', { key, proof: toHex(proof) });
    bakery.settle();
    const written = (parents: readonly string[]): Uint8Array =>
      sign(phone, 'ledger.transferred', { ...place(), parents }, { to: ben.member, minutes: 5 })
        .wire;
    expectInvalid(bakery, written([cleo.member]), 'not-entitled');
    expectInvalid(bakery, written([]), 'not-entitled');
    expect(isRejection(bakery.submit(written([enrolled])))).toBe(false);
  });

  it('a founder’s joining by somebody who did not found', () => {
    const { wire } = payment();
    const founding = {
      invitation: null,
      link: null,
      spare: null,
      to: undefined,
      minutes: undefined,
    };
    const changes = { header: { k: 'member.joined' }, body: founding };
    expectInvalid(bakery, rewrite(wire, ben.signer, changes).wire, 'not-entitled');
  });

  it('anything at all before the genesis', () => {
    const empty = new Node(memoryLog(bakery.coop));
    const before = snapshotOf(empty);
    const refused = empty.submit(payment().wire);
    expect(isRejection(refused) && refused.code).toBe('missing-parent');
    expect(snapshotOf(empty)).toEqual(before);
  });
});

describe('invitations used, revoked or run out', () => {
  it('used: the second to come is no member', () => {
    const oneTime = signerOf('shared link');
    const invitation = bakery.invite('ana', oneTime);
    bakery.must(bakery.joining('eva', invitation, oneTime).wire);
    bakery.settle();
    expectVoid(bakery, bakery.joining('not eva', invitation, oneTime), 'invitation-used');
  });

  it('revoked: the link is worth nothing', () => {
    const oneTime = signerOf('lost link');
    const invitation = bakery.invite('ana', oneTime);
    bakery.write('ana', 'member.invitation-revoked', { invitation });
    bakery.settle();
    expectVoid(bakery, bakery.joining('finder', invitation, oneTime), 'invitation-revoked');
  });

  it('revoked while somebody used it elsewhere: the revocation comes first', () => {
    const oneTime = signerOf('raced link');
    const invitation = bakery.invite('ana', oneTime);
    bakery.settle();
    const used = bakery.joining('racer', invitation, oneTime);
    const members = bakery.replica.certified.roots().identity;
    const revoked = bakery.next('ana', 'member.invitation-revoked', { invitation });
    bakery.receive(used.wire, revoked.wire);
    bakery.settle();
    expect(bakery.replica.certified.roots().identity).not.toBe(members);
    const racer = { signer: signerOf('racer'), device: toHex(signerOf('racer').publicKey) };
    const asked = bakery.next(
      { ...racer, member: used.id },
      'member.left',
      { donate: true },
      { cite: [used.id] },
    );
    expectVoid(bakery, asked, 'not-enrolled');
  });

  it('run out: by the clock of the event, and for good a week later', () => {
    const oneTime = signerOf('old link');
    const invitation = bakery.invite('ana', oneTime, 1);
    const early = bakery.joining('early', invitation, oneTime);
    bakery.settle(2 * dayMs);
    expectVoid(bakery, bakery.joining('late', invitation, oneTime), 'invitation-expired');
    bakery.settle(8 * dayMs);
    bakery.write('ana', 'hours.logged', { day: Math.floor(bakery.now / dayMs), minutes: 1 });
    bakery.settle();
    // It claims a time when the link was still good, but nobody has seen it for more than a week.
    expectVoid(bakery, early, 'invitation-expired');
  });
});

/** Bad signatures: forged, crafted, made for something else, or by somebody else. */
import {
  concat,
  encodeCbor,
  fromHex,
  prefixed,
  purposes,
  toHex,
  zeroHex,
  type Purpose,
  type Signer,
} from 'icn-core';
import { edgeCases } from 'icn-crypto/edge-cases';
import { describe, it } from 'vitest';
import { Bakery, dayMs, signerOf, signFor, type Person } from './bakery.ts';
import { expectCertificateRefused, expectInvalid, expectVoid } from './expectations.ts';
import { flipBit, partsOf, rewrite } from './rewrite.ts';

const bakery = new Bakery();
const ben = bakery.person('ben');
const cleo = bakery.person('cleo');
const mallory = signerOf('mallory');
const coop = fromHex(bakery.coop);

const payment = (): Uint8Array =>
  bakery.next('ben', 'ledger.transferred', { to: cleo.member, minutes: 5 }).wire;

/** The payment again, with what stands in place of its signature made from the event's id. */
const signedAs = (signature: (id: Uint8Array) => Uint8Array): Uint8Array =>
  rewrite(payment(), ben.signer, { signature }).wire;

describe('forged', () => {
  it.each([
    ['signed by somebody else', () => rewrite(payment(), mallory, {}).wire],
    ['signed by another member', () => rewrite(payment(), cleo.signer, {}).wire],
    ['with a signature of zeros', () => signedAs(() => new Uint8Array(64))],
    ['with the signature of another event', () => signedAs(() => partsOf(payment()).signature)],
  ])('an event %s', (_about, wire) => expectInvalid(bakery, wire(), 'bad-signature'));

  it('the key of another member above a signature of one’s own', () => {
    const wire = rewrite(payment(), ben.signer, { header: { d: cleo.signer.publicKey } }).wire;
    expectInvalid(bakery, wire, 'bad-signature');
  });

  it('one bit turned over in the signature, wherever it is', () => {
    const { header, signature, body } = partsOf(payment());
    for (let bit = 0; bit < 512; bit += 37) {
      const wire = encodeCbor([header, flipBit(signature, bit), body]);
      expectInvalid(bakery, wire, 'bad-signature');
    }
  });

  it('an amount changed after signing', () => {
    const { header, signature } = partsOf(payment());
    const body = encodeCbor({ to: fromHex(cleo.member), minutes: 500 });
    expectInvalid(bakery, encodeCbor([header, signature, body]), 'body-mismatch');
  });

  it('an amount changed after signing, its hash adjusted', () => {
    const { signature } = partsOf(payment());
    const raised = rewrite(payment(), ben.signer, {
      body: { minutes: 500 },
      signature: () => signature,
    });
    expectInvalid(bakery, raised.wire, 'bad-signature');
  });

  it('personal data exchanged after signing', () => {
    const blob = (memo: string): Uint8Array => concat(new Uint8Array(32), encodeCbor({ memo }));
    const event = bakery.next(
      'ben',
      'ledger.transferred',
      { to: cleo.member, minutes: 5 },
      { blob: blob('for bread') },
    );
    const { header, signature, body } = partsOf(event.wire);
    const wire = encodeCbor([header, signature, body, blob('for nothing')]);
    expectInvalid(bakery, wire, 'blob-mismatch');
  });

  it('a certificate by a node that is no anchor', () => {
    expectCertificateRefused(bakery, (hash) => signFor(mallory, 'icn/anchor/1', hash));
    expectCertificateRefused(bakery, (hash) => signFor(mallory, 'icn/anchor/1', hash), mallory);
  });
});

describe('edge-case signatures', () => {
  /** The order of the group, little-endian: adding it to S gives a second signature. */
  const order = fromHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');

  function addOrder(signature: Uint8Array): Uint8Array {
    const sum = signature.slice();
    let carry = 0;
    for (let i = 0; i < 32; i += 1) {
      const total = (sum[32 + i] ?? 0) + (order[i] ?? 0) + carry;
      sum[32 + i] = total & 255;
      carry = total >> 8;
    }
    return sum;
  }

  it('the same signature with S raised by the order of the group', () => {
    const wire = signedAs((id) => addOrder(ben.signer.sign(prefixed('icn/event/1', id))));
    expectInvalid(bakery, wire, 'bad-signature');
  });

  it.each(edgeCases.filter(({ keyIsValid }) => !keyIsValid).map((edge) => [edge.about, edge]))(
    'a device whose key is the one of case %s',
    (_about, { publicKey, signature }) => {
      const header = { d: fromHex(publicKey) };
      const wire = rewrite(payment(), ben.signer, { header, signature: () => fromHex(signature) });
      expectInvalid(bakery, wire.wire, 'bad-key');
    },
  );

  it.each(edgeCases.map((edge) => [edge.about, edge]))(
    'a good device with the signature of case %s',
    (_about, { signature }) => {
      expectInvalid(
        bakery,
        signedAs(() => fromHex(signature)),
        'bad-signature',
      );
    },
  );

  it('an invitation to a key of small order', () => {
    const key = '00'.repeat(32);
    const event = bakery.next('ana', 'member.invited', { key, expires: bakery.now + dayMs });
    expectInvalid(bakery, event.wire, 'bad-key');
  });
});

describe('a signature of one kind presented as another', () => {
  const others = (right: Purpose): Purpose[] => purposes.filter((purpose) => purpose !== right);
  const oneTime = signerOf('one-time');
  const newKey = signerOf('new phone');

  it.each(others('icn/event/1'))('%s as the signature of an event', (purpose) => {
    const wire = signedAs((id) => signFor(ben.signer, purpose, id));
    expectInvalid(bakery, wire, 'bad-signature');
  });

  it('no prefix at all as the signature of an event', () => {
    expectInvalid(
      bakery,
      signedAs((id) => ben.signer.sign(id)),
      'bad-signature',
    );
  });

  it.each(others('icn/invitation/1'))('%s as the link of an invitation', (purpose) => {
    const invitation = bakery.invite('ana', oneTime);
    const good = bakery.joining('newcomer', invitation, oneTime);
    const link = signFor(oneTime, purpose, coop, signerOf('newcomer').publicKey);
    const wire = rewrite(good.wire, signerOf('newcomer'), { body: { link } }).wire;
    bakery.settle();
    expectInvalid(bakery, wire, 'not-entitled');
  });

  it.each(others('icn/possession/1'))('%s as the proof that a key exists', (purpose) => {
    const proof = signFor(newKey, purpose, coop, ben.signer.publicKey, newKey.publicKey);
    const content = { key: toHex(newKey.publicKey), proof: toHex(proof) };
    expectInvalid(bakery, bakery.next('ben', 'device.enrolled', content).wire, 'bad-signature');
    expectInvalid(bakery, bakery.next('ben', 'node.registered', content).wire, 'bad-signature');
    const spare = { spare: content };
    expectInvalid(bakery, bakery.next('ben', 'device.spare-set', spare).wire, 'bad-signature');
  });

  it.each(others('icn/anchor/1'))('%s as the signature under a checkpoint', (purpose) => {
    expectCertificateRefused(bakery, (hash) => signFor(bakery.anchor, purpose, hash));
  });
});

describe('acting for another member', () => {
  const enrol = (owner: Person, signer: Signer, type: string): Person => {
    const proof = signFor(
      signer,
      'icn/possession/1',
      coop,
      owner.signer.publicKey,
      signer.publicKey,
    );
    const key = { key: toHex(signer.publicKey), proof: toHex(proof) };
    const cite = bakery.write(owner, type, type === 'device.spare-set' ? { spare: key } : key);
    bakery.settle();
    const person = { signer, device: toHex(signer.publicKey), member: owner.member };
    firsts.set(person.device, cite);
    return person;
  };
  const firsts = new Map<string, string>();
  const pay = (by: Person, to: Person) =>
    bakery.next(
      by,
      'ledger.transferred',
      { to: to.member, minutes: 5 },
      { cite: [firsts.get(by.device) ?? zeroHex] },
    );

  it('a device that nobody has added', () => {
    const stranger = { signer: mallory, device: toHex(mallory.publicKey), member: zeroHex };
    const { wire } = bakery.next(stranger, 'ledger.transferred', { to: cleo.member, minutes: 5 });
    expectInvalid(bakery, wire, 'not-entitled');
  });

  it('a node, which keeps the records but holds no member’s key', () => {
    const node = enrol(ben, signerOf('node of ben'), 'node.registered');
    expectVoid(bakery, pay(node, cleo), 'node-may-not');
  });

  it('a spare key, which may add a device and nothing else', () => {
    const spare = enrol(ben, signerOf('spare of ben'), 'device.spare-set');
    expectVoid(bakery, pay(spare, cleo), 'spare-only-enrols');
  });

  it('a device that its owner has removed', () => {
    const phone = enrol(ben, signerOf('phone of ben'), 'device.enrolled');
    bakery.must(pay(phone, cleo).wire);
    bakery.write('ben', 'device.revoked', { device: phone.device, cut: [0, zeroHex] });
    bakery.settle();
    expectVoid(bakery, pay(phone, cleo), 'device-revoked');
  });

  it('removing the device of somebody else', () => {
    const content = { device: cleo.device, cut: null };
    expectVoid(bakery, bakery.next('ben', 'device.revoked', content), 'device-unknown');
  });

  it('confirming one’s own hours', () => {
    const day = Math.floor(bakery.now / dayMs);
    const entry = bakery.write('ben', 'hours.logged', { day, minutes: 60 });
    expectVoid(bakery, bakery.next('ben', 'hours.confirmed', { entry }), 'own-entry');
  });

  it('withdrawing the hours of somebody else', () => {
    const day = Math.floor(bakery.now / dayMs);
    const entry = bakery.write('ben', 'hours.logged', { day, minutes: 60 });
    expectVoid(bakery, bakery.next('cleo', 'ledger.withdrawn', { entry }), 'not-a-party');
  });

  it('agreeing to one’s own correction', () => {
    const entry = bakery.write('ben', 'ledger.transferred', { to: cleo.member, minutes: 60 });
    const content = { entry, minutes: 30 };
    const correction = bakery.write('ben', 'ledger.correction-proposed', content);
    const agreed = bakery.next('ben', 'ledger.correction-agreed', { correction });
    expectVoid(bakery, agreed, 'own-correction');
  });

  it('setting the policy, naming anchors, inviting: what a role or a vote decides', () => {
    const changes = { creditLimit: 1 };
    expectVoid(bakery, bakery.next('ben', 'coop.policy-set', { changes }), 'needs-vote');
    const anchors = [toHex(mallory.publicKey)];
    expectVoid(bakery, bakery.next('ana', 'coop.anchors-set', { anchors }), 'needs-vote');
    const invited = { key: toHex(mallory.publicKey), expires: bakery.now + dayMs };
    expectVoid(bakery, bakery.next('ben', 'member.invited', invited), 'not-coordinator');
  });
});

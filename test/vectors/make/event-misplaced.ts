/** Events that fail at V1 to V3: keys, signatures, proofs, links, the right to a first event (1-events.md §1.4, §1.5). */
import { fromHex, prefixed, type CborValue } from 'icn-core';
import type { EventCase } from '../format.ts';
import { caseOf, ffs, refuser } from './event-case-kit.ts';
import { rising, withHeader, type Story, type Writing } from './event-story.ts';

/** All of them, in the order of the checks. */
export function misplacedEvents(story: Story): readonly EventCase[] {
  return [...signatures(story), ...links(story), ...entitlements(story)];
}

function signatures(story: Story): readonly EventCase[] {
  const { next, workshop, coop, anna, founder, phone, prove } = story;
  const refuse = refuser(story);
  const signedAs = (about: string, sign: (id: Uint8Array) => Uint8Array): EventCase =>
    refuse(about, 'bad-signature', { ...next, sign });
  const enrol = (body: CborValue): Writing => ({
    ...withHeader(next, { k: 'device.enrolled' }),
    body,
  });
  const device = workshop.signer('new device');
  const { publicKey: key } = device;
  const proofOver = (message: Uint8Array): Writing => enrol({ key, proof: device.sign(message) });
  const smallOrder = fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');
  const mixedOrder = fromHex('cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d');
  return [
    refuse('device key of small order', 'bad-key', withHeader(next, { d: smallOrder })),
    refuse('device key of mixed order', 'bad-key', withHeader(next, { d: mixedOrder })),
    refuse('device key of zeros', 'bad-key', withHeader(next, { d: new Uint8Array(32) })),
    refuse(
      'device key that is no point',
      'bad-key',
      withHeader(next, { d: fromHex(`02${'00'.repeat(31)}`) }),
    ),
    refuse(
      'enrols a key of mixed order',
      'bad-key',
      enrol({ key: mixedOrder, proof: anna.sign(key) }),
    ),
    refuse('invites with a key of small order', 'bad-key', {
      ...withHeader(next, { k: 'member.invited' }),
      body: { key: smallOrder },
    }),
    signedAs('signature of zeros', () => new Uint8Array(64)),
    signedAs('signature by another device', (id) => founder.sign(prefixed('icn/event/1', id))),
    signedAs('signature over another event', () => anna.sign(prefixed('icn/event/1', ffs))),
    signedAs('signature over the bare id', (id) => anna.sign(id)),
    signedAs('signature with a bit flipped', (id) => {
      const signature = anna.sign(prefixed('icn/event/1', id));
      return signature.map((byte, at) => (at === 40 ? byte ^ 1 : byte));
    }),
    ...(
      [
        'icn/event-id/1',
        'icn/anchor/1',
        'icn/receipt/1',
        'icn/sign-in/1',
        'icn/possession/1',
      ] as const
    ).map((purpose) =>
      signedAs(`signature for ${purpose} presented as one of an event`, (id) =>
        anna.sign(prefixed(purpose, id)),
      ),
    ),
    refuse('proof of zeros', 'bad-signature', enrol({ key, proof: new Uint8Array(64) })),
    refuse(
      'proof by the author instead of the new key',
      'bad-signature',
      enrol({
        key,
        proof: anna.sign(prefixed('icn/possession/1', coop, anna.publicKey, key)),
      }),
    ),
    refuse(
      'proof made for another device',
      'bad-signature',
      enrol({ key, proof: prove(coop, founder, device) }),
    ),
    refuse(
      'proof made for another cooperative',
      'bad-signature',
      enrol({ key, proof: prove(ffs, anna, device) }),
    ),
    refuse("another key's proof", 'bad-signature', enrol({ key, proof: prove(coop, anna, phone) })),
    refuse(
      'signature for icn/invitation/1 presented as a proof',
      'bad-signature',
      proofOver(prefixed('icn/invitation/1', coop, anna.publicKey, key)),
    ),
    refuse(
      'signature for icn/event/1 presented as a proof',
      'bad-signature',
      proofOver(prefixed('icn/event/1', coop, anna.publicKey, key)),
    ),
  ];
}

function links(story: Story): readonly EventCase[] {
  const { next, write, idOf, founder } = story;
  const refuse = refuser(story);
  const without = (about: string, name: string): EventCase => ({
    ...caseOf(story, about, write(next), 'missing-parent'),
    holds: [...story.events.keys()].filter((held) => held !== name),
  });
  const [ms] = next.header['t'] as readonly [number, number];
  const parentMs = ms - 60_000;
  return [
    without('the event before is missing', 'anna enrols her phone'),
    without('another parent is missing', 'invitation'),
    refuse('number 3 after number 1', 'wrong-previous', withHeader(next, { n: 3 })),
    refuse('number 1 after number 1', 'wrong-previous', withHeader(next, { n: 1 })),
    refuse(
      "p is another device's event",
      'wrong-previous',
      withHeader(next, { p: idOf('founder joins'), q: [] }),
    ),
    refuse("continues another device's events", 'wrong-previous', { ...next, author: founder }),
    refuse(
      'the time of its parent',
      'time-not-after-parents',
      withHeader(next, { t: [parentMs, 0] }),
    ),
    refuse(
      'a millisecond before its parent, counter at the end',
      'time-not-after-parents',
      withHeader(next, { t: [parentMs - 1, 65_535] }),
    ),
    refuse('time zero', 'time-not-after-parents', withHeader(next, { t: [0, 0] })),
    refuse('not after a parent in q', 'time-not-after-parents', {
      ...withHeader(next, {
        n: 3,
        p: idOf('invitation'),
        q: [idOf('anna enrols her phone')],
        t: [parentMs, 0],
      }),
      author: founder,
    }),
    refuse(
      'a checkpoint below its parent',
      'checkpoint-below-parent',
      withHeader(next, { e: [2, ffs] }),
    ),
    refuse(
      'no checkpoint after one',
      'checkpoint-below-parent',
      withHeader(next, { e: [0, new Uint8Array(32)] }),
    ),
    refuse('a checkpoint below a parent in q', 'checkpoint-below-parent', {
      ...withHeader(next, {
        n: 3,
        p: idOf('invitation'),
        q: [idOf('anna enrols her phone')],
        e: [2, ffs],
      }),
      author: founder,
    }),
  ];
}

function entitlements(story: Story): readonly EventCase[] {
  const { next, workshop, coop, invitation, anna, founder, spare, phone, idOf } = story;
  const stranger = workshop.signer('stranger');
  const no = (about: string, writing: Writing): EventCase =>
    caseOf(story, about, story.write(writing), 'not-entitled');
  const first = (author: Writing['author'], q: readonly Uint8Array[]): Writing => ({
    ...withHeader(next, { n: 0, p: null, q: rising(q) }),
    author,
  });
  const linkFor = (device: Uint8Array): Uint8Array =>
    invitation.sign(prefixed('icn/invitation/1', coop, device));
  const join = (q: readonly Uint8Array[], invited: CborValue, link: CborValue): Writing => ({
    ...withHeader(first(stranger, q), { k: 'member.joined' }),
    body: { invitation: invited, link, spare: null },
  });
  const [id, link] = [idOf('invitation'), linkFor(stranger.publicKey)];
  const genesis = { c: new Uint8Array(32), k: 'coop.founded', n: 0, p: null };
  return [
    no('first event of a device that nobody enrolled', first(stranger, [id])),
    no('first event without parents', first(stranger, [])),
    no('enrolled, but by no direct parent', first(phone, [id])),
    no('spare key whose parent is another event of the founder', first(spare, [id])),
    no('the invitation key itself as a device', first(invitation, [id])),
    no('join whose invitation is not a parent', join([idOf('founder joins')], id, link)),
    no(
      'join that names an event which is no invitation',
      join([idOf('founder joins')], idOf('founder joins'), link),
    ),
    no("join with the link of another's device", join([id], id, linkFor(anna.publicKey))),
    no('join with a link of zeros', join([id], id, new Uint8Array(64))),
    no(
      'join with a link by its own key',
      join([id], id, stranger.sign(prefixed('icn/invitation/1', coop, stranger.publicKey))),
    ),
    no(
      'join with a link made for icn/possession/1',
      join([id], id, invitation.sign(prefixed('icn/possession/1', coop, stranger.publicKey))),
    ),
    no(
      'join with a link made for icn/event/1',
      join([id], id, invitation.sign(prefixed('icn/event/1', coop, stranger.publicKey))),
    ),
    no('join that presents an enrolled key as an invitation', {
      ...withHeader(first(stranger, [idOf('anna enrols her phone')]), { k: 'member.joined' }),
      body: {
        invitation: idOf('anna enrols her phone'),
        link: phone.sign(prefixed('icn/invitation/1', coop, stranger.publicKey)),
        spare: null,
      },
    }),
    no('join without invitation as number 1 after an event that is not the genesis', {
      ...withHeader(next, { n: 1, p: idOf('anna joins'), k: 'member.joined' }),
      body: { invitation: null, link: null, spare: null },
    }),
    no('join without invitation as first event', join([id], null, null)),
    no('join with an invitation but without a link', join([id], id, null)),
    no('join of an enrolled device, without an invitation', {
      ...withHeader(first(phone, [idOf('anna enrols her phone')]), { k: 'member.joined' }),
      body: { invitation: null, link: null, spare: null },
    }),
    no('join as number 2', {
      ...withHeader(next, { k: 'member.joined' }),
      body: { invitation: id, link: linkFor(anna.publicKey), spare: null },
    }),
    no('join without invitation after an event that is not the genesis', {
      ...withHeader(next, { k: 'member.joined' }),
      body: { invitation: null, link: null, spare: null },
    }),
    no("the founder's join with an invitation", {
      ...withHeader(next, { n: 1, p: coop, q: [id], k: 'member.joined' }),
      author: founder,
      body: { invitation: id, link: linkFor(founder.publicKey), spare: null },
    }),
    ...(
      [
        ['genesis with a parent', { q: [id] }],
        ['genesis that names a checkpoint', { e: [0, ffs] }],
        ['genesis of height 1', { e: [1, ffs] }],
      ] as const
    ).map(([about, header]) => {
      const base = { q: [], e: [0, new Uint8Array(32)], t: next.header['t'] };
      const written = story.write({
        author: founder,
        header: { ...base, ...genesis, ...header },
        body: { name: 'Bakery' },
      });
      return { ...caseOf(story, about, written, 'not-entitled'), coop: written.id };
    }),
  ];
}

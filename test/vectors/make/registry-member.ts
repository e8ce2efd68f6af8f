/** Samples of `member.*`, `device.*` and `node.*` (4-registry 4.4, 4.5), and who is entitled to write first. */
import type { CborMap, Signer } from 'icn-core';
import type { RegistryCase } from '../format.ts';
import { withHeader, type Writing } from './event-story.ts';
import { caseOf, having, idsOf, type Sample } from './registry-kit.ts';
import { foundedMs, zeros, type RegistryStory } from './registry-story.ts';

const integerMax = Number.MAX_SAFE_INTEGER;

/** All of `member.*` but joining, which is in `joinCases`. */
export function memberSamples(story: RegistryStory): readonly Sample[] {
  const [id = zeros] = idsOf(story, 1);
  const { publicKey: key } = story.workshop.signer('new one-time');
  const nothing = (type: string): Sample => ({ type, valid: [['nothing', {}]], wrong: [] });
  return [
    {
      type: 'member.invited',
      valid: [
        ['an invitation', { key, expires: foundedMs }],
        ['the latest end: a matter of the fold', { key, expires: integerMax }],
        ['the earliest end: a matter of the fold', { key, expires: -integerMax }],
      ],
      wrong: [['no end', { key, expires: null }]],
      keys: [['key']],
    },
    {
      type: 'member.invitation-revoked',
      valid: [['an invitation', { invitation: id }]],
      wrong: [['null', { invitation: null }]],
    },
    {
      type: 'member.vouched',
      valid: [['for someone', { member: id }]],
      wrong: [['for nobody', { member: null }]],
    },
    {
      type: 'member.objected',
      valid: [['to someone', { member: id }]],
      wrong: [['to nobody', { member: null }]],
    },
    nothing('member.paused'),
    nothing('member.resumed'),
    {
      type: 'member.left',
      valid: [
        ['and donates', { donate: true }],
        ['and keeps', { donate: false }],
      ],
      wrong: [['undecided', { donate: null }]],
    },
  ];
}

/** Joining by the second invitation of the story. */
function joinBody(story: RegistryStory, device: Signer, spare: Signer): CborMap {
  return {
    invitation: story.idOf('second invitation'),
    link: story.link(device),
    spare: story.proven(device, spare),
  };
}

/** `member.joined`, which has its own author: nobody who was there before. */
export function joinCases(
  story: RegistryStory,
  casesOf: (sample: Sample, place: (body: CborMap) => Writing) => readonly RegistryCase[],
): readonly RegistryCase[] {
  const { workshop, coop, idOf, genesis, next } = story;
  const [berta, spare, thief] = ['berta', "berta's spare", 'thief'].map(workshop.signer) as [
    Signer,
    Signer,
    Signer,
  ];
  const body = joinBody(story, berta, spare);
  const { t } = next('member.joined', body).header;
  const first = { c: coop, n: 0, p: null, q: [idOf('second invitation')], t, k: 'member.joined' };
  const place = (given: CborMap): Writing => ({ author: berta, header: first, body: given });
  const refuse = (about: string, verdict: string, writing: Writing): RegistryCase =>
    caseOf(story, about, writing, verdict);
  const join = place(body);
  const spareLess = having(body, { spare: null });
  const founderJoins: CborMap = { invitation: null, link: null, spare: null };
  const otherProof = story.proven(story.anna, spare);
  return [
    ...casesOf(
      {
        type: 'member.joined',
        valid: [
          ['with a spare key', body],
          ['without a spare key', spareLess],
        ],
        wrong: [
          ['an invitation without a link', having(body, { link: null })],
          ['a link without an invitation', having(body, { invitation: null })],
        ],
        keys: [['spare', 'key']],
      },
      place,
    ),
    caseOf(
      story,
      'the founder, after the genesis',
      {
        ...genesis(founderJoins),
        header: { c: coop, n: 1, p: idOf('genesis'), t, k: 'member.joined' },
      },
      'valid',
    ),
    refuse(
      'proof bound to another device',
      'bad-signature',
      place(having(body, { spare: otherProof })),
    ),
    refuse("another key's proof", 'bad-signature', {
      ...join,
      body: having(body, { spare: { ...story.proven(berta, thief), key: spare.publicKey } }),
    }),
    refuse('a link signed for another device', 'not-entitled', {
      ...place(having(spareLess, { link: story.link(thief) })),
    }),
    refuse('a link signed by another key', 'not-entitled', {
      ...place(having(spareLess, { link: berta.sign(zeros) })),
    }),
    refuse(
      'the invitation is no parent',
      'not-entitled',
      withHeader(join, { q: [idOf('anna joins')] }),
    ),
    refuse('the invitation is a join', 'not-entitled', {
      ...withHeader(join, { q: [idOf('anna joins')] }),
      body: having(spareLess, { invitation: idOf('anna joins') }),
    }),
    refuse('a second event of a device', 'not-entitled', {
      ...next('member.joined', having(spareLess, { link: story.link(story.anna) })),
    }),
    refuse('without an invitation, and it is no founder', 'not-entitled', place(founderJoins)),
    refuse('without an invitation, later', 'not-entitled', next('member.joined', founderJoins)),
  ];
}

/** Types that enrol a key, all but joining. */
export function enrolmentCases(
  story: RegistryStory,
  casesOf: (sample: Sample) => readonly RegistryCase[],
): readonly RegistryCase[] {
  const { anna, phone, spare, node, workshop, proven, next } = story;
  const [added, thief] = [workshop.signer('new device'), workshop.signer('thief')];
  const types = ['device.enrolled', 'device.spare-set', 'node.registered'] as const;
  return types.flatMap((type) => {
    const isSpare = type === 'device.spare-set';
    const wrap = (key: CborMap): CborMap => (isSpare ? { spare: key } : key);
    const body = wrap(proven(anna, added));
    const keyAt = isSpare ? ['spare', 'key'] : ['key'];
    const refuse = (about: string, key: CborMap): RegistryCase =>
      caseOf(story, about, next(type, wrap(key)), 'bad-signature');
    const first = (about: string, author: Signer, by: string, verdict: string): RegistryCase => {
      const header = { n: 0, p: null, q: [story.idOf(by)] };
      const writing = { ...withHeader(next(type, wrap(proven(author, added))), header), author };
      return caseOf(story, about, writing, verdict);
    };
    return [
      ...casesOf({ type, valid: [['a key and its proof', body]], wrong: [], keys: [keyAt] }),
      refuse('a proof bound to another device', proven(phone, added)),
      refuse("another key's proof", { ...proven(anna, thief), key: added.publicKey }),
      refuse('a proof of nothing', { key: added.publicKey, proof: new Uint8Array(64) }),
      first('first event of a device that was enrolled', phone, 'anna enrols her phone', 'valid'),
      first('first event of a spare key', spare, 'anna sets a spare key', 'valid'),
      first('first event of a node', node, 'anna registers a node', 'valid'),
      first('first event of a stranger', thief, 'anna enrols her phone', 'not-entitled'),
      first('its enrolment is no parent', phone, 'anna sets a spare key', 'not-entitled'),
    ];
  });
}

/** `device.revoked`. */
export function deviceSamples(story: RegistryStory): readonly Sample[] {
  const [id = zeros] = idsOf(story, 1);
  const device = story.phone.publicKey;
  return [
    {
      type: 'device.revoked',
      valid: [
        ['from a number on', { device, cut: [3, id] }],
        ['from the first number on', { device, cut: [0, id] }],
        ['from the last number on', { device, cut: [integerMax, id] }],
        ['all of it', { device, cut: null }],
      ],
      wrong: [
        ['from a negative number on', { device, cut: [-1, id] }],
        ['from a number without an id', { device, cut: [3] }],
        ['from a number with more', { device, cut: [3, id, id] }],
        ['no device', { device: null, cut: null }],
      ],
      keys: [['device']],
    },
  ];
}

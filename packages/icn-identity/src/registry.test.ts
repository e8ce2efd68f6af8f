/** Every check of identity, in the documented order: state and event in, code out. */
import { describe, expect, it } from 'vitest';
import { builtInFloors, type Rule } from 'icn-core';
import {
  anchorsOf,
  coopAnchorsSet,
  coopFounded,
  coopFoundingClosed,
  coopPolicySet,
  coopTable,
  coopKey,
  dayMs,
  deviceEnrolled,
  deviceRevoked,
  deviceSpareSet,
  deviceTable,
  invitationTable,
  memberInvitationRevoked,
  memberInvited,
  memberJoined,
  memberObjected,
  memberPaused,
  memberResumed,
  memberTable,
  memberVouched,
  nodeRegistered,
  openInvitationTable,
  policyOf,
  endMembership,
  activeElectors,
} from './index.ts';
import { anySignature, hexOf, proven, Scene, usualPolicy } from './testing/scene.ts';

/** A row of a table: what happens before, and how the act at its end comes out. */
type Case = readonly [what: string, code: string, act: (scene: Scene) => { code: string }];

const check = (cases: readonly Case[], prepare: () => Scene = () => new Scene()) => {
  it.each(cases)('%s: %s', (_what, code, act) => {
    expect(act(prepare()).code).toBe(code);
  });
};

const five = (): Scene => {
  const scene = new Scene();
  scene.admit('ben', 'eva', 'gil', 'ida');
  return scene;
};

const weak: Rule = { share: [1, 3], strict: true, of: 'cast', quorum: 0 };
const strong: Rule = { share: [3, 4], strict: true, of: 'electorate', quorum: 0 };

describe('authors', () => {
  const pause = (device: string) => (scene: Scene) => scene.act(device, memberPaused, {});
  check([
    ['a device nobody knows', 'not-enrolled', pause('stranger')],
    [
      'a node',
      'node-may-not',
      (scene) => {
        scene.must('ann', nodeRegistered, proven('node'));
        return scene.act('node', memberPaused, {});
      },
    ],
    [
      'a node that enrols a device',
      'node-may-not',
      (scene) => {
        scene.must('ann', nodeRegistered, proven('node'));
        return scene.act('node', deviceEnrolled, proven('phone'));
      },
    ],
    ['a spare key that pauses', 'spare-only-enrols', pause('ann spare')],
    [
      'a spare key that registers a node',
      'spare-only-enrols',
      (scene) => scene.act('ann spare', nodeRegistered, proven('node')),
    ],
    [
      'a spare key that revokes a device',
      'spare-only-enrols',
      (scene) => scene.act('ann spare', deviceRevoked, { device: hexOf('ann'), cut: null }),
    ],
    [
      'a spare key that enrols',
      'effective',
      (scene) => scene.act('ann spare', deviceEnrolled, proven('phone')),
    ],
    [
      'someone who has joined only',
      'not-active',
      (scene) => {
        scene.join('ben');
        return scene.act('ben', memberPaused, {});
      },
    ],
    [
      'someone who has joined only, where any member may',
      'effective',
      (scene) => {
        scene.join('ben');
        return scene.act('ben', deviceEnrolled, proven('phone'));
      },
    ],
    [
      'someone who was removed',
      'not-a-member',
      (scene) => {
        scene.admit('ben');
        endMembership(scene.state, scene.member('ben'), 'removed');
        return scene.act('ben', memberPaused, {});
      },
    ],
    [
      'the spare key of someone who left',
      'not-a-member',
      (scene) => {
        scene.admit('ben');
        endMembership(scene.state, scene.member('ben'), 'left');
        return scene.act('ben spare', deviceEnrolled, proven('phone'));
      },
    ],
    ['an active member', 'effective', pause('ann')],
  ]);
});

describe('coop.founded', () => {
  const founding = (floors = builtInFloors) => ({
    name: 'Bakery',
    unit: 'h',
    anchors: [hexOf('anchor')],
    policy: { ...usualPolicy, floors },
  });
  it('happens once', () => {
    expect(new Scene().act('ann', coopFounded, founding()).code).toBe('already-founded');
  });
  it('takes no floor below the built-in ones', () => {
    const scene = new Scene();
    scene.state.remove(coopTable, coopKey);
    const floors = { ...builtInFloors, 'member.admit': weak };
    expect(scene.act('new', coopFounded, founding(floors)).code).toBe('below-floor');
  });
  it('refuses a body with two anchors, a missing floor or a negative limit', () => {
    const accepts = (body: object) => coopFounded.body.safeEncode(body as never).success;
    const good = founding();
    expect(accepts(good)).toBe(true);
    expect(accepts({ ...good, anchors: [hexOf('a'), hexOf('b')].toSorted() })).toBe(false);
    expect(accepts({ ...good, policy: { ...good.policy, creditLimit: -1 } })).toBe(false);
    expect(accepts({ ...good, policy: { ...good.policy, floors: {} } })).toBe(false);
    expect(accepts({ ...good, extra: 1 })).toBe(false);
  });
});

describe('coop.policy-set and coop.anchors-set', () => {
  const set = (changes: object) => (scene: Scene) => scene.act('ann', coopPolicySet, { changes });
  check([
    ['the founder', 'effective', set({ creditLimit: 10 })],
    [
      'another member',
      'needs-vote',
      (scene) => {
        scene.admit('ben');
        return scene.act('ben', coopPolicySet, { changes: { creditLimit: 10 } });
      },
    ],
    [
      'the founder once there were three',
      'needs-vote',
      (scene) => {
        scene.admit('ben', 'eva');
        endMembership(scene.state, scene.member('eva'), 'left');
        return scene.act('ann', coopPolicySet, { changes: { creditLimit: 10 } });
      },
    ],
    ['no coordinator', 'member-unknown', set({ coordinators: [] })],
    ['a coordinator who never joined', 'member-unknown', set({ coordinators: [hexOf('who')] })],
    [
      'coordinators that repeat',
      'member-unknown',
      (scene) => set({ coordinators: [scene.member('ann'), scene.member('ann')] })(scene),
    ],
    [
      'coordinators before floors',
      'member-unknown',
      set({ coordinators: [], floors: { 'member.admit': weak } }),
    ],
    ['a floor below the first day', 'below-floor', set({ floors: { 'member.admit': weak } })],
    ['a stricter floor', 'effective', set({ floors: { 'member.admit': strong } })],
    [
      'anchors by the founder',
      'effective',
      (scene) => scene.act('ann', coopAnchorsSet, { anchors: [hexOf('b')] }),
    ],
    [
      'anchors once there are three',
      'needs-vote',
      (scene) => {
        scene.admit('ben', 'eva');
        return scene.act('ann', coopAnchorsSet, { anchors: [hexOf('b')] });
      },
    ],
  ]);
  it('replaces what is named, floors one by one, and nothing else', () => {
    const scene = new Scene();
    const before = policyOf(scene.state);
    scene.must('ann', coopPolicySet, {
      changes: { vouchesMany: 3, floors: { 'member.admit': strong } },
    });
    expect(policyOf(scene.state)).toEqual({
      ...before,
      vouchesMany: 3,
      floors: { ...before.floors, 'member.admit': strong },
    });
    expect(policyOf(scene.state).genesisFloors).toEqual(builtInFloors);
    scene.must('ann', coopAnchorsSet, { anchors: [hexOf('b')] });
    expect(anchorsOf(scene.state)).toEqual([hexOf('b')]);
  });
  it('refuses a body that changes nothing or names something else', () => {
    const accepts = (changes: object) =>
      coopPolicySet.body.safeEncode({ changes } as never).success;
    expect(accepts({})).toBe(false);
    expect(accepts({ genesisFloors: {} })).toBe(false);
    expect(accepts({ creditLimit: undefined })).toBe(false);
    expect(accepts({ confirmHours: false })).toBe(true);
  });
});

describe('coop.founding-closed', () => {
  const close = (device: string) => (scene: Scene) => scene.act(device, coopFoundingClosed, {});
  check(
    [
      ['by the founder', 'effective', close('ann')],
      ['by another member', 'not-founder', close('ben')],
      [
        'a second time',
        'founding-over',
        (scene) => {
          scene.endFounding();
          return close('ann')(scene);
        },
      ],
    ],
    five,
  );
});

describe('invitations', () => {
  const invite =
    (after: number, device = 'ann') =>
    (scene: Scene) =>
      scene.act(device, memberInvited, { key: hexOf('link'), expires: scene.now + after });
  check([
    ['for a day', 'effective', invite(dayMs)],
    ['for 30 days', 'effective', invite(30 * dayMs)],
    ['for longer', 'expiry-out-of-range', invite(30 * dayMs + 1)],
    ['already over', 'expiry-out-of-range', invite(0)],
    [
      'by a member without that role',
      'not-coordinator',
      (scene) => {
        scene.admit('ben');
        return invite(dayMs, 'ben')(scene);
      },
    ],
    [
      'the 201st open one',
      'too-many-invitations',
      (scene) => {
        for (let made = 0; made < 200; made += 1) scene.invite('ann', `guest ${made}`);
        return invite(dayMs)(scene);
      },
    ],
  ]);

  const revoke = (scene: Scene, device: string, invitation: string) =>
    scene.act(device, memberInvitationRevoked, { invitation });
  check(
    [
      ['revoke an unknown one', 'invitation-unknown', (scene) => revoke(scene, 'ann', hexOf('?'))],
      [
        'revoke by another member',
        'not-coordinator',
        (scene) => revoke(scene, 'ben', scene.invite('ann', 'tom')),
      ],
      [
        'revoke an open one',
        'effective',
        (scene) => revoke(scene, 'ann', scene.invite('ann', 'tom')),
      ],
      [
        'revoke twice',
        'invitation-not-open',
        (scene) => {
          const invitation = scene.invite('ann', 'tom');
          revoke(scene, 'ann', invitation);
          return revoke(scene, 'ann', invitation);
        },
      ],
      [
        'revoke one whose use is final',
        'invitation-not-open',
        (scene) => {
          const invitation = scene.invite('ann', 'tom');
          scene.joined('tom', invitation);
          scene.checkpoint();
          return revoke(scene, 'ann', invitation);
        },
      ],
      [
        'revoke one whose use is in the same batch',
        'effective',
        (scene) => {
          const invitation = scene.invite('ann', 'tom');
          scene.joined('tom', invitation);
          return revoke(scene, 'ann', invitation);
        },
      ],
    ],
    five,
  );

  it('is open until revoked or used, and then no more', () => {
    const scene = new Scene();
    const [used, revoked] = [scene.invite('ann', 'tom'), scene.invite('ann', 'uma')];
    expect(scene.state.entries(openInvitationTable)).toHaveLength(2);
    scene.joined('tom', used);
    revoke(scene, 'ann', revoked);
    expect(scene.state.entries(openInvitationTable)).toHaveLength(0);
    expect(scene.state.get(invitationTable, used)).toMatchObject({
      status: 'used',
      member: scene.member('tom'),
    });
    expect(scene.state.get(invitationTable, revoked)?.status).toBe('revoked');
  });
});

describe('member.joined', () => {
  const join = (scene: Scene, invitation: string | null, device = 'tom', spare = 'tom spare') =>
    scene.act(device, memberJoined, {
      invitation,
      link: invitation === null ? null : anySignature,
      spare: proven(spare),
    });
  check([
    ['with a link', 'effective', (scene) => join(scene, scene.invite('ann', 'tom'))],
    ['with a link nobody made', 'invitation-unknown', (scene) => join(scene, hexOf('?'))],
    [
      'with a revoked link',
      'invitation-revoked',
      (scene) => {
        const invitation = scene.invite('ann', 'tom');
        scene.must('ann', memberInvitationRevoked, { invitation });
        return join(scene, invitation);
      },
    ],
    [
      'with a link revoked later in the same batch',
      'invitation-revoked',
      (scene) => {
        const invitation = scene.invite('ann', 'tom');
        scene.revokedInvitations = new Set([invitation]);
        return join(scene, invitation);
      },
    ],
    [
      'with a used link',
      'invitation-used',
      (scene) => {
        const invitation = scene.invite('ann', 'tom');
        scene.joined('uma', invitation);
        return join(scene, invitation);
      },
    ],
    [
      'at the last moment of a link',
      'effective',
      (scene) => {
        const expires = scene.now + dayMs;
        const invitation = scene.must('ann', memberInvited, { key: hexOf('link'), expires });
        scene.now = expires;
        return join(scene, invitation);
      },
    ],
    [
      'with a link that has run out',
      'invitation-expired',
      (scene) => {
        const expires = scene.now + dayMs;
        const invitation = scene.must('ann', memberInvited, { key: hexOf('link'), expires });
        scene.now = expires + 1;
        return join(scene, invitation);
      },
    ],
    [
      'with a device of someone',
      'key-known',
      (scene) => join(scene, scene.invite('ann', 'tom'), 'ann'),
    ],
    [
      'with a spare key of someone',
      'key-known',
      (scene) => join(scene, scene.invite('ann', 'tom'), 'tom', 'ann spare'),
    ],
    [
      'with one key for both',
      'key-known',
      (scene) => join(scene, scene.invite('ann', 'tom'), 'tom', 'tom'),
    ],
    ['without a link', 'not-entitled', (scene) => join(scene, null)],
    ['the founder again', 'not-entitled', (scene) => join(scene, null, 'ann')],
  ]);

  it('gives a founder who is active, coordinates, and is the only member', () => {
    const scene = new Scene();
    const ann = scene.member('ann');
    expect(scene.state.get(coopTable, coopKey)).toMatchObject({
      founder: ann,
      founding: true,
      third: false,
      active: 1,
    });
    expect(policyOf(scene.state).coordinators).toEqual([ann]);
    expect(scene.state.get(memberTable, ann)).toMatchObject({
      status: 'active',
      by: 'founding',
      devices: 2,
    });
    expect(scene.state.get(deviceTable, hexOf('ann'))).toEqual({
      member: ann,
      kind: 'device',
      by: scene.coop,
      revoked: false,
      cut: null,
    });
  });
});

describe('objections, pauses', () => {
  check(
    [
      [
        'object where nothing waits',
        'nothing-to-object',
        (scene) => scene.act('ben', memberObjected, { member: scene.member('ann') }),
      ],
      [
        'pause twice',
        'already-paused',
        (scene) => {
          scene.must('ben', memberPaused, {});
          return scene.act('ben', memberPaused, {});
        },
      ],
      ['resume without a pause', 'not-paused', (scene) => scene.act('ben', memberResumed, {})],
      [
        'resume',
        'effective',
        (scene) => {
          scene.must('ben', memberPaused, {});
          return scene.act('ben', memberResumed, {});
        },
      ],
    ],
    five,
  );
  it('leaves those out of the electorate who pause', () => {
    const scene = five();
    expect(activeElectors(scene.state)).toHaveLength(5);
    scene.must('ben', memberPaused, {});
    const electors = ['ann', 'eva', 'gil', 'ida'].map((name) => scene.member(name));
    expect(activeElectors(scene.state)).toEqual(electors.toSorted());
  });
});

describe('devices', () => {
  const revoke = (device: string, cut: number | null) => (scene: Scene) =>
    scene.act('ann', deviceRevoked, {
      device: hexOf(device),
      cut: cut === null ? null : [cut, hexOf('cut')],
    });
  const after = (first: number | null, second: number | null) => (scene: Scene) => {
    scene.must('ann', deviceEnrolled, proven('phone'));
    expect(revoke('phone', first)(scene).code).toBe('effective');
    return revoke('phone', second)(scene);
  };
  check([
    ['enrol a key in use', 'key-known', (scene) => scene.act('ann', deviceEnrolled, proven('ann'))],
    [
      'enrol a key revoked before',
      'key-known',
      (scene) => {
        scene.must('ann', deviceEnrolled, proven('phone'));
        revoke('phone', null)(scene);
        return scene.act('ann', deviceEnrolled, proven('phone'));
      },
    ],
    ['a node with a key in use', 'key-known', (s) => s.act('ann', nodeRegistered, proven('ann'))],
    [
      'a spare with a key in use',
      'key-known',
      (scene) => scene.act('ann', deviceSpareSet, { spare: proven('ann spare') }),
    ],
    [
      'the 17th key',
      'too-many-devices',
      (scene) => {
        for (let at = 2; at < 16; at += 1) {
          scene.must('ann', deviceEnrolled, proven(`device ${at}`));
        }
        return scene.act('ann', deviceSpareSet, { spare: proven('one more') });
      },
    ],
    ['revoke an unknown device', 'device-unknown', revoke('who', null)],
    [
      'revoke a device of someone else',
      'device-unknown',
      (scene) => {
        scene.admit('ben');
        return revoke('ben', null)(scene);
      },
    ],
    ['revoke at a number', 'effective', revoke('ann', 3)],
    ['revoke again at the same', 'already-revoked', after(3, 3)],
    ['revoke again at a later', 'already-revoked', after(3, 4)],
    ['revoke again at an earlier', 'effective', after(3, 2)],
    ['revoke again wholly', 'effective', after(3, null)],
    ['revoke again after wholly', 'already-revoked', after(null, 0)],
    ['revoke wholly twice', 'already-revoked', after(null, null)],
  ]);
  it('voids the old spare key when a new one is set', () => {
    const scene = new Scene();
    scene.must('ann', deviceSpareSet, { spare: proven('second') });
    scene.must('ann', deviceSpareSet, { spare: proven('third') });
    const revoked = (name: string) => scene.state.get(deviceTable, hexOf(name))?.revoked;
    expect(['ann spare', 'second', 'third', 'ann'].map(revoked)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(scene.state.get(memberTable, scene.member('ann'))?.devices).toBe(4);
  });
});

describe('member.vouched', () => {
  const vouch = (scene: Scene, voucher: string, name: string) =>
    scene.act(voucher, memberVouched, { member: scene.member(name) });
  check(
    [
      [
        'for nobody',
        'member-unknown',
        (scene) => scene.act('ann', memberVouched, { member: hexOf('?') }),
      ],
      ['for oneself', 'own-vouch', (scene) => vouch(scene, 'ann', 'ann')],
      ['for a member', 'not-waiting', (scene) => vouch(scene, 'ann', 'ben')],
      [
        'twice',
        'already-vouched',
        (scene) => {
          scene.join('tom');
          vouch(scene, 'ann', 'tom');
          return vouch(scene, 'ann', 'tom');
        },
      ],
      [
        'by someone who waits',
        'not-active',
        (scene) => {
          scene.join('tom', 'uma');
          return vouch(scene, 'tom', 'uma');
        },
      ],
    ],
    five,
  );
});

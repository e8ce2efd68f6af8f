/** Authors, founding, policy and anchors: every check in the documented order. */
import { describe, expect, it } from 'vitest';
import { builtInFloors, compareKeys, type Rule } from 'icn-core';
import {
  anchorsOf,
  coopAnchorsSet,
  coopFounded,
  coopFoundingClosed,
  coopPolicySet,
  coopTable,
  coopKey,
  deviceEnrolled,
  deviceRevoked,
  memberPaused,
  nodeRegistered,
  policyOf,
  endMembership,
} from './index.ts';
import { check, five } from './testing/cases.ts';
import { hexOf, proven, usualPolicy, Scene } from './testing/scene.ts';

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
  const coordinators = (scene: Scene, count: number) => {
    const guests = Array.from({ length: count - 1 }, (_, at) => `guest ${at}`);
    scene.join(...guests);
    const ids = ['ann', ...guests].map((name) => scene.member(name));
    return set({ coordinators: ids.toSorted(compareKeys) })(scene);
  };
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
    [
      'the founder with one other',
      'effective',
      (scene) => {
        scene.admit('ben');
        return scene.act('ann', coopPolicySet, { changes: { creditLimit: 10 } });
      },
    ],
    ['fifty coordinators', 'effective', (scene) => coordinators(scene, 50)],
    ['fifty-one coordinators', 'member-unknown', (scene) => coordinators(scene, 51)],
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

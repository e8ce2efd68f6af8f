/** Invitations, joining, vouching, objecting, pausing: every check in the documented order. */
import { dayMs } from 'icn-core';
import { describe, expect, it } from 'vitest';
import {
  coopTable,
  coopKey,
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
  nextIdentityDue,
  nextInvitationExpiry,
  openInvitationTable,
  policyOf,
  activeElectors,
} from './index.ts';
import { check, five } from './testing/cases.ts';
import { anySignature, hexOf, proven, Scene } from './testing/scene.ts';

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

  it('is closed a week after it ran out, also for whoever claims an early time', () => {
    const scene = new Scene();
    const invitation = scene.invite('ann', 'tom');
    const claimed = scene.now;
    const expires = scene.state.get(invitationTable, invitation)?.expires ?? 0;
    const end = nextInvitationExpiry(scene.state) ?? 0;
    expect(end).toBe(expires + 7 * dayMs + 1);
    expect(nextIdentityDue(scene.state)).toBe(end);
    scene.now = end - 1;
    scene.checkpoint();
    expect(scene.state.get(invitationTable, invitation)?.status).toBe('open');
    scene.checkpoint();
    expect(scene.state.get(invitationTable, invitation)?.status).toBe('expired');
    expect(scene.state.entries(openInvitationTable)).toEqual([]);
    expect(nextInvitationExpiry(scene.state)).toBeUndefined();
    expect(revoke(scene, 'ann', invitation).code).toBe('invitation-not-open');
    scene.now = claimed;
    const content = { invitation, link: anySignature, spare: null };
    expect(scene.act('tom', memberJoined, content).code).toBe('invitation-expired');
  });

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

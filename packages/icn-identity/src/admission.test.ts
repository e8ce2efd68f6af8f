/**
 * Admission by vouches, against the attack it is made for: two colluders who invent people.
 */
import { dayMs, foundingMsMax } from 'icn-core';
import { describe, expect, it } from 'vitest';
import {
  activate,
  admissionTable,
  coopKey,
  coopPolicySet,
  coopTable,
  endMembership,
  memberObjected,
  memberTable,
  memberVouched,
  nextIdentityDue,
} from './index.ts';
import { Scene, start } from './testing/scene.ts';

const vouch = (scene: Scene, voucher: string, name: string): string =>
  scene.act(voucher, memberVouched, { member: scene.member(name) }).code;

const object = (scene: Scene, by: string, name: string): string =>
  scene.act(by, memberObjected, { member: scene.member(name) }).code;

const active = (scene: Scene): number => scene.state.get(coopTable, coopKey)?.active ?? 0;

/** Five members, the founding over, ann and ben about to cheat. */
const afterFounding = (): Scene => {
  const scene = new Scene();
  scene.admit('ben', 'eva', 'gil', 'ida');
  scene.endFounding();
  scene.checkpoint();
  return scene;
};

const puppets = Array.from({ length: 20 }, (_, at) => `puppet ${at}`);

describe('twenty puppets of two colluders', () => {
  const vouchedBy = (scene: Scene): string[] =>
    puppets.map((name) => {
      vouch(scene, 'ann', name);
      return vouch(scene, 'ben', name);
    });

  it('get at most two admissions in 30 days, after a delay', () => {
    const scene = afterFounding();
    scene.join(...puppets);
    expect(vouchedBy(scene)).toEqual([
      'effective',
      'effective',
      ...puppets.slice(2).map(() => 'admission-limit'),
    ]);
    scene.checkpoint();
    expect(active(scene)).toBe(5);
    scene.wait(3 * dayMs);
    scene.checkpoint();
    expect(active(scene)).toBe(7);
    scene.wait(29 * dayMs);
    expect(vouch(scene, 'ben', 'puppet 2')).toBe('admission-limit');
    scene.wait(dayMs);
    expect(vouch(scene, 'ben', 'puppet 2')).toBe('effective');
    expect(vouch(scene, 'ben', 'puppet 3')).toBe('effective');
    expect(vouch(scene, 'ben', 'puppet 4')).toBe('admission-limit');
  });

  it('cannot vouch for each other for 30 days', () => {
    const scene = afterFounding();
    scene.join(...puppets);
    vouchedBy(scene);
    scene.checkpoint();
    scene.wait(3 * dayMs);
    scene.checkpoint();
    const activated = scene.state.get(memberTable, scene.member('puppet 0'))?.activated ?? 0;
    expect(vouch(scene, 'puppet 0', 'puppet 9')).toBe('vouch-too-soon');
    scene.now = activated + 30 * dayMs - 1;
    expect(vouch(scene, 'puppet 0', 'puppet 9')).toBe('vouch-too-soon');
    scene.now = activated + 30 * dayMs;
    expect(vouch(scene, 'puppet 0', 'puppet 9')).toBe('effective');
  });

  it('are stopped by one objection each, for good', () => {
    const scene = afterFounding();
    scene.join(...puppets);
    vouchedBy(scene);
    scene.checkpoint();
    expect(object(scene, 'eva', 'puppet 0')).toBe('effective');
    expect(object(scene, 'eva', 'puppet 0')).toBe('nothing-to-object');
    scene.wait(30 * dayMs);
    scene.checkpoint();
    expect(scene.status('puppet 0')).toBe('joined');
    expect(vouch(scene, 'gil', 'puppet 0')).toBe('needs-vote');
    expect(scene.status('puppet 1')).toBe('active');
  });

  it('gain nothing when an admitted one leaves at once', () => {
    const scene = afterFounding();
    scene.join(...puppets);
    vouchedBy(scene);
    scene.checkpoint();
    scene.wait(3 * dayMs);
    scene.checkpoint();
    endMembership(scene.state, scene.member('puppet 0'), 'left');
    expect(vouch(scene, 'ben', 'puppet 2')).toBe('admission-limit');
  });

  it('leave a place again 30 days after an admission, and not before', () => {
    const scene = afterFounding();
    scene.join(...puppets);
    vouchedBy(scene);
    scene.checkpoint();
    scene.wait(3 * dayMs);
    scene.checkpoint();
    const activated = scene.state.get(memberTable, scene.member('puppet 0'))?.activated ?? 0;
    scene.now = activated + 30 * dayMs - 1;
    expect(vouch(scene, 'gil', 'puppet 2')).toBe('admission-limit');
    expect(scene.now).toBe(activated + 30 * dayMs);
    expect(vouch(scene, 'gil', 'puppet 2')).toBe('effective');
  });

  it('gain nothing by claiming an early time: objections are counted from the checkpoint', () => {
    const scene = afterFounding();
    scene.join('puppet 0');
    const early = scene.now;
    vouch(scene, 'ann', 'puppet 0');
    vouch(scene, 'ben', 'puppet 0');
    scene.now = early + 20 * dayMs;
    scene.checkpoint();
    const due = scene.now - 1 + 3 * dayMs;
    expect(scene.state.get(admissionTable, scene.member('puppet 0'))?.due).toBe(due);
    expect(nextIdentityDue(scene.state)).toBe(due);
    scene.now = due - 1;
    scene.checkpoint();
    expect(scene.status('puppet 0')).toBe('joined');
    scene.checkpoint();
    expect(scene.status('puppet 0')).toBe('active');
    expect(scene.state.get(memberTable, scene.member('puppet 0'))?.activated).toBe(due);
    expect(nextIdentityDue(scene.state)).toBeUndefined();
  });
});

describe('vouches', () => {
  it('admit at once while founding: one below four active members, then two', () => {
    const scene = new Scene();
    scene.join('ben', 'eva', 'gil');
    expect(vouch(scene, 'ann', 'ben')).toBe('effective');
    expect(scene.status('ben')).toBe('active');
    vouch(scene, 'ann', 'eva');
    vouch(scene, 'ann', 'gil');
    expect(active(scene)).toBe(4);
    scene.join('ida');
    vouch(scene, 'ann', 'ida');
    expect(scene.status('ida')).toBe('joined');
    vouch(scene, 'ben', 'ida');
    expect(scene.state.get(memberTable, scene.member('ida'))).toMatchObject({
      status: 'active',
      by: 'founding',
      vouchers: [scene.member('ann'), scene.member('ben')].toSorted(),
    });
  });

  it('count only while their givers are active', () => {
    const scene = afterFounding();
    scene.join('tom');
    vouch(scene, 'ann', 'tom');
    endMembership(scene.state, scene.member('ann'), 'left');
    vouch(scene, 'ben', 'tom');
    expect(scene.state.get(admissionTable, scene.member('tom'))).toBeUndefined();
    vouch(scene, 'eva', 'tom');
    expect(scene.state.get(admissionTable, scene.member('tom'))).toBeDefined();
  });

  it('beyond those needed do not start the delay again', () => {
    const scene = afterFounding();
    scene.join('tom');
    for (const voucher of ['ann', 'ben']) vouch(scene, voucher, 'tom');
    scene.checkpoint();
    const before = scene.state.get(admissionTable, scene.member('tom'));
    expect(vouch(scene, 'eva', 'tom')).toBe('effective');
    expect(scene.state.get(admissionTable, scene.member('tom'))).toEqual(before);
  });

  it('admit in the order of their due times, then of the ids', () => {
    const scene = afterFounding();
    scene.join('tom', 'uma');
    for (const name of ['tom', 'uma']) {
      for (const voucher of ['ann', 'ben']) vouch(scene, voucher, name);
    }
    scene.checkpoint();
    scene.wait(3 * dayMs);
    scene.checkpoint();
    expect([scene.status('tom'), scene.status('uma')]).toEqual(['active', 'active']);
    expect(scene.state.entries(admissionTable)).toEqual([]);
  });

  it('admit at the same checkpoint when the policy sets no delay', () => {
    const scene = new Scene({ policy: { admissionDelay: 0 } });
    scene.admit('ben', 'eva');
    scene.endFounding();
    scene.join('tom');
    vouch(scene, 'ann', 'tom');
    expect(scene.status('tom')).toBe('joined');
    scene.checkpoint();
    expect(scene.status('tom')).toBe('active');
  });

  it('by someone whom a vote admitted count from the first day', () => {
    const scene = afterFounding();
    scene.join('tom', 'uma');
    activate(scene.state, scene.member('tom'), 'vote', scene.now);
    expect(vouch(scene, 'tom', 'uma')).toBe('effective');
  });

  it('lose their admission when the newcomer leaves', () => {
    const scene = afterFounding();
    scene.join('tom');
    for (const voucher of ['ann', 'ben']) vouch(scene, voucher, 'tom');
    endMembership(scene.state, scene.member('tom'), 'left');
    scene.checkpoint();
    scene.wait(3 * dayMs);
    scene.checkpoint();
    expect(scene.status('tom')).toBe('left');
    expect(active(scene)).toBe(5);
  });
});

describe('the end of the founding', () => {
  const founding = (scene: Scene) => scene.state.get(coopTable, coopKey)?.founding;

  it('comes with the tenth active member', () => {
    const scene = new Scene();
    scene.admit('b', 'c', 'd', 'e', 'f', 'g', 'h', 'i');
    expect(founding(scene)).toBe(true);
    scene.admit('j');
    expect(founding(scene)).toBe(false);
  });

  it('comes at the checkpoint after 30 days', () => {
    const scene = new Scene();
    expect(nextIdentityDue(scene.state)).toBe(start + foundingMsMax);
    scene.now = start + foundingMsMax - 1;
    scene.checkpoint();
    expect(founding(scene)).toBe(true);
    scene.checkpoint();
    expect(founding(scene)).toBe(false);
    expect(nextIdentityDue(scene.state)).toBeUndefined();
  });

  it('does not give the founder back the right to decide alone', () => {
    const scene = new Scene();
    scene.admit('ben', 'eva');
    for (const name of ['ben', 'eva']) endMembership(scene.state, scene.member(name), 'left');
    expect(active(scene)).toBe(1);
    const { code } = scene.act('ann', coopPolicySet, { changes: { creditLimit: 0 } });
    expect(code).toBe('needs-vote');
  });
});

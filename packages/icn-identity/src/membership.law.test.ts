/**
 * LAW-ID-1: whatever members do in whatever order, the counts in rows are what counting would
 * give.
 */
import { dayMs } from 'icn-core';
import fc from 'fast-check';
import { describe, it, expect } from 'vitest';
import {
  admissionTable,
  coopKey,
  coopTable,
  deviceEnrolled,
  deviceTable,
  endMembership,
  invitationTable,
  memberInvitationRevoked,
  memberObjected,
  memberPaused,
  memberTable,
  memberVouched,
  openInvitationTable,
} from './index.ts';
import { proven, Scene } from './testing/scene.ts';

const names = ['ann', 'ben', 'eva', 'gil', 'ida', 'tom', 'uma', 'vic'];

const step = fc.record({
  kind: fc.constantFrom(
    'vouch',
    'vouch',
    'vouch',
    'object',
    'pause',
    'enrol',
    'end',
    'invite',
    'check',
  ),
  who: fc.constantFrom(...names),
  whom: fc.constantFrom(...names),
  wait: fc.integer({ min: 0, max: 3 * dayMs }),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const run = (scene: Scene, { kind, who, whom, wait }: Step): void => {
  const member = scene.member(whom);
  scene.wait(wait);
  if (kind === 'vouch') scene.act(who, memberVouched, { member });
  if (kind === 'object') scene.act(who, memberObjected, { member });
  if (kind === 'pause') scene.act(who, memberPaused, {});
  if (kind === 'enrol') scene.act(`${who} spare`, deviceEnrolled, proven(`key ${scene.now}`));
  if (kind === 'check') scene.checkpoint();
  if (kind === 'invite' && scene.status('ann') === 'active') {
    const invitation = scene.invite('ann', `guest ${scene.now}`);
    if (wait % 2 === 0) scene.act('ann', memberInvitationRevoked, { invitation });
  }
  const status = scene.status(whom);
  if (kind === 'end' && whom !== 'ann' && (status === 'active' || status === 'joined')) {
    endMembership(scene.state, member, 'left');
  }
};

const assertCounts = (scene: Scene): void => {
  const members = scene.state.entries(memberTable);
  const coop = scene.state.get(coopTable, coopKey);
  expect(coop?.active).toBe(members.filter(([, row]) => row.status === 'active').length);
  for (const [id, row] of members) {
    const devices = scene.state.entries(deviceTable).filter(([, device]) => device.member === id);
    expect(row.devices).toBe(devices.length);
    expect(row.activated === null).toBe(row.by === null);
  }
  for (const [id] of scene.state.entries(admissionTable)) {
    expect(scene.state.get(memberTable, id)).toMatchObject({ status: 'joined', objected: false });
  }
  const open = scene.state.entries(invitationTable).filter(([, row]) => row.status === 'open');
  expect(scene.state.entries(openInvitationTable).map(([id]) => id)).toEqual(
    open.map(([id]) => id),
  );
};

const assertAdmissionLimit = (scene: Scene): void => {
  const times = scene.state
    .entries(memberTable)
    .flatMap(([, row]) => (row.by === 'vouches' ? (row.activated ?? []) : []))
    .toSorted((a, b) => a - b);
  for (const [at, time] of times.entries()) {
    const third = times[at + 2];
    if (third !== undefined) expect(third - time).toBeGreaterThanOrEqual(30 * dayMs);
  }
};

describe('LAW-ID-1', () => {
  it('holds after every step', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, founding) => {
        const scene = new Scene();
        scene.admit('ben', 'eva');
        scene.join('gil', 'ida', 'tom', 'uma', 'vic');
        if (!founding) scene.endFounding();
        for (const next of steps) {
          run(scene, next);
          assertCounts(scene);
          assertAdmissionLimit(scene);
        }
      }),
      { numRuns: 150 },
    );
  });
});

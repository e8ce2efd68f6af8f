/** Devices, spare keys and nodes: every check in the documented order. */
import { describe, expect, it } from 'vitest';
import {
  deviceEnrolled,
  deviceRevoked,
  deviceSpareSet,
  endMembership,
  deviceTable,
  memberTable,
  nodeRegistered,
} from './index.ts';
import { check } from './testing/cases.ts';
import { hexOf, proven, Scene } from './testing/scene.ts';

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
    ['revoke a spare key', 'spare-only-replaced', revoke('ann spare', null)],
    ['revoke the founding itself', 'cut-too-low', revoke('ann', 0)],
    ['revoke all of the founding device', 'cut-too-low', revoke('ann', null)],
    ['revoke the founding device after joining', 'effective', revoke('ann', 1)],
    [
      'revoke all of the device that joined',
      'cut-too-low',
      (scene) => {
        scene.admit('ben');
        return scene.act('ben', deviceRevoked, { device: hexOf('ben'), cut: null });
      },
    ],
    [
      'revoke the device that joined from then on',
      'effective',
      (scene) => {
        scene.admit('ben');
        const cut = [0, hexOf('cut')] as const;
        return scene.act('ben', deviceRevoked, { device: hexOf('ben'), cut });
      },
    ],
    [
      'revoke by someone who has left meanwhile',
      'effective',
      (scene) => {
        scene.must('ann', deviceEnrolled, proven('phone'));
        endMembership(scene.state, scene.member('ann'), 'left');
        return revoke('phone', null)(scene);
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

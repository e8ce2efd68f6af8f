/** All acts by name: each makes the event that somebody would write in a scene, or nothing. */
import { governanceActs } from './acts-governance.ts';
import { identityActs } from './acts-identity.ts';
import { ledgerActs } from './acts-ledger.ts';
import type { ActName } from './op.ts';
import { memberOf, type Draft, type Scene } from './scene.ts';
import { tables } from './tables.ts';

const acts: Readonly<Record<ActName, (scene: Scene) => Draft | undefined>> = {
  ...identityActs,
  ...ledgerActs,
  ...governanceActs,
};

/** What somebody does when nothing fits what they set out to do. */
const everyday = ['vouch', 'log-hours', 'confirm-hours', 'pay', 'vote', 'log-hours'] as const;

/** What newcomers can do before they are active. */
const forNewcomers: readonly ActName[] = ['enrol', 'set-spare', 'answer-opening', 'revoke-device'];

/** The event that somebody writes; undefined when there is nothing for them to do. */
export function draftOf(scene: Scene, act: ActName): Draft | undefined {
  const { device, person, state, y } = scene;
  if (device === undefined) {
    return person.member === undefined ? acts.join(scene) : acts['enrol-by-spare'](scene);
  }
  const member = memberOf(scene);
  const status = member === undefined ? undefined : state.get(tables.member, member)?.status;
  // Whoever has no membership that counts mostly knows, and comes back by a new link.
  if (status === undefined && act !== 'found-join' && y % 10 > 0) return acts.join(scene);
  if ((status === 'left' || status === 'removed') && y % 10 > 0) return acts.join(scene);
  if (status === 'joined' && !forNewcomers.includes(act) && y % 10 > 0) return undefined;
  return acts[act](scene) ?? acts[everyday[y % everyday.length] ?? 'log-hours'](scene);
}

/** What is looked at after every step that wrote: cheap checks always, dear ones on thorough seeds or now and then. */
import { pendingEventsMax } from 'icn-core';
import { stateOf } from 'icn-replica';
import type { SimNode } from '../sim-node.ts';
import { checkSum } from './sum.ts';
import type { World } from '../world.ts';
import { demand } from '../violation.ts';

/** Certificates that may wait. */
const waitingMax = 256;

/** @throws Violation */
export function checkStep(sim: World, node: SimNode): void {
  const { replica } = node;
  if (replica === undefined) return;
  const { pending, waiting } = replica;
  demand(pending.size <= pendingEventsMax, 'INV-SYNC-1', () => `${pending.size} events wait`);
  demand(waiting.size <= waitingMax, 'INV-SYNC-1', () => `${waiting.size} certificates wait`);
  if (pending.size > 0) sim.count('pending-buffer-used');
  if (waiting.size > 0) sim.count('certificate-kept-waiting');
  if (!sim.plan.isThorough && !sim.rng.chance(40)) return;
  checkSum(stateOf(replica, 'provisional'), `provisional state of n${node.index}`);
  checkSum(stateOf(replica, 'final'), `final state of n${node.index}`);
}

/** What breaks, by name: crashes, partitions, clocks and disks that fail, each as one op of a plan. */
import { StoreFault } from 'icn-core';
import { partitionShapes } from './network.ts';
import type { MishapName, Op } from './op.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

const minute = 60_000;
const day = 1440 * minute;

type Mishap = (sim: World, node: SimNode, op: Op) => 'done' | 'nothing';

function partition(sim: World, _node: SimNode, { x, y }: Op): 'done' {
  const shape = partitionShapes[x % partitionShapes.length] ?? 'halves';
  const isInside = sim.nodes.map((_, index) => ((y >>> index) & 1) === 1);
  sim.network.partition(shape, isInside, 2000 + (x % 50_000), y % 2 === 0);
  return 'done';
}

/** Somebody notices after a while, and sets it right. */
function clock(sim: World, node: SimNode, { x, y }: Op): 'done' {
  const { clock: shown } = node;
  sim.after(3000 + (y % 40_000), () => shown.repair());
  switch (x % 6) {
    case 0:
      shown.freeze(sim.trueTime());
      sim.count('clock-frozen');
      break;
    case 1:
      shown.skewMs -= y % (2 * 60 * minute);
      sim.count('clock-backwards');
      break;
    case 2:
      shown.skewMs = (y % (2 * day)) - day;
      sim.count('clock-jump');
      break;
    case 3:
      shown.grainMs = minute;
      break;
    default:
      shown.repair();
  }
  return 'done';
}

function leap(sim: World, _node: SimNode, { x }: Op): 'done' {
  const lengths = [60 * minute, 60 * minute, day, 3 * day, 3 * day, 16 * day, 31 * day];
  // Not weeks before the founding has had its chance: it would be over by time in every run.
  const isEarly = sim.agenda.now < 45_000;
  sim.leapMs += isEarly ? 60 * minute : (lengths[x % lengths.length] ?? 0);
  sim.count('leap');
  return 'done';
}

/** By name. */
export const mishaps: Readonly<Record<MishapName, Mishap>> = {
  crash: (sim, node, { x, y }) => {
    if (y % 3 === 0) sim.crashOnWrite(node, 200 + (x % 8000));
    else sim.crashNode(node, 200 + (x % 15_000), y % 5 === 0);
    return 'done';
  },
  stop: (sim, node, { x }) => {
    sim.stopNode(node, 200 + (x % 10_000));
    return 'done';
  },
  'disk-fault': (_sim, node, { x }) => {
    const code = x % 2 === 0 ? 'disk-full' : 'io';
    node.disk.failNext(new StoreFault(code, 'write', 'later', 'The simulated disk failed.'));
    return 'done';
  },
  'lose-snapshot': (_sim, node) => {
    if (node.isUp) return 'nothing';
    node.disk.loseSnapshot();
    return 'done';
  },
  disconnect: (sim, node, { x }) => {
    sim.network.disconnect(node.index, x % sim.nodes.length);
    return 'done';
  },
  partition,
  clock,
  leap,
  audit: (sim, node) => (sim.audit(node) ? 'done' : 'nothing'),
};

/**
 * What one seed means: how many nodes, how bad the network and the clocks, which people are crooks, and all ops. Each
 * seed draws its own subset of faults and rates (swarm testing: Groce et al., 2012), so that rare combinations meet.
 */
import type { NetworkFaults } from './network.ts';
import { actNames, mishapNames, trickNames, type ActName, type MishapName, type Op } from './op.ts';
import { Rng } from './prng.ts';

/** Founders and those who are invited later. */
export const peopleCount = 14;

/** One seed, spelled out. */
export interface Plan {
  readonly seed: number;
  readonly nodes: number;
  /** Index of the node that certifies first. */
  readonly anchor: number;
  readonly links: readonly (readonly [number, number])[];
  readonly faults: NetworkFaults;
  readonly checkpointDelayMs: number;
  readonly commitMaxMs: number;
  readonly clocks: readonly { readonly skewMs: number; readonly grainMs: number }[];
  /** Persons who may play tricks. Honest ones are never frozen. */
  readonly crooks: readonly number[];
  readonly policy: {
    readonly creditLimit: number;
    readonly commonLimit: number;
    readonly vouchesFew: number;
    readonly vouchesMany: number;
    readonly fewBelow: number;
    readonly admissionDelay: number;
    readonly confirmHours: boolean;
  };
  readonly voteMs: number;
  /** Checks everything after every step, not only now and then. */
  readonly isThorough: boolean;
  readonly endMs: number;
  readonly ops: readonly Op[];
}

const hour = 3_600_000;
const day = 24 * hour;

/** What a seed means. */
export function planOf(seed: number): Plan {
  const rng = new Rng(seed, 1);
  const nodes = rng.between(9, 11);
  const count = rng.between(560, 1000);
  const paceMs = rng.between(100, 300);
  const endMs = 20_000 + count * paceMs;
  const crooks = rng.chance(750) ? rng.shuffle(range(peopleCount)).slice(0, rng.between(1, 3)) : [];
  const openings = founding(rng.fork(2), nodes);
  return {
    seed,
    nodes,
    anchor: rng.below(nodes),
    links: linksOf(rng.fork(3), nodes),
    faults: faultsOf(rng.fork(4)),
    checkpointDelayMs: rng.oneOf([1500, 3000, 6000, 12_000]),
    commitMaxMs: rng.oneOf([0, 5, 30, 200]),
    // The founder's clock is right: what all must build on would otherwise be out of reach of all.
    clocks: range(nodes).map((index) => (index === 0 ? rightClock : clockOf(rng))),
    crooks,
    policy: {
      creditLimit: rng.oneOf([0, 600, 2400]),
      commonLimit: rng.oneOf([0, 1200, 100_000]),
      ...vouchesOf(rng),
      admissionDelay: rng.oneOf([0, 5000, 20_000, 60_000, 72 * hour]),
      confirmHours: !rng.chance(250),
    },
    voteMs: rng.oneOf([60_000, 60_000, 90_000, hour, 3 * day]),
    isThorough: seed % 16 === 0,
    endMs,
    ops: [...openings, ...drawOps(rng.fork(5), { count, endMs, nodes, crooks })].toSorted(
      (a, b) => a.at - b.at,
    ),
  };
}

const range = (end: number): number[] => Array.from({ length: end }, (_, i) => i);

/** A ring, so that nobody is cut off, and some more links. */
function linksOf(rng: Rng, nodes: number): readonly (readonly [number, number])[] {
  const density = rng.oneOf([0, 100, 200, 400]);
  const links: (readonly [number, number])[] = [];
  for (let a = 0; a < nodes; a += 1) {
    for (let b = a + 1; b < nodes; b += 1) {
      const isRing = b === a + 1 || (a === 0 && b === nodes - 1);
      if (isRing || rng.chance(density)) links.push([a, b]);
    }
  }
  return links;
}

function faultsOf(rng: Rng): NetworkFaults {
  return {
    loss: rng.oneOf([0, 0, 10, 50, 200]),
    duplicate: rng.oneOf([0, 0, 20, 200]),
    flip: rng.oneOf([0, 0, 0, 3, 20]),
    delayMinMs: rng.oneOf([1, 10, 100]),
    delayMaxMs: rng.oneOf([100, 200, 1000, 3000]),
    slow: rng.oneOf([0, 0, 20, 100]),
  };
}

/** One in twenty cooperatives has rules under which nobody can ever be admitted by vouches. */
function vouchesOf(rng: Rng): Pick<Plan['policy'], 'vouchesFew' | 'vouchesMany' | 'fewBelow'> {
  if (rng.chance(50)) return { vouchesFew: 2, vouchesMany: 3, fewBelow: 2 };
  const vouchesMany = rng.oneOf([1, 2, 2, 3]);
  return { vouchesFew: 1, vouchesMany, fewBelow: rng.between(vouchesMany, 6) };
}

const rightClock = { skewMs: 0, grainMs: 1 };

function clockOf(rng: Rng): { readonly skewMs: number; readonly grainMs: number } {
  const skewMs = rng.chance(900)
    ? rng.between(-2000, 2000)
    : rng.chance(500)
      ? rng.between(-day, day)
      : rng.between(-11 * 60_000, 11 * 60_000);
  return { skewMs, grainMs: rng.chance(200) ? 60_000 : 1 };
}

/** The first half minute: genesis, contracts, links for all, and most of them joining and vouching. */
function founding(rng: Rng, nodes: number): readonly Op[] {
  const ops: Op[] = [];
  const act = (at: number, who: number, name: ActName, x = 0): void => {
    ops.push({ kind: 'act', act: name, isUnchecked: false, at, who, via: -1, x, y: rng.next() });
  };
  act(10, 0, 'found-join');
  for (let x = 0; x < 5; x += 1) act(300 + 250 * x, 0, 'deploy', x);
  const joining = rng.between(4, peopleCount - 3);
  for (let i = 1; i <= joining; i += 1) act(1600 + 250 * i, 0, 'invite', i);
  if (rng.chance(400)) act(5400, 0, 'import', rng.next());
  for (let who = 1; who <= joining; who += 1) {
    const at = 6000 + rng.below(9000);
    act(at, who, 'join');
    act(at + 4000 + rng.below(4000), 0, 'vouch', rng.next());
    act(at + 5000 + rng.below(6000), rng.below(who), 'vouch', rng.next());
    act(at + 9000 + rng.below(9000), rng.below(who), 'vouch', rng.next());
    if (rng.chance(600)) act(at + 6000 + rng.below(9000), who, 'enrol');
  }
  for (let i = 0; i < 24; i += 1)
    act(13_000 + rng.below(25_000), rng.below(7), 'vouch', rng.next());
  if (rng.chance(300)) act(24_000 + rng.below(20_000), 0, 'close-founding');
  if (rng.chance(250)) act(4000 + rng.below(9000), 0, 'set-policy', rng.next());
  if (rng.chance(150)) act(4000 + rng.below(9000), 0, 'set-anchors', rng.below(nodes));
  return ops;
}

/** How often each act is drawn, before the seed's own taste. */
const actWeights: Readonly<Record<ActName, number>> = {
  'found-join': 0,
  invite: 4,
  'revoke-invitation': 2,
  join: 4,
  vouch: 8,
  object: 3,
  pause: 2,
  resume: 2,
  leave: 1,
  'close-founding': 1,
  'set-policy': 1,
  'set-anchors': 1,
  enrol: 5,
  'enrol-by-spare': 2,
  'revoke-device': 2,
  'set-spare': 1,
  'register-node': 2,
  'act-as-node': 1,
  'act-as-spare': 1,
  'open-account': 1,
  import: 1,
  'answer-opening': 2,
  'log-hours': 26,
  'confirm-hours': 26,
  withdraw: 4,
  pay: 26,
  overpay: 14,
  'propose-correction': 6,
  'agree-correction': 12,
  deploy: 2,
  'deploy-own': 1,
  'propose-none': 2,
  'propose-transfer': 4,
  'propose-admit': 2,
  'propose-remove': 1,
  'propose-policy': 3,
  'propose-deploy': 1,
  'propose-retire': 1,
  'propose-anchors': 1,
  vote: 90,
};

const founderActs: readonly ActName[] = [
  'invite',
  'revoke-invitation',
  'open-account',
  'close-founding',
  'set-policy',
  'set-anchors',
  'import',
];

const mishapWeights: Readonly<Record<MishapName, number>> = {
  crash: 8,
  stop: 4,
  'disk-fault': 2,
  'lose-snapshot': 1,
  disconnect: 4,
  partition: 6,
  clock: 4,
  leap: 2,
  audit: 2,
};

interface Frame {
  readonly count: number;
  readonly endMs: number;
  readonly nodes: number;
  readonly crooks: readonly number[];
}

function drawOps(rng: Rng, { count, endMs, nodes, crooks }: Frame): readonly Op[] {
  const acts = seasoned(rng, actNames, (name) => actWeights[name]);
  const mishaps = seasoned(rng, mishapNames, (name) => mishapWeights[name]);
  const tricks = seasoned(rng, trickNames, (name) => (name === 'double-spend' ? 12 : 4));
  const [mishapRate, trickRate] = [rng.oneOf([15, 40, 80]), rng.oneOf([20, 50, 100])];
  const uncheckedRate = rng.oneOf([0, 100, 400]);
  const ops: Op[] = [];
  for (let i = 0; i < count; i += 1) {
    const at = 12_000 + rng.below(endMs - 12_000);
    const via = rng.chance(880) ? -1 : rng.below(nodes);
    const rest = { at, via, x: rng.next(), y: rng.next() };
    if (rng.chance(mishapRate)) {
      ops.push({ kind: 'mishap', mishap: draw(rng, mishaps), ...rest, who: rng.below(nodes) });
    } else if (crooks.length > 0 && rng.chance(trickRate)) {
      ops.push({ kind: 'trick', trick: draw(rng, tricks), ...rest, who: rng.pick(crooks) ?? 0 });
    } else {
      const act = draw(rng, acts);
      // The founder is the first coordinator; others would only be refused.
      const who = founderActs.includes(act) && rng.chance(800) ? 0 : rng.below(peopleCount);
      const isUnchecked = crooks.includes(who) && rng.chance(uncheckedRate);
      ops.push({ kind: 'act', act, isUnchecked, ...rest, who });
    }
  }
  return ops;
}

type Weighted<Name> = readonly (readonly [name: Name, upTo: number])[];

/** Running sums of weights, each changed by the seed's taste: none, half, full, double or four times. */
function seasoned<Name>(
  rng: Rng,
  names: readonly Name[],
  weightOf: (name: Name) => number,
): Weighted<Name> {
  let sum = 0;
  return names.map((name) => {
    sum += weightOf(name) * rng.oneOf([0, 1, 2, 2, 2, 4, 8]);
    return [name, sum] as const;
  });
}

function draw<Name>(rng: Rng, weighted: Weighted<Name>): Name {
  const total = weighted.at(-1)?.[1] ?? 0;
  const at = rng.below(total);
  const found = weighted.find(([, upTo]) => at < upTo) ?? weighted[0];
  if (found === undefined) throw new Error('nothing to draw from');
  return found[0];
}

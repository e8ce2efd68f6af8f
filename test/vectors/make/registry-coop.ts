/** Samples of `coop.*`: the genesis, the policy, the anchors (4-registry 4.3). */
import type { CborMap, CborValue } from 'icn-core';
import { having, keysOf, long, idsOf, type Body, type Path, type Sample } from './registry-kit.ts';
import { day, floors, policy, zeros, type RegistryStory } from './registry-story.ts';

const strict = (a: number, b: number): CborValue => ruleOf({ share: [a, b] });
const ruleOf = (changes: CborMap): CborValue => {
  const rule = { share: [1, 2], strict: true, of: 'electorate', quorum: 0 };
  return { ...rule, ...changes };
};

const wrongRules: readonly (readonly [string, CborValue])[] = [
  ['more than all', ruleOf({ share: [3, 2], strict: false })],
  ['more than everybody', strict(1, 1)],
  ['a share of nothing', strict(0, 2)],
  ['a share of 1,001 parts', strict(1, 1001)],
  ['a share of one number', ruleOf({ share: [1] })],
  ['a share of three numbers', ruleOf({ share: [1, 2, 3] })],
  ['a quorum of 101', ruleOf({ quorum: 101 })],
  ['a negative quorum', ruleOf({ quorum: -1 })],
  ['a base that there is not', ruleOf({ of: 'everybody' })],
];

const atMost: CborMap = {
  creditLimit: 1_000_000_000,
  commonLimit: 1_000_000_000,
  vouchesFew: 50,
  vouchesMany: 50,
  fewBelow: 50,
  admissionDelay: 30 * day,
};
const atLeast: CborMap = {
  creditLimit: 0,
  commonLimit: 0,
  vouchesFew: 1,
  vouchesMany: 1,
  fewBelow: 1,
  admissionDelay: 0,
};

/** Each number of a policy one step out of its range. */
const wrongParts: readonly (readonly [string, CborMap])[] = [atMost, atLeast].flatMap((limits) =>
  Object.entries(limits).map(([name, limit]) => {
    const beyond = Number(limit) + (limits === atMost ? 1 : -1);
    return [`${name} of ${beyond.toLocaleString('en')}`, { [name]: beyond }] as const;
  }),
);

const floorNames = Object.keys(floors);
const otherFloors: readonly Path[] = floorNames.slice(1).map((name) => ['policy', 'floors', name]);

function founded(story: RegistryStory): Sample {
  const anchors = keysOf(story, 3);
  const [a = zeros, b = zeros, c = zeros] = anchors;
  const body: CborMap = { name: 'Bakery', unit: 'h', anchors: [a], policy };
  const withPolicy = (changes: CborMap): CborMap =>
    having(body, { policy: having(policy, changes) });
  const withFloor = (rule: CborValue): CborMap =>
    withPolicy({ floors: having(floors, { 'policy.set': rule }) });
  return {
    type: 'coop.founded',
    valid: [
      ['a genesis', body],
      ['everything at its most', having(withPolicy(atMost), { name: long(80), unit: long(20) })],
      ['everything at its least', having(withPolicy(atLeast), { name: 'n', unit: 'n' })],
      ['three anchors', having(body, { anchors })],
      ['the finest share', withFloor(ruleOf({ share: [999, 1000] }))],
      ['all have to say yes', withFloor(ruleOf({ share: [1000, 1000], strict: false }))],
      ['everybody has to take part', withFloor(ruleOf({ quorum: 100 }))],
      ['a floor below the built-in one', withFloor(ruleOf({ of: 'cast' }))],
    ],
    wrong: [
      ['a name of 81 bytes', having(body, { name: long(81) })],
      ['no name', having(body, { name: '' })],
      ['a name with a line break', having(body, { name: 'Bak\nery' })],
      ['a name that turns its direction', having(body, { name: 'Bak\u202eery' })],
      ['a unit of 21 bytes', having(body, { unit: long(21) })],
      ['no unit', having(body, { unit: '' })],
      ...anchorFaults(anchors, [b, a], [c, c, a]).map(
        ([about, list]) => [about, having(body, { anchors: list })] as const,
      ),
      ...wrongParts.map(([about, part]) => [about, withPolicy(part)] as const),
      ['a floor for none', withPolicy({ floors: having(floors, { none: ruleOf({}) }) })],
      ...wrongRules.map(([about, rule]) => [`a floor of ${about}`, withFloor(rule)] as const),
    ],
    skip: otherFloors,
    keys: [['anchors', 0]],
  };
}

function anchorFaults(
  anchors: readonly CborValue[],
  unsorted: readonly CborValue[],
  repeated: readonly CborValue[],
): readonly (readonly [string, CborValue])[] {
  const [a = zeros, b = zeros, c = zeros] = anchors;
  const beyond = new Uint8Array(32).fill(254);
  return [
    ['no anchor', []],
    ['two anchors', [a, b]],
    ['four anchors', [a, b, c, beyond]],
    ['anchors out of order', [c, ...unsorted]],
    ['an anchor twice', repeated.toReversed()],
  ];
}

function policySet(story: RegistryStory): Sample {
  const [one = zeros, two = zeros] = idsOf(story, 2);
  const all: CborMap = {
    ...policy,
    coordinators: [one, two],
    floors: { 'anchors.set': ruleOf({}) },
  };
  const change = (changes: CborMap): CborMap => ({ changes });
  return {
    type: 'coop.policy-set',
    valid: [
      ['every part', change(all)],
      ['one part', change({ confirmHours: false })],
      ['numbers at their most', change(atMost)],
      ['numbers at their least', change(atLeast)],
      ['all floors', change({ floors })],
      ['floors, but none of them', change({ floors: {} })],
      ['no coordinator: a matter of the fold', change({ coordinators: [] })],
      ['coordinators out of order: a matter of the fold', change({ coordinators: [two, one] })],
    ],
    wrong: [
      ['no part', change({})],
      ['a part that never changes', change({ genesisFloors: floors })],
      ['a part that there is not', change({ colour: 'red' })],
      ['a part that is null', change({ creditLimit: null })],
      ...wrongParts.map(([about, part]) => [about, change(part)] as const),
      ['a floor for none', change({ floors: { none: ruleOf({}) } })],
      ...wrongRules.map(([about, rule]): Body => {
        return [`a floor of ${about}`, change({ floors: { 'policy.set': rule } })];
      }),
    ],
    open: [['changes'], ['changes', 'floors']],
  };
}

function anchorsSet(story: RegistryStory): Sample {
  const anchors = keysOf(story, 3);
  const [a = zeros, b = zeros, c = zeros] = anchors;
  return {
    type: 'coop.anchors-set',
    valid: [
      ['one anchor', { anchors: [b] }],
      ['three anchors', { anchors }],
    ],
    wrong: anchorFaults(anchors, [b, a], [c, c, a]).map(([about, list]) => [
      about,
      { anchors: list },
    ]),
    keys: [['anchors', 0]],
  };
}

/** All of `coop.*`. */
export function coopSamples(story: RegistryStory): readonly Sample[] {
  const closed: Sample = { type: 'coop.founding-closed', valid: [['nothing', {}]], wrong: [] };
  return [founded(story), policySet(story), anchorsSet(story), closed];
}

/** Any log at all folds: it is total, indifferent to the order of arrival, and sums stay zero. */
import { describe, expect, it } from 'vitest';

import type { NaiveState } from './naive-fold.ts';
import type { Written } from './testing/log-maker.ts';
import { DAY, Log, admit, ana, join, key, noon, start } from './testing/log-maker.ts';

/** A small generator of numbers, so that every run is the same. */
const randomFrom = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = Number((BigInt(state) * 6_364_136_223n + 1_442_695_041n) % 4_294_967_291n);
    return state % below;
  };
};

const sumOf = ({ tables }: NaiveState): number =>
  Object.values(tables.account)
    .map((account) => (account as { readonly balance: number }).balance)
    .reduce((a, b) => a + b, 0);

const proof = new Uint8Array(64);
const rule = { share: [1, 2], strict: true, of: 'electorate', quorum: 0 };
const document = {
  ccl: 0,
  template: 'membership',
  parameters: { duration: 60_000 },
  name: 'membership',
  explanation: 'as the name says',
  rule,
  duration: 60_000,
  grace: 0,
  closes: 'when-all-have-voted',
  effects: ['member.admit', 'member.remove'],
};

type Random = (below: number) => number;

/** A body of some type, made of ids that exist (now and then of the wrong thing). */
const someEvent = (
  random: Random,
  written: readonly Written[],
  devices: readonly string[],
): [string, object] => {
  const id = (type = '') => {
    const ofType = written.filter((event) => event.type === type);
    const from = ofType.length === 0 || random(12) === 0 ? written : ofType;
    return from[random(from.length)]?.id ?? '';
  };
  const device = () => devices[random(devices.length)] ?? '';
  const cut = () => (random(2) === 0 ? null : [random(6), id()]);
  const fresh = () => key(1 + random(250));
  const choice = () => ['yes', 'yes', 'no', 'abstain'][random(4)];
  const day = 20_000 + random(3);
  const effect = () =>
    random(2) === 0
      ? { kind: 'member.remove', member: id('member.joined') }
      : { kind: 'member.admit', member: id('member.joined') };
  const makers: (() => [string, object])[] = [
    () => ['member.invited', { key: fresh(), expires: noon + 20 * DAY }],
    () => ['member.invitation-revoked', { invitation: id('member.invited') }],
    () => ['member.vouched', { member: id('member.joined') }],
    () => ['member.objected', { member: id('member.joined') }],
    () => ['member.paused', {}],
    () => ['member.resumed', {}],
    () => ['member.left', { donate: random(2) === 0 }],
    () => ['device.enrolled', { key: fresh(), proof }],
    () => ['device.revoked', { device: device(), cut: cut() }],
    () => ['device.spare-set', { spare: { key: fresh(), proof } }],
    () => ['node.registered', { key: fresh(), proof }],
    () => ['coop.founding-closed', {}],
    () => [
      'coop.policy-set',
      { changes: { creditLimit: random(900), coordinators: [id('member.joined')] } },
    ],
    () => ['ledger.account-opened', { name: 'Tools' }],
    () => ['hours.logged', { day, minutes: 1 + random(900) }],
    () => ['hours.confirmed', { entry: id('hours.logged') }],
    () => ['ledger.withdrawn', { entry: id('hours.logged') }],
    () => ['ledger.transferred', { to: id('member.joined'), minutes: 1 + random(900) }],
    () => ['ledger.transferred', { to: id('member.joined'), minutes: 1 + random(900) }],
    () => ['ledger.correction-proposed', { entry: id('hours.logged'), minutes: random(400) }],
    () => ['ledger.correction-agreed', { correction: id('ledger.correction-proposed') }],
    () => ['ledger.imported', { balances: [[id('member.invited'), random(900) - 450]] }],
    () => ['ledger.opening-answered', { agrees: true }],
    () => ['contract.deployed', { document }],
    () => [
      'proposal.opened',
      { contract: id('contract.deployed'), title: 'T', text: 'T', effect: effect() },
    ],
    () => ['vote.cast', { proposal: id('proposal.opened'), choice: choice() }],
  ];
  const drastic = ['member.left', 'device.revoked', 'member.invitation-revoked'];
  const made = makers[random(makers.length)]?.() ?? ['member.paused', {}];
  // What ends a device or a member is rarer, or nothing would be left to fold.
  if (drastic.includes(made[0]) && random(4) > 0) return ['member.resumed', {}];
  return made;
};

const randomLog = (seed: number): Log => {
  const random = randomFrom(seed);
  const { log } = start({ admissionDelay: 1000 });
  const devices = [ana, key(0xb1), key(0xc1), key(0xd1)];
  admit(log, key(0xb1), noon + 2000);
  admit(log, key(0xc1), noon + 3000);
  join(log, key(0xd1), noon + 4000);
  let ms = noon + 10_000;
  for (let i = 0; i < 160; i += 1) {
    ms += 1 + random(2000);

    const device = devices[random(devices.length)] ?? ana;
    const [type, body] = someEvent(random, log.written, devices);
    // Now and then a second event goes into an earlier slot: a fork.
    const own = log.written.filter((event) => event.device === device).map(({ id }) => id);
    const after = random(150) === 0 ? own[random(own.length)] : undefined;
    log.event(device, ms, type, body, after === undefined ? {} : { after });
    if (i % 25 === 24) log.certify(ms - random(3000) + random(2) * i * DAY);
  }
  return log;
};

describe('any log', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('folds to the same state from every order (%i)', (seed) => {
    const log = randomLog(seed);
    const folded = log.fold();
    expect(folded.order).toHaveLength(log.written.length);
    expect(Object.keys(folded.outcomes)).toHaveLength(log.written.length);
    expect(sumOf(folded)).toBe(0);
    expect(sumOf(folded.tail)).toBe(0);
    expect(folded.certified.flatMap(({ differs }) => differs)).toEqual([]);
    const other = log.foldReversed();
    expect(other.tail).toEqual(folded.tail);
    expect(other.certified).toEqual(folded.certified);
    // The rows hold nothing that is no state: integers, text, booleans, null, arrays, maps.
    const numbers = JSON.stringify(folded.tail.tables).match(/-?\d+\.\d+/gu);
    expect(numbers).toBeNull();
  });

  it('reaches many outcomes', () => {
    const codes = new Set<string>();
    let effective = 0;
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      for (const { code } of Object.values(randomLog(seed).fold().outcomes)) {
        if (code === null) effective += 1;
        else codes.add(code);
      }
    }
    expect(effective).toBeGreaterThan(200);
    expect(codes.size).toBeGreaterThan(20);
  });
});

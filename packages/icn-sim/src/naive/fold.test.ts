/** Batches, forks, revocations and members, each by a small log made by hand. */
import { describe, expect, it } from 'vitest';

import { DAY, admit, ana, join, key, noon, start } from './testing/log-maker.ts';

const proof = new Uint8Array(64);
const ben = key(0xb1);
const benPhone = key(0xb2);
const MINUTE = 60_000;

describe('certificates and the tail', () => {
  it('folds batches and the tail, the same in every order of arrival', () => {
    const { log, coop, founder } = start();
    log.certify(noon + MINUTE);
    const cleo = admit(log, key(0xc1), noon + 2 * MINUTE);
    const folded = log.fold();
    expect(folded.certified).toMatchObject([{ height: 1, count: 2, differs: [] }]);
    expect(folded.order.slice(0, 2)).toEqual([coop, founder]);
    expect(folded.finalCount).toBe(2);
    expect(folded.tables.member).not.toHaveProperty(cleo);
    expect(folded.tail.tables.member[cleo]).toMatchObject({ status: 'active', by: 'founding' });
    expect(folded.tail.tables.coop['coop']).toMatchObject({ active: 2, third: false });
    expect(log.foldReversed()).toEqual(folded);
  });

  it('leaves out events whose ancestors are not here', () => {
    const { log } = start();
    log.written.splice(0, 1);
    expect(log.fold()).toMatchObject({ order: [], outcomes: {} });
  });

  it('voids an event that cites an unknown or a wrong checkpoint', () => {
    const { log } = start();
    const hash = log.certify(noon + MINUTE);
    const pause = (at: number, e: readonly [number, string]) =>
      log.event(ana, at, 'member.paused', {}, { e });
    const wrong = pause(noon + 61_000, [1, key(9)]);
    const ahead = pause(noon + 62_000, [2, hash]);
    const odd = pause(noon + 63_000, [0, hash]);
    const right = pause(noon + 64_000, [1, hash]);
    const { outcomes } = log.fold();
    for (const id of [wrong, ahead, odd]) {
      expect(outcomes[id]).toEqual({ status: 'void', code: 'unknown-checkpoint' });
    }
    expect(outcomes[right]).toEqual({ status: 'effective', code: null });
  });
});

describe('forks (3.2 step 2)', () => {
  it('lets the later event win, quarantines the loser and its children, freezes above', () => {
    const { log, founder } = start();
    const low = log.event(ana, noon + 2000, 'member.paused', {});
    const child = log.event(ana, noon + 2500, 'member.resumed', {});
    const high = log.event(ana, noon + 3000, 'member.paused', {}, { after: founder });
    const above = log.event(ana, noon + 4000, 'member.resumed', {});
    const { outcomes, tail } = log.fold();
    expect(outcomes[high]?.status).toBe('effective');
    expect(outcomes[low]).toEqual({ status: 'quarantined', code: 'fork' });
    expect(outcomes[child]).toEqual({ status: 'quarantined', code: 'fork' });
    expect(outcomes[above]).toEqual({ status: 'void', code: 'device-frozen' });
    expect(tail.tables.fork).toEqual({
      [`${ana}:2`]: { winner: high, losers: [low] },
      // The quarantined child and the event above share the next slot.
      [`${ana}:3`]: { winner: above, losers: [child] },
    });
    expect(tail.tables.frozen).toEqual({ [ana]: 2 });
    expect(tail.tables.sequence).toEqual({ [ana]: 3 });
    expect(tail.tables.member[founder]).toMatchObject({ paused: true });
  });

  it('never gives a final slot away', () => {
    const { log, founder } = start();
    const first = log.event(ana, noon + 2000, 'member.paused', {});
    log.certify(noon + MINUTE);
    const second = log.event(ana, noon + 3000, 'member.paused', {}, { after: founder });
    const { outcomes, tail } = log.fold();
    expect(outcomes[first]?.status).toBe('effective');
    expect(outcomes[second]?.status).toBe('quarantined');
    expect(tail.tables.fork).toEqual({ [`${ana}:2`]: { winner: null, losers: [second] } });
    expect(tail.tables.frozen).toEqual({ [ana]: 2 });
  });

  it('keeps the winner of a slot that is forked again', () => {
    const { log, founder } = start();
    const low = log.event(ana, noon + 2000, 'member.paused', {});
    const high = log.event(ana, noon + 3000, 'member.paused', {}, { after: founder });
    log.certify(noon + MINUTE);
    // Later than the winner, but the slot is final by now.
    const third = log.event(ana, noon + 4000, 'member.paused', {}, { after: founder });
    log.certify(noon + 2 * MINUTE);
    const { outcomes, tables } = log.fold();
    expect(outcomes[third]).toEqual({ status: 'quarantined', code: 'fork' });
    const losers = [low, third].toSorted();
    expect(tables.fork).toEqual({ [`${ana}:2`]: { winner: high, losers } });
    expect(tables.frozen).toEqual({ [ana]: 2 });
  });
});

describe('revocations first (3.2 step 3)', () => {
  /** Ben with two devices, all final; Ana and Ben active. */
  const withTwoDevices = () => {
    const started = start();
    const { log } = started;
    const member = admit(log, ben, noon + 2000);
    const enrol = log.event(ben, noon + 3000, 'device.enrolled', { key: benPhone, proof });
    log.event(benPhone, noon + 3500, 'member.paused', {}, { q: [enrol] });
    log.certify(noon + MINUTE);
    return { ...started, member };
  };

  it('cuts a device for the whole batch, before and after the revocation', () => {
    const { log } = withTwoDevices();
    const before = log.event(benPhone, noon + 61_000, 'member.resumed', {});
    const revoke = log.event(ben, noon + 62_000, 'device.revoked', { device: benPhone, cut: null });
    const after = log.event(benPhone, noon + 63_000, 'member.paused', {});
    const { outcomes, tail } = log.fold();
    expect(outcomes[before]).toEqual({ status: 'void', code: 'device-revoked' });
    expect(outcomes[revoke]?.status).toBe('effective');
    expect(outcomes[after]).toEqual({ status: 'void', code: 'device-revoked' });
    expect(tail.tables.device[benPhone]).toMatchObject({ revoked: true, cut: null });
  });

  it('spares what is not above the cut', () => {
    const { log } = withTwoDevices();
    const one = log.event(benPhone, noon + 61_000, 'member.resumed', {});
    const two = log.event(benPhone, noon + 61_500, 'member.paused', {});
    log.event(ben, noon + 62_000, 'device.revoked', { device: benPhone, cut: [1, one] });
    const { outcomes } = log.fold();
    expect(outcomes[one]?.status).toBe('effective');
    expect(outcomes[two]).toEqual({ status: 'void', code: 'device-revoked' });
  });

  it.each(['thief first', 'owner first'])('lets two devices cut each other (%s)', (order) => {
    const { log, member } = withTwoDevices();
    const [early, late] = [noon + 61_000, noon + 65_000];
    const thief = order === 'thief first' ? early : late;
    const owner = order === 'thief first' ? late : early;
    const event = (device: string, ms: number, other: string) =>
      log.event(device, ms, 'device.revoked', { device: other, cut: [0, member] });
    const revocations = [event(benPhone, thief, ben), event(ben, owner, benPhone)];
    const between = log.event(ben, noon + 66_000, 'member.resumed', {});
    const { outcomes, tail } = log.fold();
    for (const id of revocations) expect(outcomes[id]?.status).toBe('effective');
    expect(outcomes[between]).toEqual({ status: 'void', code: 'device-revoked' });
    expect(tail.tables.device[ben]).toMatchObject({ revoked: true, cut: 0 });
    expect(tail.tables.device[benPhone]).toMatchObject({ revoked: true, cut: 0 });
  });

  it('drops the revocation of a device that only a cut device enrolled', () => {
    const { log, member } = withTwoDevices();
    const third = key(0xb3);
    // The thief holds the phone, enrols a third device and revokes the owner's with it.
    const enrol = log.event(benPhone, noon + 61_000, 'device.enrolled', { key: third, proof });
    const body = { device: ben, cut: [0, member] };
    const thief = log.event(third, noon + 62_000, 'device.revoked', body, { q: [enrol] });
    const cut = { device: benPhone, cut: [0, member] };
    const owner = log.event(ben, noon + 63_000, 'device.revoked', cut);
    const resumed = log.event(ben, noon + 64_000, 'member.resumed', {});
    const { outcomes, tail } = log.fold();
    expect(outcomes[enrol]).toEqual({ status: 'void', code: 'device-revoked' });
    expect(outcomes[thief]).toEqual({ status: 'void', code: 'not-enrolled' });
    expect(outcomes[owner]?.status).toBe('effective');
    expect(outcomes[resumed]?.status).toBe('effective');
    expect(tail.tables.device[ben]).toMatchObject({ revoked: false });
    expect(tail.tables.device).not.toHaveProperty(third);
  });

  it('drops what drops out only in a later run', () => {
    const { log, member } = withTwoDevices();
    const [third, fourth] = [key(0xb3), key(0xb4)];
    const enrol = (by: string, ms: number, other: string, q: readonly string[]) =>
      log.event(by, noon + ms, 'device.enrolled', { key: other, proof }, { q });
    const revoke = (by: string, ms: number, device: string, n: number, q: readonly string[]) =>
      log.event(by, noon + ms, 'device.revoked', { device, cut: [n, member] }, { q });
    // The phone enrols the third device, which enrols the fourth, which cuts the first.
    const one = enrol(benPhone, 61_000, third, []);
    const two = enrol(third, 61_100, fourth, [one]);
    const three = revoke(fourth, 61_200, ben, 1, [two]);
    const four = revoke(ben, 61_300, third, 0, []);
    const five = revoke(benPhone, 61_400, ben, 1, []);
    const six = revoke(ben, 61_500, benPhone, 0, []);
    const { outcomes } = log.fold();
    // In the second run there is no third device to cut; the event loses its exception by that.
    expect([one, two, three, four, five, six].map((id) => outcomes[id]?.code)).toEqual([
      'device-revoked',
      'not-enrolled',
      'not-enrolled',
      'device-revoked',
      null,
      null,
    ]);
  });

  it('finds neither of two revocations when each undoes the other device', () => {
    const { log, member } = withTwoDevices();
    const [young, own] = [key(0xb3), key(0xb4)];
    const enrol = (by: string, ms: number, other: string) =>
      log.event(by, noon + ms, 'device.enrolled', { key: other, proof });
    const enrolments = [enrol(benPhone, 61_000, young), enrol(ben, 61_500, own)];
    const cut = (by: string, ms: number, device: string, n: number, q: readonly string[]) =>
      log.event(by, noon + ms, 'device.revoked', { device, cut: [n, member] }, { q });
    const first = cut(young, 62_000, ben, 1, enrolments);
    const second = cut(own, 63_000, benPhone, 0, enrolments);
    const after = [enrol(ben, 64_000, key(0xb5)), enrol(benPhone, 64_001, key(0xb6))];
    const { outcomes } = log.fold();
    // Both act from their places on: what was enrolled before them stands.
    const codes = [...enrolments, first, second, ...after].map((id) => outcomes[id]?.code);
    expect(codes).toEqual([null, null, null, null, 'device-revoked', 'device-revoked']);
  });

  it('spares the joining and the spare key, and lets someone who left be cut', () => {
    const { log, founder } = start();
    const spare = key(0xb9);
    const { member } = join(log, ben, noon + 2000, spare);
    const enrol = log.event(ben, noon + 3000, 'device.enrolled', { key: benPhone, proof });
    log.event(benPhone, noon + 3500, 'ledger.opening-answered', { agrees: true }, { q: [enrol] });
    log.certify(noon + MINUTE);
    const revoke = (by: string, ms: number, device: string, cut: unknown) =>
      log.event(by, noon + MINUTE + ms, 'device.revoked', { device, cut });
    const noSpare = revoke(benPhone, 1, spare, null);
    const noJoining = revoke(benPhone, 2, ben, null);
    const noGenesis = revoke(ana, 3, ana, [0, founder]);
    const notMine = revoke(ana, 4, ben, [0, member]);
    const left = log.event(benPhone, noon + MINUTE + 5, 'member.left', { donate: true });
    const cut = revoke(ben, 6, benPhone, [0, member]);
    const { outcomes, tail } = log.fold();
    const codes = [noSpare, noJoining, noGenesis, notMine, left, cut].map(
      (id) => outcomes[id]?.code,
    );
    // What the phone wrote above the cut is void as such, whatever its check says.
    expect(codes).toEqual([
      'device-revoked',
      'device-revoked',
      'cut-too-low',
      'device-unknown',
      'device-revoked',
      null,
    ]);
    expect(tail.tables.member[member]).toMatchObject({ status: 'joined' });
    log.certify(noon + 2 * MINUTE);
    const again = [
      revoke(ben, 70_000, spare, null),
      revoke(ben, 70_001, ben, null),
      revoke(ben, 70_002, benPhone, [0, member]),
      revoke(ben, 70_003, benPhone, null),
    ];
    expect(again.map((id) => log.fold().outcomes[id]?.code)).toEqual([
      'spare-only-replaced',
      'cut-too-low',
      'already-revoked',
      null,
    ]);
  });

  it('drops the revocation of an invitation by someone whose own joining is undone', () => {
    const { log } = start();
    const other = join(log, key(0xc1), noon + 2000);
    const xenia = join(log, ben, noon + 2500);
    log.event(ana, noon + 3000, 'member.vouched', { member: xenia.member });
    const changes = { coordinators: [xenia.member] };
    log.event(ana, noon + 3100, 'coop.policy-set', { changes });
    const theirs = { invitation: other.invitation };
    const undone = log.event(ben, noon + 4000, 'member.invitation-revoked', theirs);
    const own = { invitation: xenia.invitation };
    log.event(ana, noon + 5000, 'member.invitation-revoked', own);
    const { outcomes } = log.fold();
    expect(outcomes[xenia.member]?.code).toBe('invitation-revoked');
    expect(outcomes[undone]?.code).toBe('not-enrolled');
    expect(outcomes[other.member]?.status).toBe('effective');
  });

  it('refuses a joining whose invitation is revoked in the same batch', () => {
    const { log } = start();
    const { member, invitation } = join(log, ben, noon + 2000);
    const pause = log.event(ben, noon + 2500, 'device.enrolled', { key: benPhone, proof });
    const revoke = log.event(ana, noon + 3000, 'member.invitation-revoked', { invitation });
    const { outcomes, tail } = log.fold();
    expect(outcomes[member]).toEqual({ status: 'void', code: 'invitation-revoked' });
    expect(outcomes[pause]).toEqual({ status: 'void', code: 'not-enrolled' });
    expect(outcomes[revoke]?.status).toBe('effective');
    expect(tail.tables.invitation[invitation]).toMatchObject({ status: 'revoked', member: null });
    expect(tail.tables['open-invitation']).toEqual({});
  });

  it('leaves a joining alone that was final before the revocation', () => {
    const { log } = start();
    const { member, invitation } = join(log, ben, noon + 2000);
    log.certify(noon + MINUTE);
    const revoke = log.event(ana, noon + 2 * MINUTE, 'member.invitation-revoked', { invitation });
    const { outcomes, tail } = log.fold();
    expect(outcomes[revoke]).toEqual({ status: 'void', code: 'invitation-not-open' });
    expect(tail.tables.member[member]).toMatchObject({ status: 'joined' });
  });
});

describe('members (4.4)', () => {
  it('counts the third, and after founding waits for the delay and for objections', () => {
    const { log } = start();
    admit(log, ben, noon + 2000);
    const cleo = admit(log, key(0xc1), noon + 3000);
    log.event(ana, noon + 4000, 'coop.founding-closed', {});
    const late = log.event(ana, noon + 4500, 'coop.anchors-set', { anchors: [key(1)] });
    const dan = join(log, key(0xd1), noon + 5000).member;
    const eva = join(log, key(0xe1), noon + 6000).member;
    log.event(ben, noon + 7000, 'member.vouched', { member: dan });
    log.event(ben, noon + 8000, 'member.vouched', { member: eva });
    const fay = join(log, key(0xf1), noon + 9000).member;
    const third = log.event(ben, noon + 10_000, 'member.vouched', { member: fay });
    log.certify(noon + MINUTE);
    log.event(key(0xc1), noon + 2 * MINUTE, 'member.objected', { member: eva });
    const first = log.fold();
    expect(first.outcomes[late]).toEqual({ status: 'void', code: 'needs-vote' });
    expect(first.outcomes[third]).toEqual({ status: 'void', code: 'admission-limit' });
    expect(first.tables.coop['coop']).toMatchObject({ active: 3, third: true, founding: false });
    expect(first.tables.member[cleo]).toMatchObject({ by: 'founding', activated: noon + 3002 });
    const due = noon + MINUTE + 3 * DAY;
    expect(first.tables.admission[dan]).toEqual({ since: noon + 7000, due });
    log.certify(due - 1);
    expect(log.fold().tables.member[dan]).toMatchObject({ status: 'joined' });
    log.certify(due);
    const last = log.fold();
    expect(last.tables.member[dan]).toMatchObject({ status: 'active', by: 'vouches' });
    expect(last.tables.member[dan]).toMatchObject({ activated: due });
    expect(last.tables.member[eva]).toMatchObject({ status: 'joined', objected: true });
    expect(last.tables.admission).toEqual({});
    expect(last.certified.map(({ differs }) => differs)).toEqual([[], [], []]);
  });

  it('donates the rest when someone leaves, and keeps the last member', () => {
    const { log, coop, founder } = start({ confirmHours: false });
    const day = 20_000;
    log.event(ana, noon + 2000, 'hours.logged', { day, minutes: 90 });
    const alone = log.event(ana, noon + 3000, 'member.left', { donate: true });
    const member = admit(log, ben, noon + 4000);
    log.event(ben, noon + 5000, 'hours.logged', { day, minutes: 30 });
    const keeps = log.event(ben, noon + 6000, 'member.left', { donate: false });
    const leaves = log.event(ben, noon + 7000, 'member.left', { donate: true });
    const { outcomes, tail } = log.fold();
    expect(outcomes[alone]).toEqual({ status: 'void', code: 'last-member' });
    expect(outcomes[keeps]).toEqual({ status: 'void', code: 'balance-not-settled' });
    expect(tail.tables.entry[leaves]).toMatchObject({ kind: 'donation', minutes: 30 });
    expect(tail.tables.member[member]).toMatchObject({ status: 'left' });
    expect(tail.tables.account[coop]).toMatchObject({ balance: -90 });
    expect(tail.tables.account[founder]).toMatchObject({ balance: 90 });
  });
});

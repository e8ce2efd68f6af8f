/** Hours, payments, corrections and imported balances, each by a small log made by hand. */
import { describe, expect, it } from 'vitest';

import type { NaiveState } from './naive-fold.ts';
import { DAY, admit, ana, key, noon, start } from './testing/log-maker.ts';

const ben = key(0xb1);
const MINUTE = 60_000;
const day = 20_000;

const balances = ({ tables }: NaiveState): number[] =>
  Object.values(tables.account).map((account) => (account as { balance: number }).balance);

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('hours (4.6)', () => {
  it('waits for somebody else to confirm, within days and the day', () => {
    const { log, coop } = start();
    const member = admit(log, ben, noon + 2000);
    const at = (ms: number, body: object) => log.event(ben, ms, 'hours.logged', body);
    const entry = at(noon + 3000, { day, minutes: 1400 });
    const tooMuch = at(noon + 3100, { day, minutes: 41 });
    const old = at(noon + 3200, { day: day - 366, minutes: 1 });
    const tooOld = at(noon + 3300, { day: day - 367, minutes: 1 });
    const tomorrow = at(noon + 3400, { day: day + 1, minutes: 1 });
    const tooNew = at(noon + 3500, { day: day + 2, minutes: 1 });
    const own = log.event(ben, noon + 4000, 'hours.confirmed', { entry });
    log.event(ana, noon + 5000, 'hours.confirmed', { entry });
    log.event(ben, noon + 6000, 'ledger.withdrawn', { entry: old });
    const { outcomes, tail } = log.fold();
    expect(outcomes[tooMuch]).toEqual({ status: 'void', code: 'hours-over-day' });
    expect(outcomes[tooOld]).toEqual({ status: 'void', code: 'day-out-of-range' });
    expect(outcomes[tooNew]).toEqual({ status: 'void', code: 'day-out-of-range' });
    expect(outcomes[own]).toEqual({ status: 'void', code: 'own-entry' });
    expect(tail.tables.entry[tomorrow]).toMatchObject({ status: 'pending' });
    expect(tail.tables.entry[old]).toMatchObject({ status: 'withdrawn' });
    expect(tail.tables.day).toEqual({ [`${member}:20000`]: 1400, [`${member}:20001`]: 1 });
    expect(tail.tables.account[member]).toMatchObject({ balance: 1400 });
    expect(tail.tables.account[coop]).toMatchObject({ balance: -1400 });
  });
});

describe('payments', () => {
  it('holds what is not covered, and posts it at a checkpoint once it is', () => {
    const { log, founder } = start({ confirmHours: false });
    const member = admit(log, ben, noon + 2000);
    const paid = log.event(ben, noon + 3000, 'ledger.transferred', { to: founder, minutes: 600 });
    const held = log.event(ben, noon + 4000, 'ledger.transferred', { to: founder, minutes: 50 });
    const queued = log.event(ben, noon + 5000, 'ledger.transferred', { to: founder, minutes: 1 });
    log.certify(noon + MINUTE);
    const before = log.fold().tables;
    expect(before.entry[paid]).toMatchObject({ status: 'posted' });
    expect(before.held).toEqual({ [member]: [held, queued] });
    log.event(ana, noon + 2 * MINUTE, 'ledger.transferred', { to: member, minutes: 50 });
    log.certify(noon + 3 * MINUTE);
    const after = log.fold();
    expect(after.tables.entry[held]).toMatchObject({ status: 'posted' });
    expect(after.tables.held).toEqual({ [member]: [queued] });
    expect(after.tables.account[member]).toMatchObject({ balance: -600 });
    expect(sum(balances(after))).toBe(0);
    log.certify(noon + 5000 + 30 * DAY);
    expect(log.fold().tables.entry[queued]).toMatchObject({ status: 'held' });
    log.certify(noon + 5001 + 30 * DAY);
    expect(log.fold().tables.entry[queued]).toMatchObject({ status: 'lapsed' });
    expect(log.fold().tables.held).toEqual({});
  });

  it('gives back what a correction takes off, when the other party agrees', () => {
    const { log, founder } = start();
    const member = admit(log, ben, noon + 2000);
    const entry = log.event(ben, noon + 3000, 'ledger.transferred', { to: founder, minutes: 100 });
    const correction = log.event(ben, noon + 4000, 'ledger.correction-proposed', {
      entry,
      minutes: 30,
    });
    const own = log.event(ben, noon + 5000, 'ledger.correction-agreed', { correction });
    const agreed = log.event(ana, noon + 6000, 'ledger.correction-agreed', { correction });
    const { outcomes, tail } = log.fold();
    expect(outcomes[own]).toEqual({ status: 'void', code: 'own-correction' });
    expect(tail.tables.entry[agreed]).toEqual({
      kind: 'correction',
      from: founder,
      to: member,
      minutes: 70,
      status: 'posted',
      author: founder,
      at: noon + 6000,
      day: null,
      confirmed: null,
      of: entry,
    });
    expect(tail.tables.entry[entry]).toMatchObject({ status: 'corrected' });
    expect(tail.tables.account[member]).toMatchObject({ balance: -30 });
    expect(tail.tables['open-correction']).toEqual({});
  });

  it('takes nothing back from the fund, and only the newest correction is open', () => {
    const { log, coop } = start({ confirmHours: false });
    const member = admit(log, ben, noon + 2000);
    const dues = log.event(ben, noon + 3000, 'ledger.transferred', { to: coop, minutes: 100 });
    const back = log.event(ben, noon + 3100, 'ledger.correction-proposed', {
      entry: dues,
      minutes: 0,
    });
    log.event(ana, noon + 3150, 'member.vouched', { member });
    log.event(ana, noon + 3160, 'coop.policy-set', { changes: { confirmHours: true } });
    const entry = log.event(ben, noon + 3200, 'hours.logged', { day, minutes: 60 });
    log.event(ana, noon + 3300, 'hours.confirmed', { entry });
    const propose = (ms: number, minutes: number) =>
      log.event(ana, ms, 'ledger.correction-proposed', { entry, minutes });
    const older = propose(noon + 4000, 50);
    const newer = propose(noon + 4100, 40);
    const agree = (ms: number, correction: string) =>
      log.event(ben, ms, 'ledger.correction-agreed', { correction });
    const tooOld = agree(noon + 5000, older);
    agree(noon + 5100, newer);
    const { outcomes, tail } = log.fold();
    expect(outcomes[back]).toEqual({ status: 'void', code: 'needs-vote' });
    expect(outcomes[tooOld]).toEqual({ status: 'void', code: 'correction-unknown' });
    expect(tail.tables.account[member]).toMatchObject({ balance: -60 });
    expect(tail.tables.day).toEqual({ [`${member}:20000`]: 40 });
  });
});

describe('imports', () => {
  it('opens provisional accounts, which pass to whoever joins', () => {
    const { log, coop } = start();
    const invitation = log.event(ana, noon + 2000, 'member.invited', {
      key: key(0xee),
      expires: noon + DAY,
    });
    log.event(ana, noon + 3000, 'ledger.imported', { balances: [[invitation, -250]] });
    const again = log.event(ana, noon + 4000, 'ledger.imported', { balances: [[invitation, 1]] });
    const body = { invitation, link: new Uint8Array(64), spare: null };
    const member = log.event(ben, noon + 5000, 'member.joined', body, { q: [invitation] });
    log.event(ben, noon + 6000, 'ledger.opening-answered', { agrees: false });
    const { outcomes, tail } = log.fold();
    expect(outcomes[again]).toEqual({ status: 'void', code: 'already-imported' });
    expect(tail.tables.account).toMatchObject({
      [coop]: { balance: 250 },
      [member]: { kind: 'member', balance: -250, opening: -250, openingAnswer: 'disputed' },
    });
    expect(tail.tables.account).not.toHaveProperty(invitation);
  });

  it('returns to the fund what nobody came for', () => {
    const { log, coop } = start();
    const invite = (ms: number) =>
      log.event(ana, ms, 'member.invited', { key: key(0xee), expires: noon + DAY });
    const [revoked, forgotten] = [invite(noon + 2000), invite(noon + 2100)];
    const lines = [revoked, forgotten].toSorted().map((id) => [id, id === revoked ? 7 : 50]);
    log.event(ana, noon + 3000, 'ledger.imported', { balances: lines });
    log.event(ana, noon + 4000, 'member.invitation-revoked', { invitation: revoked });
    log.certify(noon + 8 * DAY);
    expect(log.fold().tables.account[coop]).toMatchObject({ balance: -50 });
    expect(log.fold().tables['open-invitation']).toEqual({ [forgotten]: true });
    const late = log.event(
      ben,
      noon + 5000,
      'member.joined',
      { invitation: forgotten, link: new Uint8Array(64), spare: null },
      { q: [forgotten] },
    );
    log.certify(
      noon + 8 * DAY + 1,
      log.written
        .slice(0, -1)
        .map(({ id }) => id)
        .slice(-1),
    );
    const { tables, tail, outcomes } = log.fold();
    expect(tables.invitation[forgotten]).toMatchObject({ status: 'expired' });
    expect(balances({ ...tail, tables })).toEqual([0, 0]);
    expect(outcomes[late]).toEqual({ status: 'void', code: 'invitation-expired' });
  });
});

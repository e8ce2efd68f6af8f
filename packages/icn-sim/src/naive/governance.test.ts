/** Rules and proposals: counting, floors, closing, and what a passed vote does. */
import { describe, expect, it } from 'vitest';

import { isAtOrAbove, passes } from './rules.ts';
import { DAY, Log, admit, ana, key, noon, start } from './testing/log-maker.ts';
import type { Rule } from './types.ts';

const ben = key(0xb1);
const cleo = key(0xc1);
const MINUTE = 60_000;

const rule = (a: number, b: number, strict: boolean, of: Rule['of'], quorum: number): Rule => ({
  share: [a, b],
  strict,
  of,
  quorum,
});

const budget = {
  ccl: 0,
  template: 'budget-approval',
  parameters: { duration: DAY, quorum: 50 },
  name: 'budget-approval',
  explanation: 'as the name says',
  rule: rule(2, 3, false, 'cast', 50),
  duration: DAY,
  grace: 0,
  closes: 'deadline',
  effects: ['ledger.transfer'],
};

const membership = {
  ...budget,
  template: 'membership',
  parameters: { duration: DAY },
  name: 'membership',
  rule: rule(1, 2, true, 'electorate', 0),
  closes: 'when-all-have-voted',
  effects: ['member.admit', 'member.remove'],
};

describe('rules', () => {
  it('counts shares exactly, and never passes without a yes', () => {
    const count = (yes: number, no: number, abstain: number, electorate: number) => ({
      yes,
      no,
      abstain,
      electorate,
    });
    expect(passes(rule(2, 3, false, 'cast', 50), count(2, 1, 0, 6))).toBe(true);
    expect(passes(rule(2, 3, false, 'cast', 50), count(2, 1, 0, 7))).toBe(false);
    expect(passes(rule(1, 2, true, 'electorate', 0), count(3, 0, 0, 6))).toBe(false);
    expect(passes(rule(1, 2, true, 'cast', 0), count(0, 0, 3, 3))).toBe(false);
  });

  it('compares rules with floors', () => {
    const floor = rule(2, 3, false, 'cast', 50);
    expect(isAtOrAbove(rule(4, 6, false, 'cast', 50), floor)).toBe(true);
    expect(isAtOrAbove(rule(2, 3, false, 'cast', 49), floor)).toBe(false);
    expect(isAtOrAbove(rule(2, 3, true, 'electorate', 0), floor)).toBe(true);
    expect(isAtOrAbove(rule(1, 2, true, 'electorate', 0), floor)).toBe(false);
    expect(isAtOrAbove(floor, rule(2, 3, true, 'cast', 50))).toBe(false);
    expect(isAtOrAbove(floor, rule(1, 2, true, 'electorate', 0))).toBe(false);
  });
});

/** Ana, Ben and Cleo active. */
const three = () => {
  const started = start();
  const { log } = started;
  const b = admit(log, ben, noon + 2000);
  const c = admit(log, cleo, noon + 3000);
  return { ...started, b, c };
};

const open = (log: Log, ms: number, contract: string, effect: object): string =>
  log.event(ana, ms, 'proposal.opened', { contract, title: 'T', text: 'Text', effect });

const vote = (log: Log, device: string, ms: number, proposal: string, choice: string): string =>
  log.event(device, ms, 'vote.cast', { proposal, choice });

describe('proposals', () => {
  it('deploys shipped templates only', () => {
    const { log } = three();
    const deploy = (ms: number, document: object) =>
      log.event(ana, ms, 'contract.deployed', { document });
    const good = deploy(noon + 4000, budget);
    const other = deploy(noon + 4100, { ...budget, name: 'x' });
    const lazy = deploy(noon + 4200, { ...budget, parameters: { duration: DAY } });
    const weak = deploy(noon + 4300, { ...budget, rule: rule(1, 2, true, 'cast', 50) });
    const { outcomes } = log.fold();
    expect(outcomes[good]?.status).toBe('effective');
    expect(outcomes[other]?.code).toBe('needs-vote');
    expect(outcomes[lazy]?.code).toBe('needs-vote');
    expect(outcomes[weak]?.code).toBe('below-floor');
  });

  it('closes after the deadline and pays once', () => {
    const { log, coop, b } = three();
    const contract = log.event(ana, noon + 4000, 'contract.deployed', { document: budget });
    const pay = { kind: 'ledger.transfer', from: coop, to: b, minutes: 500 };
    const proposal = open(log, noon + 5000, contract, pay);
    vote(log, ben, noon + 6000, proposal, 'no');
    vote(log, ben, noon + 7000, proposal, 'yes');
    log.certify(noon + MINUTE);
    const deadline = noon + MINUTE + DAY;
    expect(log.fold().tables['open-proposal']).toEqual({ [proposal]: deadline });
    vote(log, cleo, noon + 2 * MINUTE, proposal, 'yes');
    log.certify(deadline);
    expect(log.fold().tables.proposal[proposal]).toMatchObject({ status: 'open', deadline });
    const late = vote(log, ana, deadline + 1, proposal, 'no');
    log.certify(deadline + 1);
    const { tables, outcomes, certified } = log.fold();
    expect(outcomes[late]).toEqual({ status: 'void', code: 'late' });
    expect(tables.proposal[proposal]).toMatchObject({
      status: 'passed',
      result: { yes: 2, no: 0, abstain: 0, electorate: 3, executed: true, reason: null },
    });
    expect(tables.account[b]).toMatchObject({ balance: 500 });
    expect(tables.account[coop]).toMatchObject({ balance: -500 });
    expect(tables['open-proposal']).toEqual({});
    const effects = Object.values(tables.entry);
    expect(effects).toMatchObject([{ kind: 'effect', author: null, at: deadline + 1 }]);
    expect(certified.flatMap(({ differs }) => differs)).toEqual([]);
  });

  it('closes when all have voted; an effect that no longer fits is not executed', () => {
    const { log, b } = three();
    const contract = log.event(ana, noon + 4000, 'contract.deployed', { document: membership });
    const remove = { kind: 'member.remove', member: b };
    const first = open(log, noon + 5000, contract, remove);
    const second = open(log, noon + 5001, contract, remove);
    let ms = noon + 6000;
    for (const proposal of [first, second]) {
      for (const device of [ana, ben, cleo]) {
        const choice = device === ben ? 'no' : 'yes';
        vote(log, device, ms, proposal, choice);
        ms += 1;
      }
    }
    log.certify(noon + MINUTE);
    const { tables } = log.fold();
    const results = Object.fromEntries(
      [first, second].map((id) => [id, (tables.proposal[id] as { result: object }).result]),
    );
    const [earlier, later] = [first, second].toSorted();
    expect(results[earlier ?? '']).toMatchObject({ yes: 2, no: 1, electorate: 3, executed: true });
    // Ben is no elector any more, and no member either.
    expect(results[later ?? '']).toEqual({
      yes: 2,
      no: 0,
      abstain: 0,
      electorate: 2,
      executed: false,
      reason: 'not-a-member',
    });
    expect(tables.member[b]).toMatchObject({ status: 'removed' });
    expect(tables.coop['coop']).toMatchObject({ active: 2 });
  });
});

/** When a vote closes, whose ballots count, and that its effect happens once, whole or not at all. */
import { dayMs } from 'icn-core';
import { type ContractDocument } from 'icn-ccl';
import { memberTable } from 'icn-identity';
import { accountTable, entryTable } from 'icn-ledger';
import { describe, expect, it } from 'vitest';
import { countBallots, executionId, nextClosing } from './closing.ts';
import { proposalOpened } from './proposal-opened.ts';
import { contractTable } from './contract-table.ts';
import { openProposalTable } from './proposal-tables.ts';
import { Coop, coopId, idOf, ownDocument, sha256, start } from './testing/coop.ts';

const deadline = start + 7 * dayMs;
const pay = (minutes: number) =>
  ({ kind: 'ledger.transfer', from: coopId, to: idOf('ben'), minutes }) as const;

describe('when a vote closes', () => {
  const allVoted = 'y'.repeat(10);
  it.each<[string, Partial<ContractDocument>, string, number, string]>([
    ['nobody voted, at the deadline', {}, '', deadline, 'open'],
    ['nobody voted, after the deadline', {}, '', deadline + 1, 'failed'],
    ['all but one voted', {}, allVoted.slice(1), start + 1, 'open'],
    ['all voted', {}, allVoted, start + 1, 'passed'],
    ['all voted, by abstaining', {}, 'a'.repeat(10), start + 1, 'failed'],
    [
      'all voted, but it closes at the deadline',
      { closes: 'deadline' },
      allVoted,
      deadline,
      'open',
    ],
    ['the deadline is over', { closes: 'deadline' }, allVoted, deadline + 1, 'passed'],
    ['within the grace', { grace: 1000 }, 'y', deadline + 1000, 'open'],
    ['after the grace', { grace: 1000 }, 'y', deadline + 1001, 'passed'],
    ['all voted, within the grace', { grace: 1000 }, allVoted, start + 1, 'passed'],
  ])('%s', (_name, change, pattern, time, status) => {
    const coop = new Coop();
    const id = coop.open(coop.contract(ownDocument(change)));
    coop.ballots(id, pattern);
    coop.closeAt(time);
    expect(coop.proposal(id).status).toBe(status);
    const isOpen = status === 'open';
    expect(coop.state.get(openProposalTable, id)).toBe(isOpen ? deadline : undefined);
  });

  it('counts the time for voting from the first checkpoint, whatever time its author claims', () => {
    const coop = new Coop();
    const content = {
      contract: coop.contract('simple-vote'),
      title: 'Long decided',
      text: 'Says its author.',
      effect: { kind: 'none' },
    } as const;
    const { id } = coop.submit(proposalOpened, 'ana', content, start - 90 * dayMs);
    coop.vote(id, 'ana', 'yes', start - 90 * dayMs);
    coop.closeAt(start);
    expect(coop.proposal(id)).toMatchObject({ status: 'open', deadline });
    expect(coop.state.get(openProposalTable, id)).toBe(deadline);
  });

  it('does not close while nobody of the electorate is a member', () => {
    const coop = new Coop(['ana', 'ben', 'cleo']);
    const id = coop.open(coop.contract('simple-vote'));
    coop.member('zoe');
    for (const name of ['ana', 'ben', 'cleo']) coop.member(name, { status: 'removed' });
    coop.closeAt(deadline);
    expect(coop.proposal(id).status).toBe('open');
    coop.closeAt(deadline + 1);
    expect(coop.proposal(id)).toMatchObject({ status: 'failed', result: { electorate: 0 } });
  });
});

describe('nextClosing', () => {
  it('is undefined when nothing is open', () => {
    expect(nextClosing(new Coop().state)).toBeUndefined();
  });

  it('is the first moment past the earliest deadline and grace', () => {
    const coop = new Coop();
    coop.open(coop.contract('simple-vote'));
    coop.open(coop.contract(ownDocument({ duration: dayMs, grace: 500 })));
    const next = nextClosing(coop.state);
    expect(next).toBe(start + dayMs + 501);
    coop.closeAt((next ?? 0) - 1);
    expect(coop.state.entries(openProposalTable).length).toBe(2);
    coop.closeAt(next ?? 0);
    expect(coop.state.entries(openProposalTable).length).toBe(1);
  });

  it('is now when all have voted', () => {
    const coop = new Coop(['ana', 'ben']);
    const id = coop.open(coop.contract('simple-vote'));
    coop.vote(id, 'ana', 'yes');
    expect(nextClosing(coop.state)).toBe(deadline + 1);
    coop.vote(id, 'ben', 'no');
    expect(nextClosing(coop.state)).toBe(0);
  });
});

describe('whose ballots count', () => {
  it('is those of electors who are members at the close; who left drops out with the ballot', () => {
    const coop = new Coop();
    const id = coop.open(coop.contract('membership'), admission(coop));
    coop.ballots(id, 'yyyyynnn');
    expect(countBallots(coop.state, id, coop.proposal(id))).toEqual({
      yes: 5,
      no: 3,
      abstain: 0,
      electorate: 10,
    });
    coop.member('hal', { status: 'left' });
    coop.closeAt(deadline + 1);
    const result = { yes: 5, no: 2, abstain: 0, electorate: 9, executed: true, reason: null };
    expect(coop.proposal(id)).toMatchObject({ status: 'passed', result });
  });

  it('closes when the last who had not voted leaves', () => {
    const coop = new Coop(['ana', 'ben', 'cleo']);
    const id = coop.open(coop.contract('simple-vote'));
    coop.vote(id, 'ana', 'yes');
    coop.vote(id, 'ben', 'yes');
    coop.member('cleo', { status: 'left' });
    coop.closeAt(start + 1);
    expect(coop.proposal(id)).toMatchObject({ status: 'passed', result: { electorate: 2 } });
  });

  it('keeps an elector who pauses in the count', () => {
    const coop = new Coop(['ana', 'ben', 'cleo']);
    const id = coop.open(coop.contract('membership'), admission(coop));
    coop.vote(id, 'ana', 'yes');
    coop.member('ben', { paused: true });
    coop.closeAt(deadline + 1);
    expect(coop.proposal(id)).toMatchObject({ status: 'failed', result: { electorate: 3 } });
  });

  it('does not count later members', () => {
    const coop = new Coop(['ana', 'ben', 'cleo']);
    const id = coop.open(coop.contract('simple-vote'));
    coop.member('zoe');
    expect(coop.vote(id, 'zoe', 'no')).toBe('not-an-elector');
    coop.ballots(id, 'yyy', ['ana', 'ben', 'cleo']);
    coop.closeAt(start + 1);
    expect(coop.proposal(id)).toMatchObject({ status: 'passed', result: { no: 0, electorate: 3 } });
  });
});

describe('effects', () => {
  it('happen once, however often the checkpoint comes', () => {
    const coop = new Coop();
    const id = coop.open(coop.contract('budget-approval'), pay(60));
    coop.ballots(id, 'yyyyy');
    for (const time of [deadline + 1, deadline + 2, deadline + 30 * dayMs]) coop.closeAt(time);
    expect(coop.balance(idOf('ben'))).toBe(60);
    expect(coop.state.entries(entryTable).map(([entry]) => entry)).toEqual([
      executionId(id, { sha256 }),
    ]);
  });

  it('do not happen when the vote fails', () => {
    const coop = new Coop();
    const id = coop.open(coop.contract('budget-approval'), pay(60));
    coop.ballots(id, 'yyyy');
    coop.closeAt(deadline + 1);
    const result = { yes: 4, no: 0, abstain: 0, electorate: 10, executed: false, reason: null };
    expect(coop.proposal(id)).toMatchObject({ status: 'failed', result });
    expect(coop.balance(idOf('ben'))).toBe(0);
  });

  it('do not happen, with the reason, when the check fails by then; nothing else changes', () => {
    const coop = new Coop();
    const id = coop.open(coop.contract('budget-approval'), pay(601));
    coop.ballots(id, 'yyyyyy');
    coop.closeAt(deadline + 1);
    const result = { yes: 6, executed: false, reason: 'over-limit' };
    expect(coop.proposal(id)).toMatchObject({ status: 'passed', result });
    expect(coop.balance(coopId)).toBe(0);
    expect(coop.state.entries(entryTable)).toEqual([]);
  });

  it('happen in the order of deadlines, then ids, each on the state that the one before left', () => {
    const coop = new Coop();
    const contract = coop.contract('budget-approval');
    const ids = [coop.open(contract, pay(400)), coop.open(contract, pay(400))];
    const late = coop.contract(ownDocument({ ...fast, duration: dayMs }));
    const first = coop.open(late, pay(100));
    for (const id of [...ids, first]) coop.ballots(id, 'yyyyyy');
    coop.closeAt(deadline + 1);
    const [lower = '', upper = ''] = ids.toSorted((a, b) => (a < b ? -1 : 1));
    expect(coop.proposal(first).result?.executed).toBe(true);
    expect(coop.proposal(lower).result?.executed).toBe(true);
    expect(coop.proposal(upper).result).toMatchObject({ executed: false, reason: 'over-limit' });
    expect(coop.balance(coopId)).toBe(-500);
  });

  it('that remove a member change the electorate of the proposals after it only', () => {
    const coop = new Coop();
    const [before, removal, after] = [1, 2, 3].map((days) => {
      const rule = { share: [1, 2], strict: true, of: 'electorate', quorum: 0 } as const;
      const effects = ['member.remove', 'none'] as const;
      return coop.contract(ownDocument({ rule, effects, duration: days * dayMs }));
    }) as [string, string, string];
    const first = coop.open(before);
    const second = coop.open(removal, { kind: 'member.remove', member: idOf('jon') });
    const third = coop.open(after);
    coop.ballots(first, 'yyyyyyyyy');
    coop.ballots(second, 'yyyyyyyyyn');
    coop.ballots(third, 'yyyyyyyyy');
    coop.closeAt(start + 1);
    const statuses = () => [first, second, third].map((id) => coop.proposal(id).status);
    expect(statuses()).toEqual(['open', 'passed', 'passed']);
    expect(nextClosing(coop.state)).toBe(0);
    coop.closeAt(start + 2);
    expect(statuses()).toEqual(['passed', 'passed', 'passed']);
    expect(coop.proposal(first).result?.electorate).toBe(9);
  });

  it('happen under the contract as it was, though it was retired meanwhile', () => {
    const coop = new Coop();
    const contract = coop.contract('budget-approval');
    const id = coop.open(contract, pay(60));
    const row = coop.state.get(contractTable, contract);
    if (row !== undefined) coop.state.put(contractTable, contract, { ...row, status: 'retired' });
    coop.ballots(id, 'yyyyyy');
    coop.closeAt(deadline + 1);
    expect(coop.proposal(id).result?.executed).toBe(true);
  });

  it('that admit twice happen once', () => {
    const coop = new Coop();
    const effect = admission(coop);
    const contract = coop.contract('membership');
    const ids = [coop.open(contract, effect), coop.open(contract, effect)];
    for (const id of ids) coop.ballots(id, 'y'.repeat(10));
    coop.closeAt(start + 1);
    const reasons = ids.map((id) => coop.proposal(id).result?.reason);
    expect(new Set(reasons)).toEqual(new Set([null, 'not-waiting']));
    expect(coop.state.get(memberTable, effect.member)?.by).toBe('vote');
  });

  it('are refused beyond the range of numbers', () => {
    const coop = new Coop();
    const account = coop.state.get(accountTable, idOf('ben'));
    if (account === undefined) throw new Error('no account');
    const balance = Number.MAX_SAFE_INTEGER;
    coop.state.put(accountTable, idOf('ben'), { ...account, balance });
    const id = coop.open(coop.contract('budget-approval'), pay(60));
    coop.ballots(id, 'yyyyyy');
    coop.closeAt(deadline + 1);
    const result = { executed: false, reason: 'number-too-large' };
    expect(coop.proposal(id).result).toMatchObject(result);
  });
});

const fast = {
  rule: { share: [2, 3], strict: false, of: 'cast', quorum: 50 },
  effects: ['ledger.transfer'],
} as const satisfies Partial<ContractDocument>;

function admission(coop: Coop) {
  const name = `newcomer ${coop.state.entries(memberTable).length}`;
  coop.member(name, { status: 'joined' });
  return { kind: 'member.admit', member: idOf(name) } as const;
}

/** `vote.cast`: codes in their documented order, the ballot, the end of a pause, and its cost. */
import { type Choice } from 'icn-ccl';
import { dayMs, type StateReader, type Table } from 'icn-core';
import { memberTable } from 'icn-identity';
import { describe, expect, it } from 'vitest';
import { proposalOpened } from './proposal-opened.ts';
import { ballotKey, ballotTable } from './proposal-tables.ts';
import { Coop, deviceOf, idOf, start } from './testing/coop.ts';
import { voteCast } from './vote-cast.ts';

const deadline = start + 7 * dayMs;

describe('vote.cast', () => {
  it.each([
    ['a stranger', 'zoe', 'open', start, 'not-enrolled'],
    ['somebody who waits', 'waiting', 'unknown', start, 'not-active'],
    ['an elector who left', 'jon', 'open', start, 'not-a-member'],
    ['an unknown proposal', 'ana', 'unknown', start, 'proposal-not-open'],
    ['a closed proposal, too late', 'ana', 'closed', deadline + 1, 'proposal-not-open'],
    ['a later member, too late', 'kim', 'open', deadline + 1, 'not-an-elector'],
    ['somebody paused at the opening', 'gia', 'open', start, 'not-an-elector'],
    ['a millisecond after the deadline', 'ana', 'open', deadline + 1, 'late'],
    ['at the deadline', 'ana', 'open', deadline, undefined],
    ['at once', 'ben', 'open', start, undefined],
  ])('%s', (_name, author, which, when, code) => {
    const coop = new Coop();
    coop.member('gia', { paused: true });
    const contract = coop.contract('quorum-vote');
    const closed = coop.open(contract);
    coop.closeAt(deadline + 1);
    const ids = { open: coop.open(contract), closed, unknown: idOf('no proposal') };
    coop.member('kim');
    coop.member('gia', { paused: false });
    coop.member('jon', { status: 'left' });
    coop.member('waiting', { status: 'joined' });
    expect(coop.vote(ids[which as keyof typeof ids], author, 'yes', when)).toBe(code);
    const ballots = coop.state.entries(ballotTable);
    expect(ballots.length).toBe(code === undefined ? 1 : 0);
  });

  it('may be cast before the first checkpoint has started the clock', () => {
    const coop = new Coop();
    const content = {
      contract: coop.contract('simple-vote'),
      title: 'Now',
      text: 'Before any checkpoint.',
      effect: { kind: 'none' },
    } as const;
    const { id } = coop.submit(proposalOpened, 'ana', content);
    expect(coop.proposal(id).deadline).toBeNull();
    expect(coop.vote(id, 'ana', 'no', start + 365 * dayMs)).toBeUndefined();
  });

  it('replaces an earlier ballot', () => {
    const coop = new Coop();
    const id = coop.open(coop.contract('simple-vote'));
    const ballot = { proposal: id, choice: 'no' } as const;
    coop.vote(id, 'ana', 'yes', start + 5);
    const { id: event } = coop.submit(voteCast, 'ana', ballot, start + 3);
    expect(coop.state.entries(ballotTable)).toEqual([
      [ballotKey(id, idOf('ana')), { choice: 'no', at: start + 3, event }],
    ]);
  });

  it('ends the pause of an elector who paused later', () => {
    const coop = new Coop();
    const id = coop.open(coop.contract('simple-vote'));
    coop.member('ana', { paused: true });
    expect(coop.vote(id, 'ana', 'abstain')).toBeUndefined();
    expect(coop.state.get(memberTable, idOf('ana'))?.paused).toBe(false);
  });

  it('does not end the pause when the vote is refused', () => {
    const coop = new Coop();
    const id = coop.open(coop.contract('simple-vote'));
    coop.member('ana', { paused: true });
    expect(coop.vote(id, 'ana', 'yes', deadline + 1)).toBe('late');
    expect(coop.state.get(memberTable, idOf('ana'))?.paused).toBe(true);
  });

  it('refuses a choice that is none', () => {
    const coop = new Coop();
    const proposal = coop.open(coop.contract('simple-vote'));
    const content = { proposal, choice: 'maybe' as Choice };
    expect(coop.submit(voteCast, 'ana', content).code).toBe('wrong-body');
  });

  it('reads rows by key only, at most four', () => {
    const coop = new Coop();
    const proposal = coop.open(coop.contract('simple-vote'));
    let reads = 0;
    const counting: StateReader = {
      get<Row>(from: Table<Row>, key: string): Row | undefined {
        reads += 1;
        return coop.state.get(from, key);
      },
      entries: () => {
        throw new Error('scanned a table');
      },
    };
    const event = {
      device: deviceOf('ana'),
      type: 'vote.cast',
      content: { proposal, choice: 'yes' },
    };
    const verdict = voteCast.check(counting, event as never, { when: start } as never);
    expect(verdict).not.toHaveProperty('rejected');
    expect(reads).toBeLessThanOrEqual(4);
  });
});

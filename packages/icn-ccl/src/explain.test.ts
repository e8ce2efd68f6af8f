/** Rules in words, checked against the words a member reads. */
/** Rules in words. */
import type { Rule } from 'icn-core';
import { describe, expect, it } from 'vitest';
import { explainRule } from './explain.ts';
import { passes } from './rule.ts';

const rule = (share: readonly [number, number], rest: Partial<Rule> = {}): Rule => ({
  share,
  strict: true,
  of: 'cast',
  quorum: 0,
  ...rest,
});
const single = 'A single vote can decide, if nobody else votes.';
const abstentions = 'Abstentions count as taking part, but neither as yes nor as no.';

describe('explainRule', () => {
  it.each<[Rule, number, string]>([
    [
      rule([1, 2]),
      10,
      `It passes with more than half of the votes cast, however few vote. ${single}`,
    ],
    [
      rule([1, 2], { quorum: 50 }),
      10,
      `It passes with more than half of the votes cast, if at least 5 of 10 members vote. ${abstentions}`,
    ],
    [
      rule([2, 3], { strict: false, quorum: 50 }),
      3,
      `It passes with at least two thirds of the votes cast, if at least 2 of 3 members vote. ${abstentions}`,
    ],
    [
      rule([1, 2], { quorum: 10 }),
      10,
      `It passes with more than half of the votes cast, however few vote. ${abstentions} ${single}`,
    ],
    [
      rule([1, 2], { of: 'electorate' }),
      10,
      'It passes with more than half of all who may vote: at least 6 yes from 10 members.',
    ],
    [
      rule([1, 2], { of: 'electorate' }),
      1,
      `It passes with more than half of all who may vote: at least 1 yes from 1 member. ${single}`,
    ],
    [
      rule([300, 400], { of: 'electorate', strict: false, quorum: 90 }),
      10,
      'It passes with at least three quarters of all who may vote: at least 8 yes from 10 members, if at least 9 of them vote.',
    ],
    [
      rule([3, 5], { strict: false }),
      10,
      `It passes with at least 3 in 5 of the votes cast, however few vote. ${single}`,
    ],
    [
      rule([1, 1], { strict: false, of: 'electorate' }),
      4,
      'It passes with everybody who may vote: at least 4 yes from 4 members.',
    ],
    [rule([1, 1]), 10, 'It cannot pass: the rule asks for more than all.'],
    [rule([1, 2]), 0, 'Nobody is entitled to vote, so it cannot pass.'],
  ])('%j among %i', (by, electorate, expected) => {
    expect(explainRule(by, electorate)).toBe(expected);
  });

  it('says that a single vote can decide exactly when it can', () => {
    const shares = [[1, 2] as const, [2, 3] as const, [1, 1] as const, [1, 20] as const];
    for (const share of shares) {
      for (const of of ['cast', 'electorate'] as const) {
        for (const quorum of [0, 5, 10, 50, 100]) {
          for (let electorate = 1; electorate <= 20; electorate += 1) {
            const by = rule(share, { strict: false, of, quorum });
            const decides = passes(by, { yes: 1, no: 0, abstain: 0, electorate });
            expect(explainRule(by, electorate).includes('single vote')).toBe(decides);
          }
        }
      }
    }
  });
});

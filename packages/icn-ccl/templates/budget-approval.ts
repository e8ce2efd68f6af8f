/** Shipped template data, `budget-approval`: spending from a common account: two thirds, and at least half take part. */
import { quorumMax } from 'icn-core';
import { durationParameter } from './duration.ts';
import type { Template } from '../src/template.ts';

/** Spending from a common account: two thirds, and at least half take part. */
export const budgetApproval: Template = {
  template: 'budget-approval',
  name: 'Budget approval',
  explanation:
    'A payment from an account of the cooperative. It passes when enough members take part and at ' +
    'least two thirds of the yes and no votes are yes; the payment then happens by itself. ' +
    'Abstaining counts as taking part and changes neither side. It stays open until the deadline, ' +
    'so that everybody has the same time. Example: half have to take part. Of ten members six ' +
    'vote, four yes and two no. Six is more than half of ten and four is two thirds of six, so it ' +
    'passes and the hours move. If the account does not hold enough by then, nothing moves and ' +
    'everybody is told why.',
  parameters: [
    durationParameter,
    {
      name: 'quorum',
      unit: 'per cent',
      label: 'How many of the members have to take part',
      min: 50,
      max: quorumMax,
      default: 50,
    },
  ],
  rule: { share: [2, 3], strict: false, of: 'cast', quorum: { parameter: 'quorum' } },
  duration: { parameter: 'duration' },
  grace: 0,
  closes: 'deadline',
  effects: ['ledger.transfer'],
  examples: [
    { votes: { yes: 4, no: 2, abstain: 0 }, electorate: 10, passes: true },
    { votes: { yes: 3, no: 2, abstain: 0 }, electorate: 10, passes: false },
    { votes: { yes: 4, no: 0, abstain: 0 }, electorate: 10, passes: false },
    { votes: { yes: 2, no: 1, abstain: 2 }, electorate: 10, passes: true },
    { votes: { yes: 7, no: 3, abstain: 0 }, electorate: 10, passes: true },
  ],
};

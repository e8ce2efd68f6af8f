/** Shipped template data, `quorum-vote`: more yes than no, if enough members take part. */
import { quorumMax } from 'icn-core';
import { durationParameter } from './duration.ts';
import type { Template } from '../src/template.ts';

/** More yes than no, if enough members take part. */
export const quorumVote: Template = {
  template: 'quorum-vote',
  name: 'Vote with quorum',
  explanation:
    'A decision that is recorded and does nothing by itself. It passes when enough members take ' +
    'part and more of them say yes than no; a tie fails. Abstaining counts as taking part and ' +
    'changes neither side. It stays open until the deadline, so that everybody has the same time. ' +
    'Example: half have to take part. Of ten members five vote, two yes, one no, two abstain. ' +
    'Five is half of ten and two is more than one, so it passes. With four votes it would fail, ' +
    'even if all four were yes.',
  parameters: [
    durationParameter,
    {
      name: 'quorum',
      unit: 'per cent',
      label: 'How many of the members have to take part',
      min: 1,
      max: quorumMax,
      default: 50,
    },
  ],
  rule: { share: [1, 2], strict: true, of: 'cast', quorum: { parameter: 'quorum' } },
  duration: { parameter: 'duration' },
  grace: 0,
  closes: 'deadline',
  effects: ['none'],
  examples: [
    { votes: { yes: 2, no: 1, abstain: 2 }, electorate: 10, passes: true },
    { votes: { yes: 4, no: 0, abstain: 0 }, electorate: 10, passes: false },
    { votes: { yes: 1, no: 0, abstain: 4 }, electorate: 10, passes: true },
    { votes: { yes: 3, no: 3, abstain: 0 }, electorate: 10, passes: false },
    { votes: { yes: 5, no: 0, abstain: 0 }, electorate: 11, passes: false },
  ],
};

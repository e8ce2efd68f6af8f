/** Shipped template data, `simple-vote`: more yes than no. For questions where a small turnout is all right. */
import { durationParameter } from './duration.ts';
import type { Template } from '../src/template.ts';

/** More yes than no. For questions where a small turnout is all right. */
export const simpleVote: Template = {
  template: 'simple-vote',
  name: 'Simple vote',
  explanation:
    'A decision that is recorded and does nothing by itself. It passes when more members say yes ' +
    'than no; a tie fails. Abstaining is recorded and changes neither side. It closes as soon as ' +
    'everybody has voted, at the latest at the deadline. Example: of ten members four vote, two ' +
    'yes, one no, one abstains. Two is more than one, so it passes. If nobody else votes, a ' +
    'single yes decides.',
  parameters: [durationParameter],
  rule: { share: [1, 2], strict: true, of: 'cast', quorum: 0 },
  duration: { parameter: 'duration' },
  grace: 0,
  closes: 'when-all-have-voted',
  effects: ['none'],
  examples: [
    { votes: { yes: 2, no: 1, abstain: 1 }, electorate: 10, passes: true },
    { votes: { yes: 1, no: 0, abstain: 0 }, electorate: 10, passes: true },
    { votes: { yes: 5, no: 5, abstain: 0 }, electorate: 10, passes: false },
    { votes: { yes: 0, no: 0, abstain: 10 }, electorate: 10, passes: false },
    { votes: { yes: 0, no: 0, abstain: 0 }, electorate: 10, passes: false },
  ],
};

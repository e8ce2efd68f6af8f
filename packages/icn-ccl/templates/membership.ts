/** Shipped template data, `membership`: admitting or removing a member: more than half of all members. */
import { durationParameter } from './duration.ts';
import type { Template } from '../src/template.ts';

/** Admitting or removing a member: more than half of all members. */
export const membership: Template = {
  template: 'membership',
  name: 'Membership',
  explanation:
    'Admits somebody who is waiting to become a member, or ends a membership. It passes when more ' +
    'than half of all members say yes; who abstains or does not vote counts as if saying no. It ' +
    'closes as soon as everybody has voted, at the latest at the deadline, and takes effect by ' +
    'itself. Example: of ten members seven vote, six yes and one no. Six is more than half of ' +
    'ten, so it passes. With five yes it would fail, even without a single no.',
  parameters: [durationParameter],
  rule: { share: [1, 2], strict: true, of: 'electorate', quorum: 0 },
  duration: { parameter: 'duration' },
  grace: 0,
  closes: 'when-all-have-voted',
  effects: ['member.admit', 'member.remove'],
  examples: [
    { votes: { yes: 6, no: 1, abstain: 0 }, electorate: 10, passes: true },
    { votes: { yes: 5, no: 0, abstain: 0 }, electorate: 10, passes: false },
    { votes: { yes: 5, no: 0, abstain: 5 }, electorate: 10, passes: false },
    { votes: { yes: 2, no: 1, abstain: 0 }, electorate: 3, passes: true },
    { votes: { yes: 1, no: 0, abstain: 0 }, electorate: 1, passes: true },
  ],
};

/** Shipped template data, `policy-change`: changing how the cooperative works: more than half of all members. */
import { durationParameter } from './duration.ts';
import type { Template } from '../src/template.ts';

/** Changing how the cooperative works: more than half of all members. */
export const policyChange: Template = {
  template: 'policy-change',
  name: 'Policy change',
  explanation:
    'Changes how the cooperative works: its settings, its contracts, or which nodes make the ' +
    'record final. It passes when more than half of all members say yes; who abstains or does not ' +
    'vote counts as if saying no. It closes as soon as everybody has voted, at the latest at the ' +
    'deadline, and takes effect by itself. Example: of ten members eight vote, six yes and two ' +
    'no. Six is more than half of ten, so it passes. With five yes and three no it would fail.',
  parameters: [durationParameter],
  rule: { share: [1, 2], strict: true, of: 'electorate', quorum: 0 },
  duration: { parameter: 'duration' },
  grace: 0,
  closes: 'when-all-have-voted',
  effects: ['anchors.set', 'contract.deploy', 'contract.retire', 'policy.set'],
  examples: [
    { votes: { yes: 6, no: 2, abstain: 0 }, electorate: 10, passes: true },
    { votes: { yes: 5, no: 3, abstain: 0 }, electorate: 10, passes: false },
    { votes: { yes: 5, no: 0, abstain: 0 }, electorate: 9, passes: true },
    { votes: { yes: 4, no: 0, abstain: 5 }, electorate: 9, passes: false },
  ],
};

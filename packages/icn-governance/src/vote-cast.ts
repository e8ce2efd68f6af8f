/**
 * `vote.cast`: one member, one vote, which may be changed until the end.
 *
 * Invariant: casting a vote costs point reads only, whatever the number of proposals and ballots.
 */
import { choices } from 'icn-ccl';
import { accept, defineEvent, hex32, isRejection, reject } from 'icn-core';
import { activeAuthor, memberTable } from 'icn-identity';
import { z } from 'zod';
import { ballotKey, ballotTable, proposalTable } from './proposal-tables.ts';

const proposalNotOpen = reject(
  'proposal-not-open',
  'There is no such proposal, or voting on it is over. Look at its result, or choose an open proposal.',
);
const notAnElector = reject(
  'not-an-elector',
  'You may not vote on this: you were paused, or no active member yet, when it was opened. ' +
    'You can vote on proposals that are opened from now on.',
);
const late = reject(
  'late',
  'Your vote came after the deadline, so it is not counted. Look at the result once the vote has closed.',
);

/** The event type. */
export const voteCast = defineEvent({
  type: 'vote.cast',
  rules: 0,
  author: 'an active member of the electorate',
  concurrency: 'order',
  label: 'Vote cast',
  body: z.strictObject({ proposal: hex32, choice: z.enum(choices) }),
  check(state, event, { when }) {
    const author = activeAuthor(state, event);
    if (isRejection(author)) return author;
    const proposal = state.get(proposalTable, event.content.proposal);
    if (proposal?.status !== 'open') return proposalNotOpen;
    if (!proposal.electorate.includes(author.member)) return notAnElector;
    const { deadline } = proposal;
    return deadline === null || when <= deadline ? accept(author) : late;
  },
  apply(state, event, { plan: { member, row } }, { when }) {
    const { proposal, choice } = event.content;
    state.put(ballotTable, ballotKey(proposal, member), { choice, at: when, event: event.id });
    if (row.paused) state.put(memberTable, member, { ...row, paused: false });
  },
});

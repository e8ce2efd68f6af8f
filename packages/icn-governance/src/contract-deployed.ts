/**
 * `contract.deployed`: a member brings a shipped template into force. Everything else needs a vote, because a contract
 * decides how all later decisions are made.
 */
import { documentSchema, isShipped } from 'icn-ccl';
import { accept, defineEvent, isRejection, reject } from 'icn-core';
import { activeAuthor } from 'icn-identity';
import { z } from 'zod';
import { belowFloor, isAtOrAboveFloors } from './floors.ts';
import { contractTable } from './contract-table.ts';

const needsVote = reject(
  'needs-vote',
  'Only the contracts that come with the software can be brought into force by one member, unchanged. ' +
    'Open a proposal to bring this one into force.',
);

/** The event type. */
export const contractDeployed = defineEvent({
  type: 'contract.deployed',
  rules: 0,
  author: 'an active member',
  concurrency: 'order',
  label: 'Contract brought into force',
  body: z.strictObject({ document: documentSchema }),
  check(state, event) {
    const author = activeAuthor(state, event);
    if (isRejection(author)) return author;
    const { document } = event.content;
    if (!isAtOrAboveFloors(state, document)) return belowFloor;
    return isShipped(document) ? accept(author) : needsVote;
  },
  apply(state, event, { plan: author }, { when }) {
    const { document } = event.content;
    state.put(contractTable, event.id, {
      document,
      status: 'active',
      by: author.member,
      at: when,
    });
  },
});

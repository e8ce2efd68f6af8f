/**
 * `proposal.opened`: a question is put to the vote under a contract.
 *
 * Invariants:
 * - Question, effect and electorate are frozen here; who becomes a member later does not vote on it.
 * - The time for voting does not start here but at the first checkpoint (closing.ts): its author chooses the claimed
 *   time, and could choose one so early that voting is over before anyone has seen the proposal.
 */
import {
  accept,
  defineEvent,
  hex32,
  isRejection,
  line,
  proposalsOpenMax,
  proposalsOpenPerMemberMax,
  reject,
  text,
  textBytesMax,
  titleBytesMax,
} from 'icn-core';
import type { Hex, StateReader } from 'icn-core';
import { activeAuthor, activeElectors } from 'icn-identity';
import { z } from 'zod';
import { checkEffect, effectKeys, effectSchema } from './effects/effects.ts';
import { belowFloor, isAtOrAboveFloor } from './floors.ts';
import { contractTable } from './contract-table.ts';
import { openProposalTable, proposalTable } from './proposal-tables.ts';

const contractNotActive = reject(
  'contract-not-active',
  'The contract does not exist or is no longer in force. Choose another from the list of contracts.',
);
const effectNotAllowed = reject(
  'effect-not-allowed',
  'This contract is not made for what you propose. Choose a contract that is.',
);
const tooManyProposals = reject(
  'too-many-proposals',
  `Too many proposals are open: at most ${proposalsOpenPerMemberMax} by one member and ${proposalsOpenMax} in all. ` +
    'Wait until one has closed.',
);

/** The event type. */
export const proposalOpened = defineEvent({
  type: 'proposal.opened',
  rules: 0,
  author: 'an active member',
  concurrency: 'order',
  label: 'Proposal opened',
  body: z.strictObject({
    contract: hex32,
    title: line(titleBytesMax),
    text: text(textBytesMax),
    effect: effectSchema,
  }),
  keys: ({ effect }) => effectKeys(effect),
  check(state, event) {
    const author = activeAuthor(state, event);
    if (isRejection(author)) return author;
    const { contract: contractId, effect } = event.content;
    const contract = state.get(contractTable, contractId);
    if (contract?.status !== 'active') return contractNotActive;
    const { rule, effects } = contract.document;
    if (!effects.includes(effect.kind)) return effectNotAllowed;
    if (!isAtOrAboveFloor(state, rule, effect.kind)) return belowFloor;
    if (isFull(state, author.member)) return tooManyProposals;
    const refusal = checkEffect(state, effect, { moment: 'opening', rule });
    return refusal ?? accept(author);
  },
  apply(state, event, { plan: author }, { when }) {
    const { contract, title, text: fullText, effect } = event.content;
    state.put(proposalTable, event.id, {
      contract,
      by: author.member,
      title,
      text: fullText,
      effect,
      electorate: activeElectors(state),
      opened: when,
      deadline: null,
      status: 'open',
      result: null,
    });
    state.put(openProposalTable, event.id, null);
  },
});

function isFull(state: StateReader, member: Hex): boolean {
  const open = state.entries(openProposalTable);
  if (open.length >= proposalsOpenMax) return true;
  const own = open.filter(([id]) => state.get(proposalTable, id)?.by === member);
  return own.length >= proposalsOpenPerMemberMax;
}

/**
 * The end of a vote: at a checkpoint, by data alone (4-registry, "Closing"; 3-fold, step 6). No job closes a vote, so no
 * node that is down or late can change a result.
 *
 * Invariants:
 * - INV-GOV-1: each proposal closes once, and its effect happens once, whole or not at all.
 * - INV-GOV-3: the result depends on each elector's last ballot, not on the order among electors.
 */
import { passes, tally, type ContractDocument, type Tally } from 'icn-ccl';
import { assert, earlier, fromHex, prefixed, toHex } from 'icn-core';
import type { FoldContext, Hex, Rejection, StateReader, StateWriter } from 'icn-core';
import { memberTable } from 'icn-identity';
import { enact } from './effects/effects.ts';
import { contractTable } from './contract-table.ts';
import {
  ballotKey,
  ballotTable,
  openProposalTable,
  proposalTable,
  type ProposalRow,
} from './proposal-tables.ts';

/** What closing needs from the fold. */
export type ClosingContext = Pick<FoldContext, 'sha256'>;

interface OpenProposal {
  readonly id: Hex;
  readonly deadline: number;
}

/** Closes every proposal that is due at a checkpoint. `time` is the checkpoint's T, Unix ms. */
export function closeDue(state: StateWriter, time: number, context: ClosingContext): void {
  startClocks(state, time);
  for (const { id, deadline } of byDeadline(state)) {
    const proposal = proposalOf(state, id);
    const document = contractOf(state, proposal);
    const counted = countBallots(state, id, proposal);
    const isOver = time > deadline + document.grace || haveAllVoted(document, counted);
    if (isOver) close(state, { id, time, proposal, document, counted }, context);
  }
}

/** The time for voting runs from the first checkpoint that holds the proposal. */
function startClocks(state: StateWriter, time: number): void {
  for (const [id, known] of state.entries(openProposalTable)) {
    if (known !== null) continue;
    const proposal = proposalOf(state, id);
    const deadline = time + contractOf(state, proposal).duration;
    state.put(proposalTable, id, { ...proposal, deadline });
    state.put(openProposalTable, id, deadline);
  }
}

/** The open proposals in ascending (deadline, id). */
function byDeadline(state: StateReader): readonly OpenProposal[] {
  const open: OpenProposal[] = [];
  for (const [id, deadline] of state.entries(openProposalTable)) {
    if (deadline !== null) open.push({ id, deadline });
  }
  // Rows come by id and the sort is stable, so equal deadlines stay in that order.
  return open.sort((a, b) => a.deadline - b.deadline);
}

function proposalOf(state: StateReader, id: Hex): ProposalRow {
  const proposal = state.get(proposalTable, id);
  assert(proposal !== undefined, 'INV-GOV-4: an open proposal has a row');
  return proposal;
}

function contractOf(state: StateReader, proposal: ProposalRow): ContractDocument {
  const contract = state.get(contractTable, proposal.contract);
  assert(contract !== undefined, 'INV-GOV-2: a proposal names a contract that has a row');
  return contract.document;
}

/** Counts the ballots as they stand: those of electors who are active members now. Who left drops out, ballot and all. */
export function countBallots(state: StateReader, id: Hex, proposal: ProposalRow): Tally {
  const electors = proposal.electorate.filter(
    (member) => state.get(memberTable, member)?.status === 'active',
  );
  const cast = electors.flatMap(
    (member) => state.get(ballotTable, ballotKey(id, member))?.choice ?? [],
  );
  return tally(cast, electors.length);
}

function haveAllVoted({ closes }: ContractDocument, counted: Tally): boolean {
  const { yes, no, abstain, electorate } = counted;
  return closes === 'when-all-have-voted' && electorate > 0 && yes + no + abstain === electorate;
}

interface Closing {
  readonly id: Hex;
  readonly time: number;
  readonly proposal: ProposalRow;
  readonly document: ContractDocument;
  readonly counted: Tally;
}

function close(state: StateWriter, closing: Closing, context: ClosingContext): void {
  const { id, proposal, document, counted } = closing;
  const hasPassed = passes(document.rule, counted);
  const refusal = hasPassed ? execute(state, closing, context) : undefined;
  state.remove(openProposalTable, id);
  state.put(proposalTable, id, {
    ...proposal,
    status: hasPassed ? 'passed' : 'failed',
    result: {
      ...counted,
      executed: hasPassed && refusal === undefined,
      reason: refusal?.code ?? null,
    },
  });
}

function execute(
  state: StateWriter,
  { id, time, proposal, document }: Closing,
  context: ClosingContext,
): Rejection | undefined {
  const occasion = { moment: 'execution', rule: document.rule } as const;
  return enact(state, proposal.effect, occasion, { id: executionId(id, context), time });
}

/** Id of what the execution of a proposal creates, such as a ledger entry or a contract. */
export function executionId(proposal: Hex, { sha256 }: ClosingContext): Hex {
  return toHex(sha256(prefixed('icn/execution/1', fromHex(proposal))));
}

/**
 * Earliest T at which a checkpoint would close something; 0 when one would at once, because all have voted; undefined
 * when nothing is open. A proposal whose clock has not started waits for the checkpoint of its own opening, which comes
 * anyway.
 */
export function nextClosing(state: StateReader): number | undefined {
  let next: number | undefined;
  for (const [id, deadline] of state.entries(openProposalTable)) {
    const proposal = proposalOf(state, id);
    const document = contractOf(state, proposal);
    if (haveAllVoted(document, countBallots(state, id, proposal))) return 0;
    if (deadline === null) continue;
    next = earlier(next, deadline + document.grace + 1);
  }
  return next;
}

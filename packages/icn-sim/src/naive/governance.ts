/**
 * Contracts, proposals, votes and what passed proposals do.
 * Document: 4-registry.md (4.7).
 */
import { encode } from 'cborg';

import { activeAuthor } from './author.ts';
import type { Context, Handler, TemplateText } from './author.ts';
import { concat, fromHex, prefix, toHex } from './decode.ts';
import { activate, endMembership } from './identity.ts';
import { isCovered, post } from './ledger.ts';
import {
  applyPolicyChanges,
  checkPolicyChanges,
  isAtOrAbove,
  passes,
  requireAboveFloors,
} from './rules.ts';
import {
  DAY,
  Refusal,
  ascending,
  coopOf,
  copyState,
  patch,
  refuse,
  require,
  row,
  rowOr,
  sortedKeys,
} from './state.ts';
import type { State } from './state.ts';
import type { BallotRow, Document, Effect, ProposalRow, Rule, Sha256 } from './types.ts';

interface Template {
  readonly parameters: readonly string[];
  readonly leastQuorum: number;
  readonly rule: (quorum: number) => Rule;
  readonly closes: Document['closes'];
  readonly effects: readonly string[];
}

const majorityOfElectorate = (): Rule => ({
  share: [1, 2],
  strict: true,
  of: 'electorate',
  quorum: 0,
});

/** 4.7 "Shipped templates". */
const templates: Readonly<Record<string, Template>> = {
  'simple-vote': {
    parameters: ['duration'],
    leastQuorum: 0,
    rule: () => ({ share: [1, 2], strict: true, of: 'cast', quorum: 0 }),
    closes: 'when-all-have-voted',
    effects: ['none'],
  },
  'quorum-vote': {
    parameters: ['duration', 'quorum'],
    leastQuorum: 1,
    rule: (quorum) => ({ share: [1, 2], strict: true, of: 'cast', quorum }),
    closes: 'deadline',
    effects: ['none'],
  },
  'budget-approval': {
    parameters: ['duration', 'quorum'],
    leastQuorum: 50,
    rule: (quorum) => ({ share: [2, 3], strict: false, of: 'cast', quorum }),
    closes: 'deadline',
    effects: ['ledger.transfer'],
  },
  membership: {
    parameters: ['duration'],
    leastQuorum: 0,
    rule: majorityOfElectorate,
    closes: 'when-all-have-voted',
    effects: ['member.admit', 'member.remove'],
  },
  'policy-change': {
    parameters: ['duration'],
    leastQuorum: 0,
    rule: majorityOfElectorate,
    closes: 'when-all-have-voted',
    effects: ['anchors.set', 'contract.deploy', 'contract.retire', 'policy.set'],
  },
};

const integerIn = (value: unknown, least: number, most: number): number | undefined =>
  typeof value === 'number' && value >= least && value <= most ? value : undefined;

/** What the shipped template gives for the parameters; undefined when it takes none such. */
const documentOfTemplate = (
  name: string,
  parameters: Document['parameters'],
  templateText: TemplateText,
): Document | undefined => {
  const template = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (template === undefined) return undefined;
  const keys = Object.keys(parameters).toSorted(ascending);
  const complete =
    keys.length === template.parameters.length &&
    keys.every((k, i) => k === template.parameters[i]);
  const duration = integerIn(parameters['duration'], 60_000, 90 * DAY);
  const takesQuorum = template.parameters.includes('quorum');
  const quorum = takesQuorum ? integerIn(parameters['quorum'], template.leastQuorum, 100) : 0;
  const text = templateText(name, parameters);
  if (!complete || duration === undefined || quorum === undefined || text === undefined) {
    return undefined;
  }
  return {
    ccl: 0,
    template: name,
    parameters,
    name: text.name,
    explanation: text.explanation,
    rule: template.rule(quorum),
    duration,
    grace: 0,
    closes: template.closes,
    effects: template.effects,
  };
};

const contractDeployed: Handler = (context) => {
  const { state, event, when, templateText } = context;
  const { document } = event.body as unknown as { readonly document: Document };
  const author = activeAuthor(context);
  requireAboveFloors(state, document.rule, document.effects);
  const { template, parameters } = document;
  const shipped =
    template === null ? undefined : documentOfTemplate(template, parameters, templateText);
  require(shipped !== undefined &&
    toHex(encode(shipped)) === toHex(encode(document)), 'needs-vote');
  state.contract.set(event.id, { document, status: 'active', by: author.id, at: when });
};

interface Opened {
  readonly contract: string;
  readonly title: string;
  readonly text: string;
  readonly effect: Effect;
}

const proposalOpened: Handler = (context) => {
  const { state, event, when } = context;
  const { contract: contractId, title, text, effect } = event.body as unknown as Opened;
  const author = activeAuthor(context);
  const contract = rowOr(state.contract, contractId, 'contract-not-active');
  require(contract.status === 'active', 'contract-not-active');
  require(contract.document.effects.includes(effect.kind), 'effect-not-allowed');
  // `none` has no floor.
  requireAboveFloors(state, contract.document.rule, [effect.kind]);
  const open = sortedKeys(state['open-proposal']);
  const own = open.filter((id) => row(state.proposal, id).by === author.id);
  require(open.length < 100 && own.length < 10, 'too-many-proposals');
  checkEffect(state, effect, contract.document.rule, 'opening');
  const electorate = sortedKeys(state.member).filter((id) => {
    const { status, paused } = row(state.member, id);
    return status === 'active' && !paused;
  });
  state.proposal.set(event.id, {
    contract: contractId,
    by: author.id,
    title,
    text,
    effect,
    electorate,
    opened: when,
    deadline: null,
    status: 'open',
    result: null,
  });
  state['open-proposal'].set(event.id, null);
};

const voteCast: Handler = (context: Context) => {
  const { state, event, when } = context;
  const body = event.body as unknown as { proposal: string; choice: BallotRow['choice'] };
  const author = activeAuthor(context);
  const proposal = rowOr(state.proposal, body.proposal, 'proposal-not-open');
  require(proposal.status === 'open', 'proposal-not-open');
  require(proposal.electorate.includes(author.id), 'not-an-elector');
  require(proposal.deadline === null || when <= proposal.deadline, 'late');
  const ballot: BallotRow = { choice: body.choice, at: when, event: event.id };
  state.ballot.set(body.proposal + author.id, ballot);
  if (author.member.paused) patch(state.member, author.id, { paused: false });
};

const checkTransfer = (
  state: State,
  effect: Extract<Effect, { kind: 'ledger.transfer' }>,
  moment: 'opening' | 'closing',
): void => {
  const from = rowOr(state.account, effect.from, 'not-a-coop-account');
  require(from.kind === 'coop', 'not-a-coop-account');
  const to = rowOr(state.account, effect.to, 'account-unknown');
  require(to.kind !== 'provisional', 'account-unknown');
  require(effect.to !== effect.from, 'same-account');
  const covered = moment === 'opening' || isCovered(state, effect.from, effect.minutes);
  require(covered, 'over-limit');
};

const checkRemoval = (state: State, id: string): void => {
  const member = rowOr(state.member, id, 'member-unknown');
  require(member.status === 'active' || member.status === 'joined', 'not-a-member');
  require(member.status === 'joined' || coopOf(state).active > 1, 'last-member');
};

/** The table at the end of "Closing", column "check"; `rule` is that of the proposal's contract. */
const checkEffect = (
  state: State,
  effect: Effect,
  rule: Rule,
  moment: 'opening' | 'closing',
): void => {
  switch (effect.kind) {
    case 'none':
    case 'anchors.set':
      return;
    case 'ledger.transfer':
      checkTransfer(state, effect, moment);
      return;
    case 'member.admit':
      require(rowOr(state.member, effect.member, 'member-unknown').status ===
        'joined', 'not-waiting');
      return;
    case 'member.remove':
      checkRemoval(state, effect.member);
      return;
    case 'policy.set': {
      checkPolicyChanges(state, effect.changes);
      const floor = effect.changes.floors?.['policy.set'];
      require(floor === undefined || isAtOrAbove(rule, floor), 'floor-too-high');
      return;
    }
    case 'contract.deploy':
      requireAboveFloors(state, effect.document.rule, effect.document.effects);
      return;
    case 'contract.retire': {
      const contract = rowOr(state.contract, effect.contract, 'contract-not-active');
      require(contract.status === 'active', 'contract-not-active');
      return;
    }
    default:
      refuse('effect-not-allowed');
  }
};

/** The same table, column "what happens"; `id` is X. */
const applyEffect = (state: State, effect: Effect, id: string, time: number): void => {
  switch (effect.kind) {
    case 'none':
      return;
    case 'ledger.transfer': {
      const { from, to, minutes } = effect;
      post(state, from, to, minutes);
      state.entry.set(id, {
        kind: 'effect',
        from,
        to,
        minutes,
        status: 'posted',
        author: null,
        at: time,
        day: null,
        confirmed: null,
        of: null,
      });
      return;
    }
    case 'member.admit':
      activate(state, effect.member, 'vote', time);
      return;
    case 'member.remove':
      endMembership(state, effect.member, 'removed');
      return;
    case 'policy.set':
      applyPolicyChanges(state, effect.changes);
      return;
    case 'contract.deploy':
      state.contract.set(id, { document: effect.document, status: 'active', by: null, at: time });
      return;
    case 'contract.retire':
      patch(state.contract, effect.contract, { status: 'retired' });
      return;
    case 'anchors.set':
      state.anchors.set('anchors', { keys: effect.anchors });
      return;
    default:
      refuse('effect-not-allowed');
  }
};

/** "If passed, the effect's own check is made again": the new state, or why not. */
const execute = (
  state: State,
  proposalId: string,
  proposal: ProposalRow,
  time: number,
  sha256: Sha256,
): { readonly state: State; readonly reason: string | null } => {
  const after = copyState(state);
  const id = toHex(sha256(concat(prefix('icn/execution/1'), fromHex(proposalId))));
  const { rule } = row(state.contract, proposal.contract).document;
  try {
    checkEffect(after, proposal.effect, rule, 'closing');
    applyEffect(after, proposal.effect, id, time);
    return { state: after, reason: null };
  } catch (error) {
    if (error instanceof Refusal) return { state, reason: error.code };
    throw error;
  }
};

/** Closes one proposal if it is due; gives the state after it. */
const closeOne = (state: State, id: string, time: number, sha256: Sha256): State => {
  const proposal = row(state.proposal, id);
  const { rule, grace, closes } = row(state.contract, proposal.contract).document;
  const electors = proposal.electorate.filter(
    (member) => state.member.get(member)?.status === 'active',
  );
  const ballots = electors
    .map((member) => state.ballot.get(id + member)?.choice)
    .filter((choice) => choice !== undefined);
  const isOver = time > (proposal.deadline ?? 0) + grace;
  const allVoted = electors.length > 0 && ballots.length === electors.length;
  if (!isOver && !(closes === 'when-all-have-voted' && allVoted)) return state;
  const count = {
    yes: ballots.filter((choice) => choice === 'yes').length,
    no: ballots.filter((choice) => choice === 'no').length,
    abstain: ballots.filter((choice) => choice === 'abstain').length,
    electorate: electors.length,
  };
  const closed = copyState(state);
  closed['open-proposal'].delete(id);
  if (!passes(rule, count)) {
    const result = { ...count, executed: false, reason: null };
    patch(closed.proposal, id, { status: 'failed', result });
    return closed;
  }
  const { state: after, reason } = execute(closed, id, proposal, time, sha256);
  const result = { ...count, executed: reason === null, reason };
  patch(after.proposal, id, { status: 'passed', result });
  return after;
};

/** Step 6, last part: "Closing". */
export const closeProposals = (before: State, time: number, sha256: Sha256): State => {
  let state = copyState(before);
  const open: { readonly id: string; readonly deadline: number }[] = [];
  for (const id of sortedKeys(state['open-proposal'])) {
    const proposal = row(state.proposal, id);
    const { duration } = row(state.contract, proposal.contract).document;
    const deadline = proposal.deadline ?? time + duration;
    patch(state.proposal, id, { deadline });
    state['open-proposal'].set(id, deadline);
    open.push({ id, deadline });
  }
  open.sort((a, b) => a.deadline - b.deadline || ascending(a.id, b.id));
  for (const { id } of open) state = closeOne(state, id, time, sha256);
  return state;
};

export const governanceHandlers: Readonly<Record<string, Handler>> = {
  'contract.deployed': contractDeployed,
  'proposal.opened': proposalOpened,
  'vote.cast': voteCast,
};

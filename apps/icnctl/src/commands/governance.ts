/** `governance`: contracts in force, proposals, votes. */
import type { Command } from 'commander';
import { templates, type ContractView, type ProposalView } from 'icn-client';
import { deploy, propose, vote } from '../acts.ts';
import { does } from '../command.ts';
import { findProposal } from '../find.ts';
import type { Json, Outcome } from '../outcome.ts';
import { withCoop, withMember } from '../session.ts';
import { idColumn, moment, safe, table } from '../show.ts';

/** Declares the commands. */
export function addGovernanceCommands(governance: Command): void {
  does<object>(
    governance.command('templates').description('agreements that come with the software'),
    'icnctl governance templates',
    async () => showTemplates(),
  );
  const deploying = governance
    .command('deploy')
    .description('bring a template into force')
    .argument('<template>', 'its name')
    .option('--duration <span>', 'time for voting, such as 7d')
    .option('--quorum <percent>', 'how many have to take part');
  does<{ duration?: string; quorum?: string }>(
    deploying,
    'icnctl governance deploy budget-approval --duration 7d --quorum 50',
    ({ args, options }) =>
      withMember(options, (acting) =>
        deploy(acting, {
          template: args[0] ?? '',
          duration: options.duration,
          quorum: options.quorum,
        }),
      ),
  );
  does<object>(
    governance.command('contracts').description('agreements in force'),
    'icnctl governance contracts',
    ({ options }) =>
      withCoop(options, async (coop) =>
        showContracts(await coop.contracts(), options.ids === true),
      ),
  );
  addProposals(governance);
}

interface ProposeOptions {
  readonly contract: string;
  readonly text?: string;
  readonly pay?: string;
  readonly amount?: string;
  readonly from?: string;
  readonly admit?: string;
  readonly remove?: string;
}

function addProposals(governance: Command): void {
  const proposing = governance
    .command('propose')
    .description('put a question to the vote')
    .argument('<title>')
    .requiredOption('--contract <name>', 'under which agreement')
    .option('--text <text>', 'the question in full (default: the title)')
    .option('--pay <account>', 'if it passes, pay this account out of the common fund')
    .option('--amount <amount>', 'how much')
    .option('--from <account>', 'out of another common account')
    .option('--admit <name>', 'if it passes, admit this person')
    .option('--remove <name>', 'if it passes, end the membership of this person');
  does<ProposeOptions>(
    proposing,
    'icnctl governance propose "Pay Ben for the roof" --contract budget-approval --pay "Ben Okoro" --amount 10h',
    ({ args, options }) =>
      withMember(options, (acting) =>
        propose(acting, { ...options, title: args[0] ?? '', to: options.pay }),
      ),
  );
  const voting = governance
    .command('vote')
    .description('cast or change your vote')
    .argument('<title>', 'title of the proposal')
    .argument('<choice>', 'yes, no or abstain')
    .option('--reason <text>', 'why');
  does<{ reason?: string }>(
    voting,
    'icnctl governance vote "Pay Ben for the roof" yes --reason "It rained in"',
    ({ args, options }) =>
      withMember(options, (acting) =>
        vote(acting, { title: args[0] ?? '', choice: args[1] ?? '', reason: options.reason }),
      ),
  );
  does<object>(
    governance.command('show').description('one proposal').argument('<title>'),
    'icnctl governance show "Pay Ben for the roof"',
    ({ args, options }) =>
      withCoop(options, async (coop) => showProposal(await findProposal(coop, args[0] ?? ''))),
  );
  does<{ open?: boolean }>(
    governance
      .command('list')
      .description('all proposals, oldest first')
      .option('--open', 'only those that are open'),
    'icnctl governance list --open',
    ({ options }) =>
      withCoop(options, async (coop) => {
        const all = await coop.proposals();
        const wanted = options.open === true ? all.filter(({ status }) => status === 'open') : all;
        return showProposals(wanted, options.ids === true);
      }),
  );
}

function showTemplates(): Outcome {
  return {
    json: {
      templates: templates.map((known) => ({
        template: known.template,
        name: known.name,
        explanation: known.explanation,
        parameters: known.parameters.map(({ name, unit, min, max, default: usual }) => ({
          name,
          unit,
          min,
          max,
          default: usual,
        })),
        effects: known.effects,
      })),
    },
    text: templates
      .map(
        (known) =>
          `${known.template}: ${known.name}\n  ${known.explanation.replaceAll('\n', '\n  ')}`,
      )
      .join('\n\n'),
  };
}

function showContracts(contracts: readonly ContractView[], ids: boolean): Outcome {
  return {
    json: {
      contracts: contracts.map(({ id, name, status, at, document, rule }) => ({
        id,
        name,
        template: document.template,
        status,
        at,
        effects: document.effects,
        rule,
      })),
    },
    text: table(
      contracts,
      [
        { title: 'name', of: ({ name }) => name },
        { title: 'template', of: ({ document }) => document.template ?? '' },
        { title: 'status', of: ({ status }) => status },
        { title: 'rule', of: ({ rule }) => rule },
        ...idColumn<ContractView>(ids),
      ],
      'No agreement is in force yet. "icnctl governance templates" shows those that come with the software.',
    ),
  };
}

const countOf = (proposal: ProposalView, choice: string): number =>
  proposal.ballots.filter((ballot) => ballot.choice === choice).length;

function standing(proposal: ProposalView): string {
  const { result } = proposal;
  const [yes, no, abstain] = result
    ? [result.yes, result.no, result.abstain]
    : ['yes', 'no', 'abstain'].map((choice) => countOf(proposal, choice));
  return `${yes} yes, ${no} no, ${abstain} abstain of ${result?.electorate ?? proposal.electorate.length}`;
}

function showProposals(proposals: readonly ProposalView[], ids: boolean): Outcome {
  return {
    json: {
      proposals: proposals.map((proposal) => ({
        id: proposal.id,
        title: proposal.name,
        status: proposal.status,
        by: { id: proposal.by.id, name: proposal.by.name },
        opened: proposal.opened,
        deadline: proposal.deadline ?? null,
        votes: {
          yes: countOf(proposal, 'yes'),
          no: countOf(proposal, 'no'),
          abstain: countOf(proposal, 'abstain'),
        },
        electorate: proposal.electorate.length,
        executed: proposal.result?.executed ?? null,
      })),
    },
    text: table(
      proposals,
      [
        { title: 'title', of: ({ name }) => name },
        { title: 'status', of: ({ status }) => status },
        { title: 'until', of: ({ deadline }) => (deadline === undefined ? '' : moment(deadline)) },
        { title: 'votes', of: standing },
        ...idColumn<ProposalView>(ids),
      ],
      'There are no proposals yet.',
    ),
  };
}

function showProposal(proposal: ProposalView): Outcome {
  const { result, deadline } = proposal;
  const end =
    result === undefined
      ? `Open until ${deadline === undefined ? 'a checkpoint sets its end' : `${moment(deadline)} UTC`}.`
      : `It ${proposal.status}${result.executed ? ' and was carried out' : ''}${result.reason === null ? '' : `, but was not carried out: ${result.reason}`}.`;
  return {
    json: {
      id: proposal.id,
      title: proposal.name,
      text: proposal.text,
      status: proposal.status,
      by: { id: proposal.by.id, name: proposal.by.name },
      contract: { id: proposal.contract.id, name: proposal.contract.name },
      effect: JSON.parse(JSON.stringify(proposal.effect)) as Json,
      preview: proposal.preview,
      rule: proposal.rule,
      opened: proposal.opened,
      deadline: deadline ?? null,
      electorate: proposal.electorate.map(({ id, name }) => ({ id, name })),
      ballots: proposal.ballots.map(({ member, choice, at, reason }) => ({
        member: { id: member.id, name: member.name },
        choice,
        at,
        reason: reason ?? null,
      })),
      result: result === undefined ? null : { ...result },
    },
    text: [
      `${safe(proposal.name)}, by ${safe(proposal.by.name)} under "${safe(proposal.contract.name)}"`,
      ...(proposal.text === proposal.name ? [] : [proposal.text.split('\n').map(safe).join('\n')]),
      '',
      proposal.preview,
      proposal.rule,
      `${end} ${standing(proposal)}.`,
      ...proposal.ballots.map(
        ({ member, choice, reason }) =>
          `  ${safe(member.name)}: ${choice}${reason === undefined ? '' : ` (${safe(reason)})`}`,
      ),
    ].join('\n'),
  };
}

/** Queries about contracts and proposals. */
import { explainRule } from 'icn-ccl';
import { compareKeys, type Hex } from 'icn-core';
import {
  ballotKey,
  ballotTable,
  contractTable,
  previewEffect,
  proposalTable,
  type Names,
  type ProposalRow,
} from 'icn-governance';
import { activeElectors } from 'icn-identity';
import type { ContractView, Named, ProposalView } from '../views.ts';
import { accountNamed, memberNamed, textOf, type Books } from './names.ts';

/** All contracts, those in force first, then by age. */
export function listContracts(books: Books): readonly ContractView[] {
  const electorate = activeElectors(books.state).length;
  return books.state
    .entries(contractTable)
    .map(([id, row]): ContractView => ({
      id,
      name: row.document.name,
      document: row.document,
      status: row.status,
      by: row.by === null ? undefined : memberNamed(books, row.by),
      at: row.at,
      rule: explainRule(row.document.rule, electorate),
    }))
    .toSorted(
      (a, b) =>
        Number(a.status === 'retired') - Number(b.status === 'retired') ||
        a.at - b.at ||
        compareKeys(a.id, b.id),
    );
}

/** All proposals, oldest first. */
export function listProposals(books: Books): readonly ProposalView[] {
  const names = namesFor(books);
  return books.state
    .entries(proposalTable)
    .toSorted(([a, x], [b, y]) => x.opened - y.opened || compareKeys(a, b))
    .map(([id, row]) => proposalView(books, id, row, names));
}

function namesFor(books: Books): Names {
  return {
    member: (id) => memberNamed(books, id).name,
    account: (id) => accountNamed(books, id).name,
    contract: (id) => contractNamed(books, id).name,
    node: (key) => `the node ${key.slice(0, 8)}`,
    electorate: activeElectors(books.state).length,
  };
}

function contractNamed({ state }: Books, id: Hex): Named {
  return { id, name: state.get(contractTable, id)?.document.name ?? '(unknown contract)' };
}

function proposalView(books: Books, id: Hex, row: ProposalRow, names: Names): ProposalView {
  const { state } = books;
  const rule = state.get(contractTable, row.contract)?.document.rule;
  const ballots = row.electorate.flatMap((member) => {
    const ballot = state.get(ballotTable, ballotKey(id, member));
    if (ballot === undefined) return [];
    const reason = textOf(books, ballot.event, 'reason');
    const { choice, at } = ballot;
    return [{ member: memberNamed(books, member), choice, at, reason }];
  });
  return {
    id,
    name: row.title,
    text: row.text,
    by: memberNamed(books, row.by),
    contract: contractNamed(books, row.contract),
    effect: row.effect,
    preview: previewEffect(row.effect, names),
    rule: rule === undefined ? '' : explainRule(rule, row.electorate.length),
    opened: row.opened,
    deadline: row.deadline ?? undefined,
    status: row.status,
    electorate: row.electorate.map((member) => memberNamed(books, member)),
    ballots,
    result: row.result ?? undefined,
  };
}

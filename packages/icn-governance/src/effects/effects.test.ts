/**
 * Each effect: its codes in their documented order, when the proposal is opened and when it is executed; what it
 * changes; and what it says about itself.
 */
import { builtInFloors, dayMs, type Hex } from 'icn-core';
import {
  anchorsKey,
  anchorsTable,
  coopKey,
  coopTable,
  memberTable,
  policyKey,
  policyTable,
} from 'icn-identity';
import { entryTable } from 'icn-ledger';
import { describe, expect, it } from 'vitest';
import { executionId } from '../closing.ts';
import { contractTable } from '../contract-table.ts';
import {
  assertPlain,
  Coop,
  coopId,
  idOf,
  ownDocument,
  sha256,
  start,
  tenPeople,
} from '../testing/coop.ts';
import type { Names } from './effect.ts';
import { checkEffect, previewEffect, type Effect } from './effects.ts';

const majority = { share: [1, 2], strict: true, of: 'electorate', quorum: 0 } as const;
const twoThirds = { share: [2, 3], strict: false, of: 'electorate', quorum: 0 } as const;
const weak = { share: [1, 2], strict: true, of: 'cast', quorum: 0 } as const;
const project = idOf('project account');
const invitation = idOf('invitation');

function scene(people = tenPeople): Coop {
  const coop = new Coop(people);
  coop.member('kim', { status: 'joined' });
  coop.member('lee', { status: 'left' });
  coop.account(project, 'coop', 100);
  coop.account(invitation, 'provisional', 100);
  return coop;
}

const transfer = (from: Hex, to: Hex, minutes = 60): Effect => ({
  kind: 'ledger.transfer',
  from,
  to,
  minutes,
});
const floors = (rule: typeof majority | typeof twoThirds | typeof weak): Effect => ({
  kind: 'policy.set',
  changes: { floors: { 'policy.set': rule } },
});
const coordinators = (...names: string[]): Effect => ({
  kind: 'policy.set',
  changes: { coordinators: names.map(idOf).toSorted((a, b) => (a < b ? -1 : 1)) },
});
const [ana, ben, kim, lee] = ['ana', 'ben', 'kim', 'lee'].map(idOf) as [Hex, Hex, Hex, Hex];

describe('checks', () => {
  it.each<[string, Effect, string | undefined, string | undefined]>([
    ['nothing', { kind: 'none' }, undefined, undefined],
    ["from a member's account", transfer(ana, ben), 'not-a-coop-account', 'not-a-coop-account'],
    [
      'from a provisional account',
      transfer(invitation, ben),
      'not-a-coop-account',
      'not-a-coop-account',
    ],
    ['from nowhere', transfer(idOf('x'), idOf('x')), 'not-a-coop-account', 'not-a-coop-account'],
    ['to nowhere', transfer(coopId, idOf('x')), 'account-unknown', 'account-unknown'],
    [
      'to a provisional account',
      transfer(coopId, invitation),
      'account-unknown',
      'account-unknown',
    ],
    ['to itself', transfer(coopId, coopId, 9999), 'same-account', 'same-account'],
    ['beyond the limit', transfer(project, ana, 701), undefined, 'over-limit'],
    ['up to the limit', transfer(project, ana, 700), undefined, undefined],
    ['admitting nobody', admit('x'), 'member-unknown', 'member-unknown'],
    ['admitting a member', admit('ana'), 'not-waiting', 'not-waiting'],
    ['admitting who left', admit('lee'), 'not-waiting', 'not-waiting'],
    ['admitting who waits', admit('kim'), undefined, undefined],
    ['removing nobody', remove('x'), 'member-unknown', 'member-unknown'],
    ['removing who left', remove('lee'), 'not-a-member', 'not-a-member'],
    ['removing who waits', remove('kim'), undefined, undefined],
    ['removing a member', remove('ana'), undefined, undefined],
    ['an unknown coordinator', coordinators('x'), 'member-unknown', 'member-unknown'],
    ['known coordinators', coordinators('ana', 'ben'), undefined, undefined],
    ['a floor below the first one', floors(weak), 'below-floor', 'below-floor'],
    ['a floor as it is', floors(majority), undefined, undefined],
    ["a floor above the contract's rule", floors(twoThirds), 'floor-too-high', 'floor-too-high'],
    ['a weak contract', deploy(weak), 'below-floor', 'below-floor'],
    ['a contract at the floor', deploy(majority), undefined, undefined],
    [
      'the end of an unknown contract',
      { kind: 'contract.retire', contract: idOf('x') },
      'contract-not-active',
      'contract-not-active',
    ],
    ['other anchors', { kind: 'anchors.set', anchors: [idOf('n')] }, undefined, undefined],
  ])('%s', (_name, effect, atOpening, atExecution) => {
    const { state } = scene();
    const check = (moment: 'opening' | 'execution') => {
      const refusal = checkEffect(state, effect, { moment, rule: majority });
      if (refusal !== undefined) assertPlain(refusal);
      return refusal?.code;
    };
    expect(check('opening')).toBe(atOpening);
    expect(check('execution')).toBe(atExecution);
  });

  it('keeps the last member', () => {
    const coop = scene(['ana']);
    const occasion = { moment: 'opening', rule: majority } as const;
    expect(checkEffect(coop.state, remove('ana'), occasion)?.code).toBe('last-member');
    expect(checkEffect(coop.state, remove('kim'), occasion)).toBeUndefined();
  });
});

describe('what happens', () => {
  /** Everybody says yes to the effect; the proposal's id. */
  function decide(coop: Coop, template: string, effect: Effect): Hex {
    const id = coop.open(coop.contract(template), effect);
    coop.ballots(id, 'y'.repeat(10));
    coop.closeAt(start + 8 * dayMs);
    expect(coop.proposal(id).result).toMatchObject({ executed: true, reason: null });
    return executionId(id, { sha256 });
  }

  it('moves hours, as an entry of its own', () => {
    const coop = scene();
    const id = decide(coop, 'budget-approval', transfer(project, ben, 60));
    expect([coop.balance(project), coop.balance(ben)]).toEqual([40, 60]);
    expect(coop.state.get(entryTable, id)).toEqual({
      kind: 'effect',
      from: project,
      to: ben,
      minutes: 60,
      status: 'posted',
      author: null,
      at: start + 8 * dayMs,
      day: null,
      confirmed: null,
      of: null,
    });
  });

  it('admits', () => {
    const coop = scene();
    decide(coop, 'membership', admit('kim'));
    const expected = { status: 'active', by: 'vote', activated: start + 8 * dayMs };
    expect(coop.state.get(memberTable, kim)).toMatchObject(expected);
    expect(coop.state.get(coopTable, coopKey)?.active).toBe(11);
  });

  it('removes, also from the coordinators', () => {
    const coop = scene();
    decide(coop, 'membership', remove('ana'));
    expect(coop.state.get(memberTable, ana)?.status).toBe('removed');
    expect(coop.state.get(coopTable, coopKey)?.active).toBe(9);
    expect(coop.state.get(policyTable, policyKey)?.coordinators).toEqual([]);
  });

  it('sets the policy, floors one by one', () => {
    const coop = scene();
    const changes = { creditLimit: 5, floors: { 'member.remove': twoThirds } };
    decide(coop, 'policy-change', { kind: 'policy.set', changes });
    expect(coop.state.get(policyTable, policyKey)).toMatchObject({
      creditLimit: 5,
      commonLimit: 600,
      floors: { ...builtInFloors, 'member.remove': twoThirds },
      genesisFloors: builtInFloors,
    });
  });

  it('brings a contract into force', () => {
    const coop = scene();
    const document = ownDocument({ rule: majority, effects: ['member.remove'] });
    const id = decide(coop, 'policy-change', { kind: 'contract.deploy', document });
    const row = { document, status: 'active', by: null, at: start + 8 * dayMs };
    expect(coop.state.get(contractTable, id)).toEqual(row);
  });

  it('retires a contract', () => {
    const coop = scene();
    const contract = coop.contract('simple-vote');
    decide(coop, 'policy-change', { kind: 'contract.retire', contract });
    expect(coop.state.get(contractTable, contract)?.status).toBe('retired');
  });

  it('replaces the anchors', () => {
    const coop = scene();
    decide(coop, 'policy-change', { kind: 'anchors.set', anchors: [idOf('n')] });
    expect(coop.state.get(anchorsTable, anchorsKey)).toEqual({ keys: [idOf('n')] });
  });
});

describe('previews', () => {
  const words = new Map([
    [ana, 'Ana'],
    [ben, 'Ben'],
    [kim, 'Kim'],
    [lee, 'Lee'],
    [coopId, 'Common fund'],
    [idOf('n1'), "Ana's node"],
    [idOf('n2'), "Ben's node"],
    [idOf('n3'), "Kim's node"],
  ]);
  const named = (id: Hex): string => words.get(id) ?? 'unknown';
  const names: Names = {
    member: named,
    account: named,
    contract: () => 'Simple vote',
    node: named,
    electorate: 10,
  };
  it.each<[Effect, string]>([
    [
      { kind: 'none' },
      'The decision is recorded. The software does nothing else; it is for you to carry it out.',
    ],
    [
      transfer(coopId, ben, 630),
      '10:30 hours move from Common fund to Ben, if the account holds enough when the vote closes.',
    ],
    [admit('kim'), 'Kim becomes an active member, with a vote and an account of their own.'],
    [
      remove('ben'),
      'Ben stops being a member and can no longer vote, pay or log hours. Their balance and all records stay as they are.',
    ],
    [
      { kind: 'policy.set', changes: { coordinators: [ana, ben], creditLimit: 2400 } },
      'Coordinators are then Ana and Ben. Members can then go 40:00 hours below zero.',
    ],
    [
      { kind: 'policy.set', changes: { admissionDelay: 3 * dayMs, confirmHours: false } },
      'The time for objections to a newcomer is then 3 days. Logged hours then count at once.',
    ],
    [
      {
        kind: 'policy.set',
        changes: { vouchesFew: 1, vouchesMany: 3, fewBelow: 5, commonLimit: 0 },
      },
      'Common accounts can then go 0:00 hours below zero by a payment. ' +
        'A small cooperative then asks for one vouch for each newcomer. ' +
        'A larger cooperative then asks for 3 vouches for each newcomer. ' +
        'The cooperative then counts as small below 5 active members.',
    ],
    [
      floors(twoThirds),
      'The least that a vote on the rules of the cooperative then needs: ' +
        'It passes with at least two thirds of all who may vote: at least 7 yes from 10 members.',
    ],
    [
      deploy(majority),
      'The contract "Our own" comes into force. For a proposal under it: ' +
        'It passes with more than half of all who may vote: at least 6 yes from 10 members.',
    ],
    [
      { kind: 'contract.retire', contract: idOf('x') },
      'No new proposals can be opened under "Simple vote". Those that are open now run to their end.',
    ],
    [
      { kind: 'anchors.set', anchors: [idOf('n1')] },
      "From then on Ana's node alone makes the record final.",
    ],
    [
      { kind: 'anchors.set', anchors: ['n1', 'n2', 'n3'].map(idOf) },
      "From then on Ana's node, Ben's node and Kim's node make the record final; any two of them have to agree.",
    ],
  ])('%j', (effect, sentence) => {
    expect(previewEffect(effect, names)).toBe(sentence);
  });
});

function admit(name: string): Effect {
  return { kind: 'member.admit', member: idOf(name) };
}

function remove(name: string): Effect {
  return { kind: 'member.remove', member: idOf(name) };
}

function deploy(rule: typeof majority | typeof weak): Effect {
  return { kind: 'contract.deploy', document: ownDocument({ rule, effects: ['policy.set'] }) };
}

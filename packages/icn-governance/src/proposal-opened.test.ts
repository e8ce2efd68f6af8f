/** `proposal.opened`: codes in their documented order, and what is frozen. */
import { builtInFloors } from 'icn-core';
import { policyKey, policyTable } from 'icn-identity';
import { describe, expect, it } from 'vitest';
import { proposalOpened } from './proposal-opened.ts';
import { contractTable } from './contract-table.ts';
import { openProposalTable, proposalTable } from './proposal-tables.ts';
import { Coop, coopId, idOf, ownDocument, start, tenPeople } from './testing/coop.ts';

const title = 'Paint the shop';
const text = 'In blue.\nOr green.';
const removal = { kind: 'member.remove', member: idOf('nobody') } as const;

describe('proposal.opened', () => {
  const cases: readonly [string, (coop: Coop) => string, string | undefined][] = [
    [
      'somebody who waits, unknown contract',
      (coop) => tried(coop, 'waiting', 'none'),
      'not-active',
    ],
    ['an unknown contract', (coop) => tried(coop, 'ana', 'none'), 'contract-not-active'],
    ['a retired contract', (coop) => tried(coop, 'ana', 'retired'), 'contract-not-active'],
    ['another effect', (coop) => tried(coop, 'ana', 'simple-vote', removal), 'effect-not-allowed'],
    ['a contract below the floor', (coop) => tried(coop, 'ana', 'weak', removal), 'below-floor'],
    [
      'a full list, and an effect that is refused',
      (coop) => {
        fill(coop, 100);
        return tried(coop, 'ana', 'membership', removal);
      },
      'too-many-proposals',
    ],
    [
      'all places but one taken',
      (coop) => {
        fill(coop, 99);
        return tried(coop, 'jon', 'simple-vote');
      },
      undefined,
    ],
    [
      'all places taken by other members',
      (coop) => {
        fill(coop, 100);
        coop.member('kim');
        return tried(coop, 'kim', 'simple-vote');
      },
      'too-many-proposals',
    ],
    [
      'nine by the same member',
      (coop) => {
        fill(coop, 9);
        return tried(coop, 'ana', 'simple-vote');
      },
      undefined,
    ],
    [
      'ten by the same member',
      (coop) => {
        fill(coop, 10);
        return tried(coop, 'ana', 'simple-vote');
      },
      'too-many-proposals',
    ],
    [
      'ten by another member',
      (coop) => {
        fill(coop, 10);
        return tried(coop, 'ben', 'simple-vote');
      },
      undefined,
    ],
    [
      'an effect that is refused',
      (coop) => tried(coop, 'ana', 'membership', removal),
      'member-unknown',
    ],
    ['nothing wrong', (coop) => tried(coop, 'ana', 'simple-vote'), undefined],
  ];
  it.each(cases)('%s', (_name, act, code) => {
    const coop = new Coop();
    coop.member('waiting', { status: 'joined' });
    expect(act(coop) || undefined).toBe(code);
  });

  it('writes the proposal with its electorate frozen and its clock not started', () => {
    const coop = new Coop();
    coop.member('gia', { paused: true });
    coop.member('waiting', { status: 'joined' });
    coop.member('hal', { status: 'left' });
    const contract = coop.contract('simple-vote');
    const effect = { kind: 'none' } as const;
    const { id } = coop.submit(proposalOpened, 'ben', { contract, title, text, effect }, 5);
    const electors = tenPeople.filter((name) => name !== 'gia' && name !== 'hal').map(idOf);
    expect(coop.proposal(id)).toEqual({
      contract,
      by: idOf('ben'),
      title,
      text,
      effect,
      electorate: electors.toSorted((a, b) => (a < b ? -1 : 1)),
      opened: 5,
      deadline: null,
      status: 'open',
      result: null,
    });
    expect(coop.state.entries(openProposalTable)).toEqual([[id, null]]);
  });

  it.each([
    ['an empty title', { title: '' }],
    ['a title in two lines', { title: 'a\nb' }],
    ['a title too long', { title: 'x'.repeat(121) }],
    ['a text too long', { text: 'x'.repeat(8001) }],
    ['a text that turns the direction', { text: 'to \u202eevil' }],
    ['a negative amount', { effect: transfer(-5) }],
    ['nothing to move', { effect: transfer(0) }],
    ['half a minute', { effect: transfer(0.5) }],
  ])('refuses %s by its shape', (_name, change) => {
    const coop = new Coop();
    const contract = coop.contract('budget-approval');
    const content = { contract, title, text, effect: transfer(60), ...change };
    expect(coop.submit(proposalOpened, 'ana', content).code).toBe('wrong-body');
    expect(coop.state.entries(proposalTable)).toEqual([]);
  });

  it('names the public keys of its effect, for validity', () => {
    const anchors = [idOf('a node')];
    const content = {
      contract: coopId,
      title,
      text,
      effect: { kind: 'anchors.set', anchors },
    } as const;
    expect(proposalOpened.keys?.(content)).toEqual(anchors);
    expect(proposalOpened.keys?.({ ...content, effect: { kind: 'none' } })).toEqual([]);
  });
});

function transfer(minutes: number) {
  return { kind: 'ledger.transfer', from: coopId, to: idOf('ana'), minutes } as const;
}

/** Opens under a contract of this name; the code, or nothing when it took effect. */
function tried(
  coop: Coop,
  author: string,
  contract: string,
  effect: { readonly kind: 'none' } | typeof removal = { kind: 'none' },
): string {
  const content = { contract: contractNamed(coop, contract), title, text, effect };
  return coop.submit(proposalOpened, author, content, start).code ?? '';
}

function contractNamed(coop: Coop, name: string): string {
  if (name === 'none') return idOf('no contract');
  if (name === 'weak') {
    const strict = { share: [2, 3], strict: true, of: 'electorate', quorum: 0 } as const;
    const policy = coop.state.get(policyTable, policyKey);
    if (policy === undefined) throw new Error('no policy');
    const floors = { ...builtInFloors, 'member.remove': strict };
    const id = coop.contract('membership');
    coop.state.put(policyTable, policyKey, { ...policy, floors });
    return id;
  }
  if (name !== 'retired') return coop.contract(name);
  const id = coop.contract(ownDocument({}));
  const row = coop.state.get(contractTable, id);
  if (row !== undefined) coop.state.put(contractTable, id, { ...row, status: 'retired' });
  return id;
}

function fill(coop: Coop, count: number): void {
  const contract = coop.contract('simple-vote');
  for (let at = 0; at < count; at += 1) {
    coop.open(contract, { kind: 'none' }, count > 10 ? tenPeople[at % 10] : 'ana');
  }
}

/** Attacks on votes: each is a story of somebody who wants more than one vote, or what no vote may give. */
import { dayMs, encodeCbor, type CborValue } from 'icn-core';
import { memberTable, policyKey, policyTable } from 'icn-identity';
import { describe, expect, it } from 'vitest';
import { contractDeployed } from './contract-deployed.ts';
import { executionId } from './closing.ts';
import { proposalOpened } from './proposal-opened.ts';
import { contractTable } from './contract-table.ts';
import { ballotTable } from './proposal-tables.ts';
import { Coop, coopId, idOf, ownDocument, sha256, shippedDocument, start } from './testing/coop.ts';

const deadline = start + 7 * dayMs;
const majority = { share: [1, 2], strict: true, of: 'electorate', quorum: 0 } as const;
const twoThirds = { share: [2, 3], strict: false, of: 'electorate', quorum: 0 } as const;

describe('weak contracts', () => {
  it('one member cannot bring one into force under the name of a shipped one', () => {
    const coop = new Coop();
    const document = shippedDocument('budget-approval', {
      rule: { share: [1, 2], strict: true, of: 'cast', quorum: 0 },
    });
    expect(coop.submit(contractDeployed, 'ana', { document }).code).toBe('below-floor');
  });

  it('a vote cannot bring one into force either, even if the floor rose while voting', () => {
    const coop = new Coop();
    const document = ownDocument({ rule: majority, effects: ['member.remove'] });
    const id = coop.open(coop.contract('policy-change'), { kind: 'contract.deploy', document });
    raiseFloor(coop, 'member.remove');
    coop.ballots(id, 'y'.repeat(10));
    coop.closeAt(start + 1);
    expect(coop.proposal(id).result).toMatchObject({ executed: false, reason: 'below-floor' });
    expect(coop.state.get(contractTable, executionId(id, { sha256 }))).toBeUndefined();
  });

  it('an old contract is no way around a floor that was raised', () => {
    const coop = new Coop();
    const contract = coop.contract('membership');
    raiseFloor(coop, 'member.remove');
    const effect = { kind: 'member.remove', member: idOf('ben') } as const;
    const content = { contract, title: 'Out', text: 'By the old rule.', effect };
    expect(coop.submit(proposalOpened, 'ana', content).code).toBe('below-floor');
  });

  it('members cannot lock themselves out of their own rules', () => {
    const coop = new Coop();
    const effect = {
      kind: 'policy.set',
      changes: { floors: { 'policy.set': twoThirds } },
    } as const;
    const content = { contract: coop.contract('policy-change'), title: 'Up', text: 'Up.', effect };
    expect(coop.submit(proposalOpened, 'ana', content).code).toBe('floor-too-high');
    const strict = coop.contract(ownDocument({ rule: twoThirds, effects: ['policy.set'] }));
    const id = coop.open(strict, effect);
    coop.ballots(id, 'yyyyyyy');
    coop.closeAt(deadline + 1);
    expect(coop.proposal(id).result?.executed).toBe(true);
    const back = { kind: 'policy.set', changes: { floors: { 'policy.set': majority } } } as const;
    expect(
      coop.submit(proposalOpened, 'ana', { ...content, contract: strict, effect: back }).code,
    ).toBe(undefined);
  });
});

describe("other people's money", () => {
  it('no vote takes from a member', () => {
    const coop = new Coop();
    coop.account(idOf('ben'), 'member', 500);
    const effect = { kind: 'ledger.transfer', from: idOf('ben'), to: coopId, minutes: 5 } as const;
    const contract = coop.contract('budget-approval');
    const content = { contract, title: 'Fair', text: 'He has enough.', effect };
    expect(coop.submit(proposalOpened, 'ana', content).code).toBe('not-a-coop-account');
  });
});

describe('more votes than one', () => {
  it('a puppet who is admitted while voting runs cannot vote, nor by a second device', () => {
    const coop = new Coop(['ana', 'ben', 'cleo']);
    coop.member('puppet', { status: 'joined' });
    const contract = coop.contract('membership');
    const question = coop.open(contract, { kind: 'member.remove', member: idOf('cleo') });
    const admission = coop.open(contract, { kind: 'member.admit', member: idOf('puppet') });
    expect(coop.vote(question, 'puppet', 'yes')).toBe('not-active');
    coop.ballots(admission, 'yyy', ['ana', 'ben', 'cleo']);
    coop.closeAt(start + 1);
    expect(coop.state.get(memberTable, idOf('puppet'))?.status).toBe('active');
    expect(coop.vote(question, 'puppet', 'yes')).toBe('not-an-elector');
    expect(coop.proposal(question).electorate).not.toContain(idOf('puppet'));
    coop.vote(question, 'ana', 'yes');
    coop.closeAt(deadline + 1);
    expect(coop.proposal(question)).toMatchObject({ status: 'failed', result: { electorate: 3 } });
  });

  it('who is removed cannot vote on, and their ballot does not count', () => {
    const coop = new Coop(['ana', 'ben', 'cleo']);
    const contract = coop.contract('membership');
    const question = coop.open(contract, { kind: 'member.remove', member: idOf('ana') });
    coop.vote(question, 'cleo', 'yes');
    coop.vote(question, 'ben', 'yes');
    const removal = coop.open(contract, { kind: 'member.remove', member: idOf('cleo') });
    coop.ballots(removal, 'yyn', ['ana', 'ben', 'cleo']);
    coop.closeAt(start + 1);
    expect(coop.vote(question, 'cleo', 'yes')).toBe('not-a-member');
    coop.closeAt(deadline + 1);
    const result = { yes: 1, electorate: 2, executed: false };
    expect(coop.proposal(question)).toMatchObject({ status: 'failed', result });
  });

  it('voting twice is one vote', () => {
    const coop = new Coop();
    const id = coop.open(coop.contract('quorum-vote'));
    for (let times = 0; times < 9; times += 1) coop.vote(id, 'ana', 'yes');
    coop.closeAt(deadline + 1);
    expect(coop.proposal(id)).toMatchObject({ status: 'failed', result: { yes: 1 } });
  });
});

describe('time', () => {
  it('a proposal and its votes dated back to before the deadline do not pass behind backs', () => {
    const coop = new Coop();
    const contract = coop.contract('budget-approval');
    const effect = { kind: 'ledger.transfer', from: coopId, to: idOf('ana'), minutes: 5 } as const;
    const past = start - 30 * dayMs;
    const content = { contract, title: 'Old news', text: 'Passed long ago.', effect };
    const { id } = coop.submit(proposalOpened, 'ana', content, past);
    for (const name of ['ana', 'ben', 'cleo', 'dan', 'eva']) coop.vote(id, name, 'yes', past + 1);
    coop.closeAt(start);
    expect(coop.proposal(id)).toMatchObject({ status: 'open', deadline });
    for (const name of ['finn', 'gia', 'hal', 'ida', 'jon']) coop.vote(id, name, 'no', start + 1);
    coop.closeAt(deadline + 1);
    expect(coop.proposal(id).status).toBe('failed');
  });
});

describe('texts', () => {
  it.each([
    "Robert'); DROP TABLE proposal; --",
    '<img src=x onerror=alert(1)><script>fetch("/")</script>',
    '${process.exit(1)} {{constructor}} %00 %s',
    '__proto__',
    '=HYPERLINK("http://x","y")',
  ])('%s stays what it is', (words) => {
    const coop = new Coop();
    const contract = coop.contract('simple-vote');
    const content = { contract, title: words, text: words, effect: { kind: 'none' } } as const;
    const { code, id } = coop.submit(proposalOpened, 'ana', content);
    expect(code).toBeUndefined();
    const row = coop.proposal(id);
    expect([row.title, row.text]).toEqual([words, words]);
    expect(encodeCbor(row as CborValue)).toBeInstanceOf(Uint8Array);
    coop.vote(id, 'ana', 'yes');
    expect(coop.state.entries(ballotTable).length).toBe(1);
  });
});

function raiseFloor(coop: Coop, effect: 'member.remove'): void {
  const policy = coop.state.get(policyTable, policyKey);
  if (policy === undefined) throw new Error('no policy');
  const floors = { ...policy.floors, [effect]: twoThirds };
  coop.state.put(policyTable, policyKey, { ...policy, floors });
}

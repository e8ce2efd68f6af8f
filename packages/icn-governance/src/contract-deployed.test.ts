/** `contract.deployed`: codes in their documented order, and the effect. */
import { builtInFloors, dayMs } from 'icn-core';
import { policyKey, policyTable } from 'icn-identity';
import { describe, expect, it } from 'vitest';
import { contractDeployed } from './contract-deployed.ts';
import { contractTable } from './contract-table.ts';
import { Coop, idOf, ownDocument, shippedDocument, start } from './testing/coop.ts';

const strict = { share: [2, 3], strict: true, of: 'electorate', quorum: 0 } as const;

describe('contract.deployed', () => {
  const simple = shippedDocument('simple-vote');
  const budget = shippedDocument('budget-approval');
  it.each([
    ['a stranger', 'zoe', simple, 'not-enrolled'],
    ['somebody who waits', 'waiting', simple, 'not-active'],
    ['somebody who left', 'gone', simple, 'not-a-member'],
    ['a stranger with a weak contract', 'zoe', { ...budget, rule: simple.rule }, 'not-enrolled'],
    ['a weak rule', 'ana', { ...budget, rule: simple.rule }, 'below-floor'],
    [
      'one effect too many for the rule',
      'ana',
      { ...budget, effects: ['ledger.transfer', 'policy.set'] as const },
      'below-floor',
    ],
    ['a weak rule by hand', 'ana', ownDocument({ effects: ['policy.set'] }), 'below-floor'],
    ['a strong rule by hand', 'ana', ownDocument({ rule: strict }), 'needs-vote'],
    ['a shipped one with another rule', 'ana', { ...simple, rule: strict }, 'needs-vote'],
    [
      'a shipped one with another text',
      'ana',
      { ...simple, explanation: 'Trust me.' },
      'needs-vote',
    ],
    ['a shipped one, shorter', 'ana', { ...budget, duration: dayMs }, 'needs-vote'],
    ['a shipped one', 'ana', simple, undefined],
    ['a shipped one with an effect', 'ben', budget, undefined],
  ])('%s', (_name, author, document, code) => {
    const coop = new Coop();
    coop.member('waiting', { status: 'joined' });
    coop.member('gone', { status: 'left' });
    const result = coop.submit(contractDeployed, author, { document });
    expect(result.code).toBe(code);
    const row = { document, status: 'active', by: idOf(author), at: start };
    expect(coop.state.get(contractTable, result.id)).toEqual(code === undefined ? row : undefined);
  });

  it("is refused below the cooperative's own, higher floor", () => {
    const coop = new Coop();
    const policy = coop.state.get(policyTable, policyKey);
    if (policy === undefined) throw new Error('no policy');
    const floors = { ...builtInFloors, 'member.remove': strict };
    coop.state.put(policyTable, policyKey, { ...policy, floors });
    const document = shippedDocument('membership');
    expect(coop.submit(contractDeployed, 'ana', { document }).code).toBe('below-floor');
  });

  it('takes the body by its shape only', () => {
    const document = { ...shippedDocument('simple-vote'), hook: 'eval' };
    expect(new Coop().submit(contractDeployed, 'ana', { document }).code).toBe('wrong-body');
  });
});

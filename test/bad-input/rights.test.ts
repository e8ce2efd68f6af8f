/** Well-formed, well-signed, and not allowed: what only the rules of the cooperative can refuse. */
import { fromHex, isRejection, type Hex } from 'icn-core';
import { memberTable } from 'icn-identity';
import { accountTable, entryTable, heldTable } from 'icn-ledger';
import { stateOf } from 'icn-replica';
import { describe, expect, it } from 'vitest';
import { Bakery, dayMs, shipped } from './bakery.ts';
import { expectClear, expectInvalid, expectVoid, snapshotOf } from './expectations.ts';
import { rewrite } from './rewrite.ts';

const ten = ['ana', 'ben', 'cleo', 'dan', 'eva', 'finn', 'gia', 'hal', 'ida', 'jon'];
const finalOf = (bakery: Bakery) => stateOf(bakery.replica, 'final');
const balance = (bakery: Bakery, account: Hex): number | undefined =>
  finalOf(bakery).get(accountTable, account)?.balance;
const sumOf = (bakery: Bakery): number =>
  finalOf(bakery)
    .entries(accountTable)
    .reduce((sum, [, row]) => sum + row.balance, 0);

describe('payments over the limit', () => {
  const bakery = new Bakery();
  const [ben, cleo] = [bakery.person('ben'), bakery.person('cleo')];
  const pay = (by: string, to: Hex, minutes: number) =>
    bakery.next(by, 'ledger.transferred', { to, minutes });

  it('refused at submission, with what can still be paid', () => {
    const before = snapshotOf(bakery);
    const refused = bakery.submit(pay('ben', cleo.member, 601).wire);
    expect(isRejection(refused) && refused.code).toBe('over-limit');
    if (!isRejection(refused)) return;
    expectClear(refused);
    expect(refused.sentence).toContain('10:00');
    expect(snapshotOf(bakery)).toEqual(before);
  });

  it('held in the fold: nothing moves until it is covered, then it is posted', () => {
    const over = pay('ben', cleo.member, 601);
    bakery.receive(over.wire);
    bakery.settle();
    expect(finalOf(bakery).get(entryTable, over.id)?.status).toBe('held');
    expect(finalOf(bakery).get(heldTable, ben.member)).toEqual([over.id]);
    expect([balance(bakery, ben.member), balance(bakery, cleo.member)]).toEqual([0, 0]);
    const waiting = bakery.submit(pay('ben', cleo.member, 1).wire);
    expect(isRejection(waiting) && waiting.code).toBe('held-waiting');
    if (isRejection(waiting)) expectClear(waiting);
    bakery.write('cleo', 'ledger.transferred', { to: ben.member, minutes: 1 });
    bakery.settle();
    expect(finalOf(bakery).get(entryTable, over.id)?.status).toBe('posted');
    expect(finalOf(bakery).get(heldTable, ben.member)).toBe(undefined);
    expect([balance(bakery, ben.member), balance(bakery, cleo.member)]).toEqual([-600, 600]);
    expect(sumOf(bakery)).toBe(0);
  });

  it('the twenty-first that waits is void', () => {
    const own = new Bakery();
    const to = own.person('cleo').member;
    for (let i = 0; i < 20; i += 1) {
      own.receive(own.next('ben', 'ledger.transferred', { to, minutes: 700 }).wire);
    }
    const one = own.next('ben', 'ledger.transferred', { to, minutes: 700 });
    expectVoidAlone(own, one.wire, one.id, 'too-many-held');
    expect(balance(own, to)).toBe(0);
  });

  it('to oneself, and to an account that is not there', () => {
    expectVoid(bakery, pay('cleo', cleo.member, 5), 'same-account');
    expectVoid(bakery, pay('cleo', 'ab'.repeat(32), 5), 'account-unknown');
  });

  it('more hours than a day has', () => {
    const day = Math.floor(bakery.now / dayMs);
    const log = (minutes: number, on = day) =>
      bakery.next('cleo', 'hours.logged', { day: on, minutes });
    bakery.must(log(1440).wire);
    expectVoid(bakery, log(1), 'hours-over-day');
    expectVoid(bakery, log(1, day + 2), 'day-out-of-range');
  });
});

/** Refused at submission and void in the fold, where other effects of the same batch are wanted. */
function expectVoidAlone(bakery: Bakery, wire: Uint8Array, id: Hex, code: string): void {
  const refused = bakery.submit(wire);
  expect(isRejection(refused) && refused.code).toBe(code);
  bakery.receive(wire);
  bakery.settle();
  expect(finalOf(bakery).get(entryTable, id)).toBe(undefined);
}

describe('twenty puppets invited and vouched in by two colluders', () => {
  const bakery = new Bakery({ people: ten });
  const colluders = ['ana', 'ben'];
  const puppets = Array.from({ length: 20 }, (_, i) => `puppet ${i + 1}`);
  const activePuppets = () =>
    puppets.filter(
      (name) => finalOf(bakery).get(memberTable, bakery.person(name).member)?.status === 'active',
    );

  it('two wait for three days, the others are refused', () => {
    const refusals: string[] = [];
    for (const puppet of puppets) {
      const { member } = bakery.join(puppet, 'ana');
      for (const colluder of colluders) {
        const result = bakery.submit(bakery.next(colluder, 'member.vouched', { member }).wire);
        if (!isRejection(result)) continue;
        expectClear(result);
        refusals.push(result.code);
      }
    }
    bakery.settle();
    expect(refusals).toEqual(Array.from({ length: 18 }, () => 'admission-limit'));
    expect(activePuppets()).toEqual([]);
  });

  it('the same vouches brought past the node by a peer are void', () => {
    const { member } = bakery.person('puppet 20');
    expectVoid(bakery, bakery.next('ben', 'member.vouched', { member }), 'admission-limit');
    expect(activePuppets()).toEqual([]);
  });

  it('one objection by any member turns an admission into a vote', () => {
    const { member } = bakery.person('puppet 1');
    bakery.write('jon', 'member.objected', { member });
    expectVoid(bakery, bakery.next('cleo', 'member.vouched', { member }), 'needs-vote');
  });

  it('after the delay at most two are in, and they can vouch for nobody', () => {
    bakery.settle();
    bakery.settle(3 * dayMs + 10_000);
    expect(activePuppets()).toEqual(['puppet 2']);
    const { member } = bakery.person('puppet 3');
    expectVoid(bakery, bakery.next('puppet 2', 'member.vouched', { member }), 'vouch-too-soon');
  });

  it('those who wait have no vote, no credit and no part in anything', () => {
    const waiting = bakery.person('puppet 5');
    const to = bakery.person('ana').member;
    const pay = { to, minutes: 1 };
    expectVoid(bakery, bakery.next(waiting, 'ledger.transferred', pay), 'not-active');
    const document = shipped('simple-vote');
    expectVoid(bakery, bakery.next(waiting, 'contract.deployed', { document }), 'not-active');
  });
});

describe('contracts below the floors', () => {
  const bakery = new Bakery();
  const good = shipped('budget-approval');

  it('a template with another rule than its own', () => {
    const rule = { ...good.rule, share: [1, 2] as const, quorum: 0 };
    const document = { ...good, rule };
    expectVoid(bakery, bakery.next('ben', 'contract.deployed', { document }), 'below-floor');
  });

  it('a quorum below half, a share below two thirds, and one vote of one', () => {
    for (const rule of [
      { ...good.rule, quorum: 49 },
      { ...good.rule, share: [65, 100] as const },
      { share: [1, 1000] as const, strict: false, of: 'cast' as const, quorum: 0 },
    ]) {
      const document = { ...good, template: null, parameters: {}, rule };
      expectVoid(bakery, bakery.next('ben', 'contract.deployed', { document }), 'below-floor');
    }
  });

  it('a removal of members by a plain majority of those who voted', () => {
    const membership = shipped('membership');
    const rule = { ...membership.rule, of: 'cast' as const };
    const document = { ...membership, template: null, parameters: {}, rule };
    expectVoid(bakery, bakery.next('ben', 'contract.deployed', { document }), 'below-floor');
  });

  it('above the floors but written by oneself: that needs a vote', () => {
    const document = { ...good, template: null, parameters: {}, name: 'My own rule' };
    expectVoid(bakery, bakery.next('ben', 'contract.deployed', { document }), 'needs-vote');
  });

  it('brought in by a vote', () => {
    const contract = bakery.deploy('ana', 'policy-change');
    const document = { ...good, template: null, parameters: {}, rule: { ...good.rule, quorum: 0 } };
    const proposal = {
      contract,
      title: 'Spend more easily',
      text: 'No quorum any more.',
      effect: { kind: 'contract.deploy', document },
    };
    expectVoid(bakery, bakery.next('ben', 'proposal.opened', proposal), 'below-floor');
  });

  it('the floors themselves lowered by a vote', () => {
    const contract = bakery.deploy('ana', 'policy-change');
    const floors = { 'ledger.transfer': { ...good.rule, quorum: 0 } };
    const effect = { kind: 'policy.set', changes: { floors } };
    const proposal = { contract, title: 'Lower', text: 'Lower the floor.', effect };
    expectVoid(bakery, bakery.next('ben', 'proposal.opened', proposal), 'below-floor');
  });

  it('a template out of its range is no document at all', () => {
    const document = shipped('budget-approval');
    const { wire } = bakery.next('ben', 'contract.deployed', { document });
    const signer = bakery.person('ben').signer;
    const rule = { ...document.rule, quorum: 101 };
    const body = { document: { ...document, rule } };
    expectInvalid(bakery, rewrite(wire, signer, { body }).wire, 'wrong-body');
  });
});

describe('transfers out of a member’s account', () => {
  const bakery = new Bakery();
  const [ben, cleo] = [bakery.person('ben'), bakery.person('cleo')];

  it('a payment names no payer: whoever signs it pays', () => {
    const { wire } = bakery.next('ben', 'ledger.transferred', { to: cleo.member, minutes: 5 });
    const body = { from: fromHex(cleo.member) };
    expectInvalid(bakery, rewrite(wire, ben.signer, { body }).wire, 'wrong-body');
  });

  it('by a vote, however unanimous', () => {
    const contract = bakery.deploy('ana', 'budget-approval');
    const effect = { kind: 'ledger.transfer', from: cleo.member, to: ben.member, minutes: 5 };
    const proposal = { contract, title: 'Take', text: 'Take it from Cleo.', effect };
    expectVoid(bakery, bakery.next('ben', 'proposal.opened', proposal), 'not-a-coop-account');
  });

  it('by a vote under a contract that is not made for it', () => {
    const contract = bakery.deploy('ana', 'simple-vote');
    const effect = { kind: 'ledger.transfer', from: bakery.coop, to: ben.member, minutes: 5 };
    const proposal = { contract, title: 'Spend', text: 'Without a quorum.', effect };
    expectVoid(bakery, bakery.next('ben', 'proposal.opened', proposal), 'effect-not-allowed');
  });

  it('by a correction of what is not one’s own', () => {
    const to = bakery.person('ana').member;
    const entry = bakery.write('cleo', 'ledger.transferred', { to, minutes: 60 });
    const content = { entry, minutes: 0 };
    const proposed = bakery.next('ben', 'ledger.correction-proposed', content);
    expectVoid(bakery, proposed, 'not-a-party');
  });
});

describe('votes outside the electorate', () => {
  const bakery = new Bakery();
  const contract = bakery.deploy('ana', 'quorum-vote', { duration: dayMs });
  const effect = { kind: 'none' };
  const open = (title: string): Hex => {
    const id = bakery.write('ana', 'proposal.opened', {
      contract,
      title,
      text: 'Shall we?',
      effect,
    });
    bakery.settle();
    return id;
  };
  const vote = (by: string, proposal: Hex, choice = 'yes') =>
    bakery.next(by, 'vote.cast', { proposal, choice });

  it('by someone who became a member after it was opened', () => {
    const proposal = open('Before Dan came');
    bakery.admit('dan', ['ana', 'ben']);
    bakery.settle();
    expectVoid(bakery, vote('dan', proposal), 'not-an-elector');
  });

  it('by someone who waits to be admitted', () => {
    bakery.join('eva', 'ana');
    expectVoid(bakery, vote('eva', open('While Eva waits')), 'not-active');
  });

  it('by someone who was away when it was opened', () => {
    bakery.write('ben', 'member.paused', {});
    bakery.settle();
    const proposal = open('While Ben is away');
    bakery.write('ben', 'member.resumed', {});
    expectVoid(bakery, vote('ben', proposal), 'not-an-elector');
  });

  it('on what is no proposal, and for what is no choice', () => {
    expectVoid(bakery, vote('cleo', 'ab'.repeat(32)), 'proposal-not-open');
    const { wire } = vote('cleo', open('A good one'));
    const changes = { body: { choice: 'YES' } };
    expectInvalid(bakery, rewrite(wire, bakery.person('cleo').signer, changes).wire, 'wrong-body');
  });

  it('after the end', () => {
    const proposal = open('Soon over');
    bakery.must(vote('cleo', proposal).wire);
    bakery.settle();
    bakery.now += dayMs + 1;
    const late = bakery.submit(vote('ben', proposal, 'no').wire);
    expect(isRejection(late) && late.code).toBe('late');
    if (isRejection(late)) expectClear(late);
    expectVoid(bakery, vote('ben', proposal, 'no'), 'proposal-not-open');
  });
});

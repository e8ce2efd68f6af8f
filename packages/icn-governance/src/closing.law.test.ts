/**
 * Laws of closing, over random stories: INV-GOV-1 (once, executed iff passed and the check holds), INV-GOV-3 (the order
 * of ballots is nothing), and the count against a plain model.
 */
import { dayMs } from 'icn-core';
import { passes, type Choice } from 'icn-ccl';
import { memberTable } from 'icn-identity';
import { accountTable, entryTable } from 'icn-ledger';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { executionId } from './closing.ts';
import { Coop, coopId, idOf, ownDocument, sha256, start, tenPeople } from './testing/coop.ts';

const deadline = start + 7 * dayMs;
const choice = fc.constantFrom<Choice>('yes', 'no', 'abstain');
const elector = fc.constantFrom(...tenPeople);

/** What may happen to an open proposal. */
type Step =
  | { readonly kind: 'vote'; readonly by: string; readonly choice: Choice; readonly when: number }
  | { readonly kind: 'leave' | 'pause'; readonly by: string };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('vote' as const),
      by: elector,
      choice,
      when: fc.integer({ min: deadline - 3, max: deadline + 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), by: elector }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pause' as const), by: elector }) },
);

function take(coop: Coop, proposal: string, taken: Step): void {
  if (taken.kind === 'vote') coop.vote(proposal, taken.by, taken.choice, taken.when);
  else if (taken.kind === 'leave') coop.member(taken.by, { status: 'left' });
  else if (coop.state.get(memberTable, idOf(taken.by))?.status === 'active') {
    coop.member(taken.by, { paused: true });
  }
}

/** The same story told plainly: the last vote in time of each who is still there. */
function model(steps: readonly Step[]) {
  const ballots = new Map<string, Choice>();
  const gone = new Set<string>();
  const paused = new Set<string>();
  for (const taken of steps) {
    if (gone.has(taken.by)) continue;
    if (taken.kind === 'leave') gone.add(taken.by);
    else if (taken.kind === 'pause') paused.add(taken.by);
    else if (taken.kind === 'vote' && taken.when <= deadline) {
      ballots.set(taken.by, taken.choice);
      paused.delete(taken.by);
    }
  }
  const counted = { yes: 0, no: 0, abstain: 0, electorate: tenPeople.length - gone.size };
  for (const [by, said] of ballots) if (!gone.has(by)) counted[said] += 1;
  return { counted, paused: [...paused].filter((name) => !gone.has(name)) };
}

const rules = fc.record({
  share: fc.constantFrom([2, 3] as const, [3, 4] as const, [1, 1] as const),
  strict: fc.constant(false),
  of: fc.constantFrom('cast' as const, 'electorate' as const),
  quorum: fc.integer({ min: 50, max: 100 }),
});

describe('laws of closing', () => {
  it('GOV-LAW-1: counts the last vote in time of each who is still a member, and ends pauses', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), rules, (steps, rule) => {
        const coop = new Coop();
        const id = coop.open(coop.contract(ownDocument({ rule, closes: 'deadline' })));
        for (const taken of steps) take(coop, id, taken);
        coop.closeAt(deadline);
        expect(coop.proposal(id).status).toBe('open');
        coop.closeAt(deadline + 1);
        const expected = model(steps);
        const hasPassed = passes(rule, expected.counted);
        expect(coop.proposal(id)).toMatchObject({
          status: hasPassed ? 'passed' : 'failed',
          result: { ...expected.counted, executed: hasPassed, reason: null },
        });
        const paused = tenPeople.filter((name) => {
          const row = coop.state.get(memberTable, idOf(name));
          return row?.status === 'active' && row.paused;
        });
        expect(new Set(paused)).toEqual(new Set(expected.paused));
      }),
      { numRuns: 300 },
    );
  });

  it('GOV-LAW-2: the order among electors is nothing', () => {
    const votes = fc
      .shuffledSubarray(tenPeople)
      .chain((people) =>
        fc.tuple(
          fc.constant(people),
          fc.array(choice, { minLength: people.length, maxLength: people.length }),
          fc.shuffledSubarray([...people.keys()], { minLength: people.length }),
        ),
      );
    fc.assert(
      fc.property(votes, ([people, said, order]) => {
        const inOrder = (places: readonly number[]) => {
          const coop = new Coop();
          const id = coop.open(coop.contract('simple-vote'));
          for (const at of places) coop.vote(id, people[at] ?? '', said[at] ?? 'abstain');
          coop.closeAt(deadline + 1);
          return coop.proposal(id);
        };
        expect(inOrder(order)).toEqual(inOrder([...people.keys()]));
      }),
    );
  });

  it('GOV-LAW-3: an effect happens once, iff the vote passed and the check holds; sums stay', () => {
    const story = fc.record({
      said: fc.array(fc.option(choice), { minLength: 10, maxLength: 10 }),
      minutes: fc.integer({ min: 1, max: 1200 }),
      funds: fc.integer({ min: -600, max: 600 }),
      checkpoints: fc.array(fc.nat(8 * dayMs), { minLength: 1, maxLength: 5 }),
    });
    fc.assert(
      fc.property(story, ({ said, minutes, funds, checkpoints }) => {
        const coop = new Coop();
        coop.account(coopId, 'coop', funds);
        coop.account(idOf('ana'), 'member', -funds);
        const effect = { kind: 'ledger.transfer', from: coopId, to: idOf('ben'), minutes } as const;
        const id = coop.open(coop.contract('budget-approval'), effect);
        for (const [at, choiceMade] of said.entries()) {
          if (choiceMade !== null) coop.vote(id, tenPeople[at] ?? '', choiceMade);
        }
        for (const after of checkpoints.toSorted((a, b) => a - b)) coop.closeAt(start + after);
        coop.closeAt(deadline + 1);
        coop.closeAt(deadline + 1);
        const counted = { yes: 0, no: 0, abstain: 0, electorate: 10 };
        for (const choiceMade of said) if (choiceMade !== null) counted[choiceMade] += 1;
        const { yes, no, abstain } = counted;
        const hasPassed = yes + no + abstain >= 5 && yes > 0 && 3 * yes >= 2 * (yes + no);
        const isCovered = funds - minutes >= -600;
        expect(coop.proposal(id)).toMatchObject({
          status: hasPassed ? 'passed' : 'failed',
          result: {
            executed: hasPassed && isCovered,
            reason: hasPassed && !isCovered ? 'over-limit' : null,
          },
        });
        const entries = coop.state.entries(entryTable).map(([entry]) => entry);
        expect(entries).toEqual(hasPassed && isCovered ? [executionId(id, { sha256 })] : []);
        expect(coop.balance(idOf('ben'))).toBe(hasPassed && isCovered ? minutes : 0);
        const sum = coop.state
          .entries(accountTable)
          .reduce((total, [, { balance }]) => total + balance, 0);
        expect(sum).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('GOV-LAW-4: nothing changes after the close', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const coop = new Coop();
        const id = coop.open(coop.contract('quorum-vote'));
        coop.ballots(id, 'yyyyy');
        coop.closeAt(deadline + 1);
        const closed = coop.proposal(id);
        for (const taken of steps) {
          take(coop, id, taken);
          coop.closeAt(deadline + 2);
        }
        expect(coop.proposal(id)).toEqual(closed);
      }),
    );
  });
});

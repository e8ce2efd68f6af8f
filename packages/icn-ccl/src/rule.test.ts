/** The count, by examples and against rational arithmetic (laws CCL-1 to CCL-4). */
import { atOrAbove, type Rule } from 'icn-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choices, passes, tally, type Tally } from './rule.ts';

const rule = (a: number, b: number, rest: Partial<Rule> = {}): Rule => ({
  share: [a, b],
  strict: true,
  of: 'cast',
  quorum: 0,
  ...rest,
});
const votes = (yes: number, no: number, abstain: number, electorate: number): Tally => ({
  yes,
  no,
  abstain,
  electorate,
});
const ofAll = { of: 'electorate' } as const;
const atLeast = { strict: false } as const;

describe('passes', () => {
  it.each([
    ['nobody votes', rule(1, 2), votes(0, 0, 0, 10), false],
    ['nobody is entitled', rule(1, 2), votes(0, 0, 0, 0), false],
    ['nobody is entitled, of all', rule(1, 2, ofAll), votes(0, 0, 0, 0), false],
    ['one yes decides', rule(1, 2), votes(1, 0, 0, 10), true],
    ['a tie', rule(1, 2), votes(5, 5, 0, 10), false],
    ['a tie where half is enough', rule(1, 2, atLeast), votes(5, 5, 0, 10), true],
    ['abstentions are not in the base', rule(1, 2), votes(1, 0, 9, 10), true],
    ['only abstentions', rule(1, 2), votes(0, 0, 10, 10), false],
    ['exactly two thirds, strict', rule(2, 3), votes(4, 2, 0, 10), false],
    ['exactly two thirds', rule(2, 3, atLeast), votes(4, 2, 0, 10), true],
    ['just below two thirds', rule(2, 3, atLeast), votes(6, 4, 0, 10), false],
    ['half of all is not more than half', rule(1, 2, ofAll), votes(5, 0, 0, 10), false],
    ['more than half of all', rule(1, 2, ofAll), votes(6, 4, 0, 10), true],
    ['more than all', rule(1, 1, ofAll), votes(10, 0, 0, 10), false],
    ['all', rule(1, 1, { ...ofAll, ...atLeast }), votes(10, 0, 0, 10), true],
    ['quorum reached with abstentions', rule(1, 2, { quorum: 50 }), votes(1, 0, 4, 10), true],
    ['quorum missed by one', rule(1, 2, { quorum: 50 }), votes(4, 0, 0, 10), false],
    ['quorum of an odd number rounds up', rule(1, 2, { quorum: 50 }), votes(5, 0, 0, 11), false],
    ['smallest share still needs a yes', rule(1, 1000, atLeast), votes(0, 1, 0, 10), false],
  ])('%s', (_name, by, counted, expected) => {
    expect(passes(by, counted)).toBe(expected);
  });
});

const ruleArbitrary: fc.Arbitrary<Rule> = fc
  .record({
    b: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 1000 })),
    part: fc.nat(),
    strict: fc.boolean(),
    of: fc.constantFrom('cast' as const, 'electorate' as const),
    quorum: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ b, part, strict, of, quorum }) => ({ share: [1 + (part % b), b], strict, of, quorum }));

const tallyArbitrary: fc.Arbitrary<Tally> = fc
  .record({
    yes: fc.nat(50),
    no: fc.nat(50),
    abstain: fc.nat(50),
    silent: fc.nat(50),
  })
  .map(({ silent, ...cast }) => ({
    ...cast,
    electorate: cast.yes + cast.no + cast.abstain + silent,
  }));

/** A fraction of unbounded integers, for the reference. */
interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}
const fraction = (top: number, bottom: number): Fraction => ({
  top: BigInt(top),
  bottom: BigInt(bottom),
});
const compare = (x: Fraction, y: Fraction): bigint => x.top * y.bottom - y.top * x.bottom;

/** The rule as a person reads it: proportions of people, compared as fractions. */
function passesByFractions(by: Rule, { yes, no, abstain, electorate }: Tally): boolean {
  if (yes === 0) return false;
  const turnout = fraction(yes + no + abstain, electorate);
  if (compare(turnout, fraction(by.quorum, 100)) < 0n) return false;
  const reached = fraction(yes, by.of === 'cast' ? yes + no : electorate);
  const distance = compare(reached, fraction(...by.share));
  return by.strict ? distance > 0n : distance >= 0n;
}

describe('laws of counting', () => {
  it('CCL-1: agrees with rational arithmetic', () => {
    fc.assert(
      fc.property(ruleArbitrary, tallyArbitrary, (by, counted) => {
        expect(passes(by, counted)).toBe(passesByFractions(by, counted));
      }),
      { numRuns: 2000 },
    );
  });

  it('CCL-2: what passes at or above a floor passes at the floor', () => {
    fc.assert(
      fc.property(ruleArbitrary, ruleArbitrary, tallyArbitrary, (by, floor, counted) => {
        fc.pre(atOrAbove(by, floor) && passes(by, counted));
        expect(passes(floor, counted)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('CCL-3: a no that becomes a yes never turns a pass into a failure', () => {
    fc.assert(
      fc.property(ruleArbitrary, tallyArbitrary, (by, counted) => {
        fc.pre(counted.no > 0 && passes(by, counted));
        const won = { ...counted, yes: counted.yes + 1, no: counted.no - 1 };
        expect(passes(by, won)).toBe(true);
      }),
    );
  });

  it('CCL-4: the order of ballots does not matter', () => {
    const ballots = fc.array(fc.constantFrom(...choices), { maxLength: 50 });
    fc.assert(
      fc.property(ballots, (cast) => {
        expect(tally(cast.toReversed(), 50)).toEqual(tally(cast, 50));
      }),
    );
  });
});

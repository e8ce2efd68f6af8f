/** Rules and floors: the order between them, against what passing means. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOrAbove, builtInFloors, flooredEffects, ruleSchema, type Rule } from './index.ts';

const rule = (
  share: readonly [number, number],
  strict: boolean,
  of: Rule['of'],
  quorum = 0,
): Rule => ({ share, strict, of, quorum });

const cases: readonly (readonly [string, Rule, Rule, boolean])[] = [
  ['itself', rule([1, 2], true, 'cast'), rule([1, 2], true, 'cast'), true],
  ['the same fraction', rule([2, 4], true, 'cast'), rule([1, 2], true, 'cast'), true],
  ['strict over not strict', rule([1, 2], true, 'cast'), rule([1, 2], false, 'cast'), true],
  ['not strict under strict', rule([1, 2], false, 'cast'), rule([1, 2], true, 'cast'), false],
  ['a greater share, not strict', rule([2, 3], false, 'cast'), rule([1, 2], true, 'cast'), true],
  ['a smaller share', rule([1, 3], true, 'electorate', 100), rule([1, 2], true, 'cast'), false],
  ['electorate over cast', rule([1, 2], true, 'electorate'), rule([1, 2], true, 'cast'), true],
  [
    'cast under electorate',
    rule([1, 1], true, 'cast', 100),
    rule([1, 2], true, 'electorate'),
    false,
  ],
  ['a lower quorum', rule([2, 3], false, 'cast', 49), rule([2, 3], false, 'cast', 50), false],
  [
    'no quorum, but a share of the electorate that is more',
    rule([2, 3], false, 'electorate'),
    rule([2, 3], false, 'cast', 66),
    true,
  ],
  [
    'no quorum, and a share of the electorate that is less',
    rule([2, 3], false, 'electorate'),
    rule([2, 3], false, 'cast', 67),
    false,
  ],
];

describe('atOrAbove', () => {
  it.each(cases)('%s', (_what, above, floor, expected) => {
    expect(atOrAbove(above, floor)).toBe(expected);
  });

  const anyRule = fc
    .record({
      parts: fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })),
      strict: fc.boolean(),
      of: fc.constantFrom('cast' as const, 'electorate' as const),
      quorum: fc.integer({ min: 0, max: 100 }),
    })
    .map(({ parts: [a, b], strict, of, quorum }) =>
      rule(a <= b ? [a, b] : [b, a], strict, of, quorum),
    );

  const passes = (by: Rule, electors: number, yes: number, no: number, abstain: number) => {
    const [a, b] = by.share;
    const base = by.of === 'cast' ? yes + no : electors;
    const enough = by.strict ? yes * b > a * base : yes * b >= a * base;
    return 100 * (yes + no + abstain) >= by.quorum * electors && base > 0 && enough && yes > 0;
  };

  it('LAW-RULE-1: what passes at a rule passes at every floor below it', () => {
    const votes = fc.nat({ max: 8 });
    fc.assert(
      fc.property(anyRule, anyRule, votes, votes, votes, votes, (above, floor, y, n, s, rest) => {
        fc.pre(atOrAbove(above, floor));
        const electors = y + n + s + rest;
        const isKept = !passes(above, electors, y, n, s) || passes(floor, electors, y, n, s);
        expect(isKept).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('LAW-RULE-2: is reflexive and transitive', () => {
    fc.assert(
      fc.property(anyRule, anyRule, anyRule, (a, b, c) => {
        expect(atOrAbove(a, a)).toBe(true);
        fc.pre(atOrAbove(a, b) && atOrAbove(b, c));
        expect(atOrAbove(a, c)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the shape of a rule', () => {
  it.each([
    ['a share above one', { share: [3, 2], strict: true, of: 'cast', quorum: 0 }],
    ['a share of zero', { share: [0, 2], strict: true, of: 'cast', quorum: 0 }],
    ['too fine a share', { share: [1, 1001], strict: true, of: 'cast', quorum: 0 }],
    ['a quorum above 100', { share: [1, 2], strict: true, of: 'cast', quorum: 101 }],
    ['another base', { share: [1, 2], strict: true, of: 'all', quorum: 0 }],
  ])('refuses %s', (_what, value) => {
    expect(ruleSchema.safeParse(value).success).toBe(false);
  });
  it('accepts the built-in floors, of which there is one per effect', () => {
    for (const effect of flooredEffects) {
      expect(ruleSchema.safeParse(builtInFloors[effect]).success).toBe(true);
    }
    expect(Object.keys(builtInFloors)).toEqual([...flooredEffects]);
  });
});

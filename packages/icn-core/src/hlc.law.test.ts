/** Laws of the clock and of the order within an epoch. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareHlc, nextHlc, type Hlc } from './hlc.ts';
import { timeCounterEnd } from './limits.ts';
import { compareEvents } from './order.ts';

const hlc: fc.Arbitrary<Hlc> = fc.record({
  // Few values, so that ties and overflows come up.
  ms: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 2 ** 47 })),
  counter: fc.oneof(
    fc.integer({ min: 0, max: 2 }),
    fc.integer({ min: timeCounterEnd - 2, max: timeCounterEnd - 1 }),
  ),
});
const ownMs = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 2 ** 47 }));

describe('nextHlc', () => {
  it('is greater than every parent, not before the own clock, and in range', () => {
    fc.assert(
      fc.property(ownMs, fc.array(hlc), (own, parents) => {
        const next = nextHlc(own, parents);
        expect(parents.every((parent) => compareHlc(next, parent) > 0)).toBe(true);
        expect(next.ms).toBeGreaterThanOrEqual(own);
        expect(next.counter).toBeLessThan(timeCounterEnd);
      }),
    );
  });

  it('is the least such time of its millisecond, as 1-events.md §1.6 has it', () => {
    fc.assert(
      fc.property(ownMs, fc.array(hlc), (own, parents) => {
        const ms = Math.max(own, ...parents.map((parent) => parent.ms));
        const counters = parents.filter((p) => p.ms === ms).map((p) => p.counter);
        const counter = counters.length === 0 ? 0 : Math.max(...counters) + 1;
        const wanted = counter < timeCounterEnd ? { ms, counter } : { ms: ms + 1, counter: 0 };
        expect(nextHlc(own, parents)).toEqual(wanted);
      }),
    );
  });
});

describe('compareEvents', () => {
  const id = fc.integer({ min: 0, max: 20 }).map((n) => n.toString(16).padStart(64, '0'));
  const event = fc.record({ id, time: hlc });

  it('is a total order: sorting any arrangement gives one sequence', () => {
    fc.assert(
      fc.property(fc.uniqueArray(event, { selector: (e) => e.id }), (events) => {
        const sorted = events.toSorted(compareEvents);
        expect(events.toReversed().toSorted(compareEvents)).toEqual(sorted);
        for (const [at, later] of sorted.entries()) {
          for (const earlier of sorted.slice(0, at)) {
            expect(compareEvents(earlier, later)).toBeLessThan(0);
            expect(compareEvents(later, earlier)).toBeGreaterThan(0);
          }
        }
      }),
    );
  });
});

/** LAW-INTEGER-1: division rounds down and is exact, against big integers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideDown, isInRange } from './index.ts';

const floor = (a: bigint, b: bigint): bigint => (a - (((a % b) + b) % b)) / b;

describe('divideDown', () => {
  it.each([
    [7, 2, 3],
    [-7, 2, -4],
    [0, 5, 0],
    [6, 3, 2],
    [Number.MAX_SAFE_INTEGER, 1, Number.MAX_SAFE_INTEGER],
  ])('%d by %d is %d', (a, b, expected) => {
    expect(divideDown(a, b)).toBe(expected);
  });

  it('LAW-INTEGER-1: is what big integers give', () => {
    const magnitude = 2 ** 52;
    fc.assert(
      fc.property(
        fc.integer({ min: -magnitude, max: magnitude }),
        fc.integer({ min: 1, max: magnitude }),
        (a, b) => {
          expect(BigInt(divideDown(a, b))).toBe(floor(BigInt(a), BigInt(b)));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('refuses to divide by nothing', () => {
    expect(() => divideDown(1, 0)).toThrow('INTEGER-1');
  });
});

describe('isInRange', () => {
  it.each([
    [Number.MAX_SAFE_INTEGER, true],
    [Number.MAX_SAFE_INTEGER + 1, false],
    [Number.MIN_SAFE_INTEGER - 1, false],
    [0.5, false],
  ])('%d: %s', (value, expected) => {
    expect(isInRange(value)).toBe(expected);
  });
});

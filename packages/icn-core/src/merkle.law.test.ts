/** The frontier against RFC 6962 §2.1 written down as it stands there. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex, type Hex } from './bytes.ts';
import { appendMerkle, emptyMerkle, isMerkleFrontier, merkleRoot } from './merkle.ts';

const crypto = {
  sha256: (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest()),
};

/** MTH of the RFC. */
function treeHash(leaves: readonly Hex[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return crypto.sha256(new Uint8Array(0));
  if (leaves.length === 1) return crypto.sha256(concat(Uint8Array.of(0), fromHex(first)));
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, right] = [treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split))];
  return crypto.sha256(concat(Uint8Array.of(1), left, right));
}

const leaf = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex);

describe('the append-only tree', () => {
  it('has the root of the RFC after any number of leaves', () => {
    fc.assert(
      fc.property(fc.array(leaf, { maxLength: 70 }), (leaves) => {
        let tree = emptyMerkle;
        for (const next of leaves) tree = appendMerkle(tree, next, crypto);
        expect(merkleRoot(tree, crypto)).toBe(toHex(treeHash(leaves)));
        expect(tree.size).toBe(leaves.length);
        expect(isMerkleFrontier(tree)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('is a value: appending leaves the old tree as it was', () => {
    const one = appendMerkle(emptyMerkle, '00'.repeat(32), crypto);
    const before = JSON.stringify(one);
    appendMerkle(one, '11'.repeat(32), crypto);
    expect(JSON.stringify(one)).toBe(before);
  });

  it('knows a frontier from what is none', () => {
    const peak = 'ab'.repeat(32);
    expect(isMerkleFrontier({ size: 5, peaks: [peak, peak] })).toBe(true);
    expect(isMerkleFrontier({ size: 5, peaks: [peak] })).toBe(false);
    expect(isMerkleFrontier({ size: -1, peaks: [] })).toBe(false);
    expect(isMerkleFrontier({ size: 0.5, peaks: [] })).toBe(false);
    expect(isMerkleFrontier({ size: 2 ** 32, peaks: [peak] })).toBe(false);
    expect(isMerkleFrontier({ size: 1, peaks: ['AB'.repeat(32)] })).toBe(false);
    expect(isMerkleFrontier({ size: 1, peaks: 'x' })).toBe(false);
  });
});

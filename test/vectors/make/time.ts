/** Vectors of the clock, the order and the append-only tree. Expected values are written out by hand. */
import { appendMerkle, emptyMerkle, merkleRoot, toHex } from 'icn-core';
import type { MerkleCase, NextTimeCase, OrderCase, VectorFile } from '../format.ts';
import type { Workshop } from './workshop.ts';

export function makeNextTimes(): VectorFile<NextTimeCase> {
  const last = 2 ** 48 - 1;
  return {
    about: "An author's next time (1-events.md §1.6).",
    cases: [
      { about: 'no parents', ownMs: 1000, parents: [], next: [1000, 0] },
      { about: 'own clock ahead', ownMs: 1000, parents: [[999, 7]], next: [1000, 0] },
      { about: 'own clock equal', ownMs: 1000, parents: [[1000, 7]], next: [1000, 8] },
      { about: 'own clock behind', ownMs: 1000, parents: [[2000, 7]], next: [2000, 8] },
      {
        about: 'the highest counter among the parents with the highest ms',
        ownMs: 1000,
        parents: [
          [2000, 3],
          [1999, 60_000],
          [2000, 9],
        ],
        next: [2000, 10],
      },
      {
        about: 'a counter below the highest ms does not count',
        ownMs: 2000,
        parents: [
          [1999, 500],
          [2000, 0],
        ],
        next: [2000, 1],
      },
      { about: 'the last counter', ownMs: 5, parents: [[5, 65_534]], next: [5, 65_535] },
      { about: 'counter overflow', ownMs: 5, parents: [[5, 65_535]], next: [6, 0] },
      {
        about: 'counter overflow beside an older parent',
        ownMs: 0,
        parents: [
          [5, 65_535],
          [4, 2],
        ],
        next: [6, 0],
      },
      { about: 'a clock at zero', ownMs: 0, parents: [[0, 0]], next: [0, 1] },
      {
        about: 'out of range: no event can follow',
        ownMs: 0,
        parents: [[last, 65_535]],
        next: [2 ** 48, 0],
      },
    ],
  };
}

export function makeOrder(): VectorFile<OrderCase> {
  const id = (start: string): string => start.padEnd(64, '0');
  return {
    about: 'Events of one epoch in order: by ms, then counter, then id.',
    cases: [
      {
        about: 'ms before counter before id',
        events: [
          { time: [999, 65_535], id: id('ff') },
          { time: [1000, 0], id: id('0a') },
          { time: [1000, 0], id: id('a0') },
          { time: [1000, 2], id: id('00') },
          { time: [1000, 10], id: id('00ff') },
          { time: [10_000, 0], id: id('00f') },
        ],
      },
      {
        about: 'ids compare bytewise',
        events: ['00', '01', '09', '0a', '10', '7f', '80', '9f', 'a0', 'ff'].map((start) => ({
          time: [5, 5] as const,
          id: id(start),
        })),
      },
    ],
  };
}

// Roots of the eight leaves that Certificate Transparency's own tests use.
const knownLeaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const knownRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

export function makeMerkle({ crypto, bytes }: Workshop): VectorFile<MerkleCase> {
  const leaves = Array.from({ length: 21 }, (_, at) => toHex(bytes(`leaf ${at}`, 32)));
  const roots: string[] = [];
  let tree = emptyMerkle;
  for (const leaf of [undefined, ...leaves]) {
    if (leaf !== undefined) tree = appendMerkle(tree, leaf, crypto);
    roots.push(merkleRoot(tree, crypto));
  }
  return {
    about: 'RFC 6962 §2.1 trees: the root after each leaf, and the frontier after the last.',
    cases: [
      {
        about: 'the eight leaves of the Certificate Transparency tests',
        leaves: knownLeaves,
        roots: knownRoots,
        peaks: [knownRoots[8] ?? ''],
      },
      { about: '21 ids', leaves, roots, peaks: tree.peaks },
    ],
  };
}

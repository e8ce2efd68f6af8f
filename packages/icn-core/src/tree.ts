/**
 * The Merkle tree over the rows of one section (docs/protocol/3-fold.md, 3.1): sixteen-way, keyed by a hash, its shape a
 * function of the set of leaves alone. After a change only the nodes on the changed paths are hashed again.
 *
 * Invariants:
 * - A branch holds at least two leaves; a subtree of one leaf is that leaf.
 * - A branch's kept hash is undefined or right.
 */

import { equalBytes } from './bytes.ts';
import { hashBytes } from './crypto.ts';

type Hash = (bytes: Uint8Array) => Uint8Array;

interface Leaf {
  readonly path: Uint8Array;
  readonly hash: Uint8Array;
}

interface Branch {
  readonly children: (Node | undefined)[];
  leaves: number;
  hash: Uint8Array | undefined;
}

type Node = Leaf | Branch;

const arity = 16;

/** Root of a section without rows. */
export const emptyRoot: Uint8Array = new Uint8Array(hashBytes);

const isLeaf = (node: Node): node is Leaf => 'path' in node;

/** The digit of a path at a depth, 0..15: the high half of a byte comes first. */
function digitAt(path: Uint8Array, depth: number): number {
  const byte = path[depth >> 1] ?? 0;
  return (depth & 1) === 0 ? byte >> 4 : byte & 15;
}

const emptyBranch = (): Branch => ({
  children: Array.from<Node | undefined>({ length: arity }),
  leaves: 0,
  hash: undefined,
});

function branchOf(a: Leaf, b: Leaf, depth: number): Branch {
  const branch = emptyBranch();
  const [atA, atB] = [digitAt(a.path, depth), digitAt(b.path, depth)];
  if (atA === atB) branch.children[atA] = branchOf(a, b, depth + 1);
  else {
    branch.children[atA] = a;
    branch.children[atB] = b;
  }
  branch.leaves = 2;
  return branch;
}

const leavesIn = (node: Node | undefined): number =>
  node === undefined ? 0 : isLeaf(node) ? 1 : node.leaves;

function insert(node: Node | undefined, leaf: Leaf, depth: number): Node {
  if (node === undefined) return leaf;
  if (isLeaf(node)) return equalBytes(node.path, leaf.path) ? leaf : branchOf(node, leaf, depth);
  const at = digitAt(leaf.path, depth);
  const before = leavesIn(node.children[at]);
  const child = insert(node.children[at], leaf, depth + 1);
  node.children[at] = child;
  node.leaves += leavesIn(child) - before;
  node.hash = undefined;
  return node;
}

function remove(node: Node | undefined, path: Uint8Array, depth: number): Node | undefined {
  if (node === undefined) return undefined;
  if (isLeaf(node)) return equalBytes(node.path, path) ? undefined : node;
  const at = digitAt(path, depth);
  const before = leavesIn(node.children[at]);
  const child = remove(node.children[at], path, depth + 1);
  node.children[at] = child;
  node.leaves += leavesIn(child) - before;
  node.hash = undefined;
  return node.leaves === 1 ? onlyLeaf(node) : node;
}

/** The leaf of a branch that has just one left; its other child was removed, so one child is a leaf. */
function onlyLeaf(branch: Branch): Node | undefined {
  return branch.children.find((child) => child !== undefined);
}

function hashOf(node: Node | undefined, sha256: Hash): Uint8Array {
  if (node === undefined) return emptyRoot;
  if (isLeaf(node)) return node.hash;
  if (node.hash !== undefined) return node.hash;
  const bytes = new Uint8Array(1 + arity * hashBytes);
  bytes[0] = 1;
  node.children.forEach((child, i) => {
    if (child !== undefined) bytes.set(hashOf(child, sha256), 1 + i * hashBytes);
  });
  node.hash = sha256(bytes);
  return node.hash;
}

/** A set of leaves with a root. */
export class MerkleTree {
  readonly #sha256: Hash;
  #top: Node | undefined;

  constructor(sha256: Hash) {
    this.#sha256 = sha256;
  }

  /** Number of leaves. */
  get size(): number {
    return leavesIn(this.#top);
  }

  /** Puts a leaf at a path of 32 bytes, in place of the one there; undefined removes it. */
  set(path: Uint8Array, hash: Uint8Array | undefined): void {
    this.#top =
      hash === undefined ? remove(this.#top, path, 0) : insert(this.#top, { path, hash }, 0);
  }

  /** The root; hashes only what changed since the last call. */
  root(): Uint8Array {
    return hashOf(this.#top, this.#sha256);
  }
}

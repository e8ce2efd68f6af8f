/** What a rule of the house is: a function from the files of the checkout to what it found. */
import type { Tree } from './tree.ts';

export interface TidyFinding {
  readonly file: string;
  readonly line?: number;
  readonly rule: string;
  readonly message: string;
}

export type TidyRule = (tree: Tree) => readonly TidyFinding[];

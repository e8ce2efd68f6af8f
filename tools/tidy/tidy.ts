/**
 * The rules of the house that no linter has: each is a function from the files of the checkout to
 * findings, and each message names what to do instead. Proven by test/house.
 */
import type { TidyFinding, TidyRule } from './rule.ts';
import { documentRules } from './rules-documents.ts';
import { manifestRules } from './rules-manifests.ts';
import { textRules } from './rules-text.ts';
import { readTree } from './tree.ts';

const rules: readonly TidyRule[] = [...textRules, ...manifestRules, ...documentRules];

/** Checks every file of the checkout that git tracks or would track. */
export const checkTidiness = (root: string): readonly TidyFinding[] => {
  const tree = readTree(root);
  if (tree.paths.length === 0) {
    return [{ file: root, rule: 'tree', message: 'no file was read, so none was checked' }];
  }
  return rules.flatMap((rule) => rule(tree));
};

/**
 * The agreements that come with the software. Any active member may bring one into force; everything else needs a vote.
 *
 * Invariant: the same template and parameters give the same document on every node and in every release. Names and
 * explanations are constants of the protocol: changing one in `templates/` is a change of the rules.
 */
import { encodeCbor, equalBytes, isRejection } from 'icn-core';
import { budgetApproval } from '../templates/budget-approval.ts';
import { membership } from '../templates/membership.ts';
import { policyChange } from '../templates/policy-change.ts';
import { quorumVote } from '../templates/quorum-vote.ts';
import { simpleVote } from '../templates/simple-vote.ts';
import type { ContractDocument } from './document.ts';
import { instantiate, type Template } from './template.ts';

/** The shipped templates, by name ascending. */
export const templates: readonly Template[] = [
  budgetApproval,
  membership,
  policyChange,
  quorumVote,
  simpleVote,
];

/** The shipped template of a name. */
export function templateByName(name: string): Template | undefined {
  return templates.find(({ template }) => template === name);
}

/** True when the document is, byte for byte, what a shipped template gives for the document's own parameters. */
export function isShipped(document: ContractDocument): boolean {
  const template = document.template === null ? undefined : templateByName(document.template);
  if (template === undefined) return false;
  const made = instantiate(template, document.parameters);
  return !isRejection(made) && equalBytes(encodeCbor(made), encodeCbor(document));
}

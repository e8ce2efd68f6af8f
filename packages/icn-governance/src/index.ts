/**
 * The door of icn-governance: contracts in force, proposals, votes, and what a passed vote does. Pure: state and events
 * in, state out.
 */
export {
  closeDue,
  countBallots,
  executionId,
  nextClosing,
  type ClosingContext,
} from './closing.ts';
export { contractDeployed } from './contract-deployed.ts';
export type { Names } from './effects/effect.ts';
export { effectSchema, previewEffect, type Effect } from './effects/effects.ts';
export { proposalOpened } from './proposal-opened.ts';
export * from './contract-table.ts';
export * from './proposal-tables.ts';
export { voteCast } from './vote-cast.ts';

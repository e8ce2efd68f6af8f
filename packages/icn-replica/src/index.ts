/**
 * The door of icn-replica: the event registry, the fold, checkpoints, the sync machine, and `step`, the one loop that the
 * daemon and the simulator drive. Pure: time and randomness come in with the input.
 */
export { carryOut } from './carry-out.ts';
export { step } from './step.ts';
export { openReplica, type OpenOptions } from './open.ts';
export { stateOf, type Divergence, type Replica, type ReplicaDeps } from './replica.ts';
export {
  isWrite,
  type Effect,
  type Input,
  type OutwardEffect,
  type Submitted,
  type WriteEffect,
} from './effect.ts';
export { encodeMessage, type Message } from './message.ts';
export { authoringContext } from './author.ts';
export { postingsOf, type Posting } from './statements.ts';
export { registry, typeOf, type Registry, type RegistryRow } from './registry.ts';
export {
  forkTable,
  frozenTable,
  outcomeTable,
  sequenceTable,
  type Fork,
  type Outcome,
} from './conflicts.ts';
export {
  decodeCertificate,
  quorumOf,
  stateRoot,
  type Certificate,
  type Checkpoint,
  type SectionRoots,
} from './checkpoint.ts';

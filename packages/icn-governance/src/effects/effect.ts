/**
 * What a passed proposal does, one definition per effect.
 *
 * Invariants:
 * - `check` reads and `apply` writes; only an accepted effect is applied, and applying never refuses half-way. So an
 *   effect happens whole or not at all.
 * - The same check runs when a proposal is opened and again when it is executed, on the state of that moment.
 */
import type { Accepted, Hex, Rejection, Rule, StateReader, StateWriter } from 'icn-core';

/** When and under what an effect is checked. */
export interface Occasion {
  /** A proposal is being opened, or has passed and is executed. */
  readonly moment: 'opening' | 'execution';
  /** The rule of the contract that the proposal is under. */
  readonly rule: Rule;
}

/** The execution of a passed proposal. */
export interface Execution {
  /** Id of what the effect creates. */
  readonly id: Hex;
  /** T of the checkpoint that closed the proposal, Unix ms. */
  readonly time: number;
}

/** Names of things for sentences: what people see instead of ids. */
export interface Names {
  readonly member: (id: Hex) => string;
  readonly account: (id: Hex) => string;
  readonly contract: (id: Hex) => string;
  readonly node: (key: Hex) => string;
  /** Number of members who may vote now. */
  readonly electorate: number;
}

/** Definition of one effect; `Shape` is its decoded body. */
export interface EffectDefinition<Shape> {
  /** Public keys in the effect, each of which must be an acceptable key. */
  readonly keys?: (effect: Shape) => readonly Hex[];
  readonly check: (
    state: StateReader,
    effect: Shape,
    occasion: Occasion,
  ) => Accepted<Shape> | Rejection;
  readonly apply: (state: StateWriter, accepted: Accepted<Shape>, execution: Execution) => void;
  /** What will happen if the proposal passes, in one or more full sentences. */
  readonly preview: (effect: Shape, names: Names) => string;
}

/**
 * The first of the three kinds of failure: a rejection. Input was wrong; state is untouched; nothing is thrown.
 * (A fault is the world failing, see the store's ports; a bug is a failed `assert`.)
 */

/** Why an input was refused. `sentence` is plain language and ends with the next step. */
export interface Rejection {
  readonly rejected: true;
  /** Stable kebab-case code; tests, metrics and the message catalogue key on it. */
  readonly code: string;
  readonly sentence: string;
}

/** Makes a rejection. The sentence names the cause, then what the person can do. */
export function reject(code: string, sentence: string): Rejection {
  return { rejected: true, code, sentence };
}

/** True for a value made by `reject`. */
export function isRejection(value: unknown): value is Rejection {
  return (
    typeof value === 'object' && value !== null && 'rejected' in value && value.rejected === true
  );
}

/**
 * States an invariant. A failure is a bug, never bad input: the process stops, restarts and replays.
 * @throws Error naming the invariant.
 */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${invariant}`);
}

/**
 * What a command ends with: something to show, in words and as JSON, or a rejection. Exit codes are part of the interface:
 * 0 done, 1 rejected, 2 wrong usage, 3 the node cannot be reached or its disk failed.
 */
import { isRejection, StoreFault, type Rejection } from 'icn-core';

/** A JSON value. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A finished command. */
export interface Outcome {
  /** What `--json` prints. */
  readonly json: Json;
  /** What people read; without a final newline. */
  readonly text: string;
  /** Set when the command answered, but the answer is bad news: exit code 1, the sentence on stderr. */
  readonly bad?: Rejection;
}

/** Exit codes. */
export const exitCodes = { done: 0, rejected: 1, usage: 2, unreachable: 3 } as const;

/** The exit code for a failure of the world. Something being in the way is the user's to decide, so it counts as a no. */
export function faultExitCode(fault: StoreFault): number {
  return fault.code === 'exists' ? exitCodes.rejected : exitCodes.unreachable;
}

/** Throws a rejection out of nested helpers of one command; `program.ts` turns it into the command's result. */
export class Refused extends Error {
  readonly rejection: Rejection;

  constructor(rejection: Rejection) {
    super(rejection.sentence);
    this.rejection = rejection;
  }
}

/** Ends the command with a rejection. @throws Refused */
export function refuse(rejection: Rejection): never {
  throw new Refused(rejection);
}

/** The value, or the end of the command with its rejection. @throws Refused */
export function must<Value>(value: Value | Rejection): Value {
  if (isRejection(value)) refuse(value);
  return value;
}

/** What a finished run has come to: the state and every final event, for the checks of the end. */
import type { Hex, LogEvent, StateReader } from 'icn-core';

/** A final event. */
export interface FinalEvent {
  readonly event: LogEvent;
  readonly epoch: number;
  /** Undefined: effective. */
  readonly outcome: { readonly status: string; readonly code: string } | undefined;
}

/** The world at rest. */
export interface Rest {
  readonly state: StateReader;
  readonly events: ReadonlyMap<Hex, FinalEvent>;
}

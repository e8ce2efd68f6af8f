/** What a replica can be told and what it can ask for: two closed unions. All times are Unix milliseconds. */
import type { Hex, NewEvent, Rejection, Section } from 'icn-core';

/** The answer to a submission: the event is saved here, or why not. */
export type Submitted = { readonly id: Hex } | Rejection;

/** Something that happened. */
export type Input =
  /** Time passes. To be given at least every few hundred milliseconds. */
  | { readonly kind: 'tick'; readonly now: number }
  /** A local client hands in a signed event with its blob. `request` comes back with the reply. */
  | {
      readonly kind: 'submit';
      readonly now: number;
      readonly request: number;
      readonly wire: Uint8Array;
    }
  | { readonly kind: 'connected'; readonly now: number; readonly peer: string }
  | { readonly kind: 'disconnected'; readonly now: number; readonly peer: string }
  /** One message of the sync protocol. */
  | {
      readonly kind: 'received';
      readonly now: number;
      readonly peer: string;
      readonly message: Uint8Array;
    }
  /** The driver is about to stop in order: derived state is kept for a quick start. */
  | { readonly kind: 'stop'; readonly now: number };

/** Something to be written into the log, in the order given. */
export type WriteEffect =
  | {
      readonly kind: 'append-event';
      readonly event: NewEvent;
      readonly blob: Uint8Array | undefined;
    }
  | { readonly kind: 'set-epoch'; readonly ids: readonly Hex[]; readonly epoch: number }
  | { readonly kind: 'append-certificate'; readonly height: number; readonly bytes: Uint8Array }
  | { readonly kind: 'put-blob'; readonly hash: Hex; readonly bytes: Uint8Array }
  | { readonly kind: 'put-snapshot'; readonly height: number; readonly text: string };

/** Something that may leave only after a commit. */
export type OutwardEffect =
  | { readonly kind: 'send'; readonly peer: string; readonly message: Uint8Array }
  | { readonly kind: 'disconnect'; readonly peer: string; readonly reason: string }
  | { readonly kind: 'reply'; readonly request: number; readonly result: Submitted }
  /** Something a person must know: this node's state differs from a certificate. */
  | { readonly kind: 'alarm'; readonly code: 'diverged'; readonly sections: readonly Section[] };

/** Anything that `step` asks for. */
export type Effect = WriteEffect | OutwardEffect;

/** True for effects that go into the log. */
export function isWrite(effect: Effect): effect is WriteEffect {
  switch (effect.kind) {
    case 'append-event':
    case 'set-epoch':
    case 'append-certificate':
    case 'put-blob':
    case 'put-snapshot':
      return true;
    case 'send':
    case 'disconnect':
    case 'reply':
    case 'alarm':
      return false;
  }
}

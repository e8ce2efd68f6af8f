/**
 * One row of the event registry: everything the software knows about a type of event.
 *
 * Invariants:
 * - `check` reads state and never writes it; `apply` writes and never refuses. Only `accept` makes an `Accepted`, and only
 *   `apply` takes one, so a check that was not made, or whose result was dropped, does not compile.
 * - Both are total and deterministic: no clock, no randomness, no lookup outside `state` and `context`.
 */
import type { z } from 'zod';
import type { Hex } from './bytes.ts';
import type { LogEvent } from './event.ts';
import type { Rejection } from './outcome.ts';
import type { StateReader, StateWriter } from './state.ts';

/** What the fold knows about the place of an event beyond the event itself. */
export interface FoldContext {
  /** The event's own time, bounded by its checkpoint's: min(t.ms, T). Unix milliseconds. */
  readonly when: number;
  /** Epoch of the event: the height of the checkpoint that makes it final, or one more than the last for the tail. */
  readonly epoch: number;
  /** Id of the cooperative. */
  readonly coop: Hex;
  /** In the scratch run of 3-fold step 3: is this event in the batch? False in every other run. */
  readonly isInBatch: (id: Hex) => boolean;
  /** Invitations that step 3 found revoked for the whole batch. */
  readonly revokedInvitations: ReadonlySet<Hex>;
  /** The hash function, for ids that are derived in the fold. */
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
}

declare const acceptedBy: unique symbol;

/** Proof that `check` ran and what it found out; opaque outside the event type that made it. */
export interface Accepted<Plan> {
  readonly [acceptedBy]: true;
  readonly plan: Plan;
}

/** Ends a `check` that found nothing wrong; `plan` carries what `apply` needs. */
export function accept<Plan>(plan: Plan): Accepted<Plan> {
  return { plan } as Accepted<Plan>;
}

/** A signature inside a body: `key` must have signed `message`. */
export interface BodyProof {
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** The event whose body is being read, as far as proofs need it. */
export interface ProofContext {
  /** Coop id: the header's `c`. */
  readonly coop: Uint8Array;
  /** Author device: the header's `d`. */
  readonly device: Uint8Array;
}

/**
 * How events of a type settle when concurrent ones meet; shown in the protocol documents.
 * - `order`: the first in the order wins, the later is checked against the state it left.
 * - `revocation`: found before the epoch is folded; cuts reach the whole epoch (3-fold, step 2).
 */
export type Concurrency = 'order' | 'revocation';

/** What another domain does after an event was applied, such as opening the account of a member who joined. */
export type Consequence<Content = unknown> = (
  state: StateWriter,
  event: LogEvent<Content>,
  context: FoldContext,
) => void;

/** What an event of concurrency `revocation` takes away from its whole batch (3-fold, step 3). */
export type Revocation =
  /** Events of the device above number `cut`; null: all of them. */
  | { readonly kind: 'device'; readonly device: Hex; readonly cut: number | null }
  | { readonly kind: 'invitation'; readonly invitation: Hex };

/** Definition of one event type. `Content` is the decoded body, with ids and keys in hexadecimal. */
export interface EventType<Content = unknown, Plan = unknown> {
  /** `domain.past-tense`, at most 32 bytes. */
  readonly type: string;
  /** Rules version that defines it. */
  readonly rules: number;
  /** Who may author it, in words: for documents and messages. */
  readonly author: string;
  readonly concurrency: Concurrency;
  /** What a member reads in a list of events. */
  readonly label: string;
  /** Body on the wire to `Content` and back; ids and keys are byte strings there and hexadecimal here. */
  readonly body: z.ZodType<Content>;
  /** Public keys in the body, each of which must be an acceptable key. */
  readonly keys?: (content: Content) => readonly Hex[];
  /** Signatures in the body that validity depends on. */
  readonly proofs?: (content: Content, context: ProofContext) => readonly BodyProof[];
  /** Keys that may write their first event with this event as direct parent. */
  readonly enrols?: (content: Content) => readonly Hex[];
  /** Present iff `concurrency` is `revocation`. */
  readonly revokes?: (content: Content) => Revocation;
  /** May the event take effect in this state? Never throws. */
  readonly check: (
    state: StateReader,
    event: LogEvent<Content>,
    context: FoldContext,
  ) => Accepted<Plan> | Rejection;
  /**
   * Further refusals at submission only, where the fold has another way out (an over-limit payment is held there).
   * Asked only after `check` has accepted.
   */
  readonly refuse?: (
    state: StateReader,
    event: LogEvent<Content>,
    context: FoldContext,
  ) => Rejection | undefined;
  readonly apply: (
    state: StateWriter,
    event: LogEvent<Content>,
    accepted: Accepted<Plan>,
    context: FoldContext,
  ) => void;
}

/** An event type whose parameters the holder need not know: how the registry keeps them. */
// The registry pairs each body with the check of its own row, so the erased types always match.
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyEventType = EventType<any, any>;

/** Lets the compiler infer a definition's types and hold its parts against each other; does nothing when it runs. */
export function defineEvent<Content, Plan>(
  definition: EventType<Content, Plan>,
): EventType<Content, Plan> {
  return definition;
}

/** The registry as the event decoder sees it. */
export type TypeLookup = (type: string) => AnyEventType | undefined;

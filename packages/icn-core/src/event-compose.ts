/**
 * Making events: from what an author decides to the bytes that a device signs.
 *
 * Invariant EVENT-2: the bytes that a device signs come out of `composeEvent` and nowhere else.
 */
import { z } from 'zod';
import { toHex, type Hex } from './bytes.ts';
import { encodeCbor, type CborValue } from './cbor.ts';
import { signatureBytes, type Crypto } from './crypto.ts';
import { eventId, eventSigningBytes, type Basis, type LogEvent } from './event.ts';
import { headerToFields, headerToMap, isHeaderInRange, type Header } from './event-header.ts';
import type { EventType } from './event-type.ts';
import type { Hlc } from './hlc.ts';
import { blobBytesMax, bodyBytesMax, eventBytesMax, headerBytesMax } from './limits.ts';
import { assert, reject, type Rejection } from './outcome.ts';
import { compareKeys } from './state.ts';

/** The place of a device's next event in the log. */
export interface Place {
  /** The coop's id; `zeroHex` for the genesis event. */
  readonly coop: Hex;
  readonly seq: number;
  readonly prev: Hex | null;
  /** In any order; `prev` and repeats are left out by `composeEvent`. */
  readonly parents: readonly Hex[];
  readonly time: Hlc;
  readonly basis: Basis;
}

/** What an author decides; the rest follows. */
export interface EventDraft<Content> extends Place {
  readonly device: Hex;
  readonly content: Content;
  /** Made by `makeBlob`. */
  readonly blob?: Uint8Array | undefined;
}

/** An event that only lacks its signature. */
export interface ComposedEvent<Content = unknown> {
  readonly id: Hex;
  readonly header: Uint8Array;
  readonly body: Uint8Array;
  /** What the device has to sign. */
  readonly toSign: Uint8Array;
  readonly unsigned: Omit<LogEvent<Content>, 'raw'>;
}

/**
 * Makes an event but for its signature. Rejects with `wrong-body` (content that the type does not allow),
 * `wrong-shape` (a number out of range, more than 16 parents) or `too-large`.
 */
export function composeEvent<Content>(
  draft: EventDraft<Content>,
  type: Pick<EventType<Content>, 'type' | 'rules' | 'body'>,
  crypto: Pick<Crypto, 'sha256'>,
): ComposedEvent<Content> | Rejection {
  const encoded = z.safeEncode(type.body, draft.content);
  if (!encoded.success) return wrongContent(encoded.error);
  // The body's schema describes a map of the canonical subset; the encoder asserts it.
  const body = encodeCbor(encoded.data as CborValue);
  const header: Header = {
    version: 1,
    coop: draft.coop,
    device: draft.device,
    seq: draft.seq,
    prev: draft.prev,
    parents: sortedParents(draft),
    time: draft.time,
    basis: draft.basis,
    type: type.type,
    rules: type.rules,
    bodyHash: toHex(crypto.sha256(body)),
    blobHash: draft.blob === undefined ? undefined : toHex(crypto.sha256(draft.blob)),
  };
  if (!isHeaderInRange(header)) return outOfRange;
  const headerBytes = encodeCbor(headerToMap(header));
  // Array head, three byte-string heads, and for a blob one more take at most 16 bytes.
  const blobBytes = draft.blob?.length ?? 0;
  const size = headerBytes.length + body.length + blobBytes + signatureBytes + 16;
  if (
    headerBytes.length > headerBytesMax ||
    body.length > bodyBytesMax ||
    blobBytes > blobBytesMax ||
    size > eventBytesMax
  ) {
    return tooLong;
  }
  const idBytes = eventId(headerBytes, crypto);
  const id = toHex(idBytes);
  return {
    id,
    header: headerBytes,
    body,
    toSign: eventSigningBytes(idBytes),
    unsigned: { id, ...headerToFields(header), content: draft.content },
  };
}

function sortedParents(draft: { parents: readonly Hex[]; prev: Hex | null }): readonly Hex[] {
  const others = new Set(draft.parents);
  if (draft.prev !== null) others.delete(draft.prev);
  return [...others].toSorted(compareKeys);
}

/** Completes an event with the signature over `toSign`. Does not verify it. */
export function sealEvent<Content>(
  composed: ComposedEvent<Content>,
  signature: Uint8Array,
): LogEvent<Content> {
  assert(signature.length === signatureBytes, 'EVENT-3: a signature has 64 bytes');
  const { header, body } = composed;
  return { ...composed.unsigned, raw: { header, signature, body } };
}

function wrongContent(error: z.ZodError): Rejection {
  const first = error.issues[0];
  const where = first === undefined || first.path.length === 0 ? 'it' : first.path.join('.');
  return reject(
    'wrong-body',
    `This entry cannot be made: ${where} ${first?.message ?? 'is wrong'}. Correct it and try again.`,
  );
}

const outOfRange = reject(
  'wrong-shape',
  'This entry cannot be made: its time or its place in the log is out of range. Check the clock, then catch up and try again.',
);

const tooLong = reject('too-large', 'This entry is too long. Shorten its texts and try again.');

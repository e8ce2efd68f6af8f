/**
 * V1 to V3: is a well-formed event signed, linked and entitled? Decided from the event and its ancestors alone, so
 * every node reaches the same verdict whatever else it has seen.
 *
 * Invariant: an event's parents are valid, since a node keeps valid events only.
 */
import { fromHex, isHex, zeroHex, type Hex } from './bytes.ts';
import { prefixed, type Crypto } from './crypto.ts';
import { eventSigningBytes, parentsOf, type LogEvent } from './event.ts';
import { genesisType } from './event-decode.ts';
import type { AnyEventType, TypeLookup } from './event-type.ts';
import { compareHlc } from './hlc.ts';
import type { Rejection } from './outcome.ts';
import { isHex32 } from './schema.ts';
import { invalid } from './validity.ts';

/** The type of a member's inception event. */
export const joinType = 'member.joined';
/** The type of an invitation. */
export const invitationType = 'member.invited';

/** What the judgement of a child needs of its parent. */
export type Parent = Pick<LogEvent, 'device' | 'seq' | 'time' | 'basis' | 'type' | 'content'>;

/** Finds a valid event that is held. */
export type ParentLookup = (id: Hex) => Parent | undefined;

/**
 * V1: keys and signatures. `definition` is that of the event's type. Rejects with `bad-key` or `bad-signature`;
 * undefined: nothing wrong.
 */
export function verifyEvent(
  event: LogEvent,
  definition: AnyEventType,
  crypto: Crypto,
): Rejection | undefined {
  const device = fromHex(event.device);
  const keys = definition.keys?.(event.content) ?? [];
  if (!crypto.isValidKey(device) || !keys.every((key) => crypto.isValidKey(fromHex(key)))) {
    return invalid('bad-key');
  }
  if (!crypto.verify(event.raw.signature, eventSigningBytes(fromHex(event.id)), device)) {
    return invalid('bad-signature');
  }
  const proofs = definition.proofs?.(event.content, { coop: fromHex(event.coop), device }) ?? [];
  const proven = proofs.every(({ signature, message, key }) =>
    crypto.verify(signature, message, key),
  );
  return proven ? undefined : invalid('bad-signature');
}

/** The parents that `parentById` does not have: what to ask peers for. */
export function missingParents(
  event: Pick<LogEvent, 'prev' | 'parents'>,
  parentById: (id: Hex) => unknown,
): readonly Hex[] {
  return parentsOf(event).filter((id) => parentById(id) === undefined);
}

/**
 * V2 and V3: the event's place after its parents, and for a device's first event its right to be there. Rejects with
 * the first failing code of §1.4, `missing-parent` (the only one worth retrying) to `not-entitled`; undefined: the
 * event is valid.
 */
export function checkLinks(
  event: LogEvent,
  parentById: ParentLookup,
  lookup: TypeLookup,
  crypto: Pick<Crypto, 'verify'>,
): Rejection | undefined {
  const prev = event.prev === null ? undefined : parentById(event.prev);
  const others: Parent[] = [];
  for (const id of event.parents) {
    const parent = parentById(id);
    if (parent !== undefined) others.push(parent);
  }
  const complete =
    others.length === event.parents.length && (prev !== undefined || event.prev === null);
  if (!complete) return invalid('missing-parent');
  if (prev !== undefined && (prev.device !== event.device || prev.seq !== event.seq - 1)) {
    return invalid('wrong-previous');
  }
  const parents = prev === undefined ? others : [prev, ...others];
  if (!parents.every((parent) => compareHlc(event.time, parent.time) > 0)) {
    return invalid('time-not-after-parents');
  }
  if (!parents.every((parent) => event.basis.height >= parent.basis.height)) {
    return invalid('checkpoint-below-parent');
  }
  const entitled = isEntitled(event, prev, others, parentById, lookup, crypto);
  return entitled ? undefined : invalid('not-entitled');
}

/** §1.5. `others` are the events of `q`. */
function isEntitled(
  event: LogEvent,
  prev: Parent | undefined,
  others: readonly Parent[],
  parentById: ParentLookup,
  lookup: TypeLookup,
  crypto: Pick<Crypto, 'verify'>,
): boolean {
  if (event.type === genesisType) return isGenesis(event);
  if (event.seq === 0 && parentById(event.coop)?.device === event.device) return false;
  if (event.type === joinType) {
    return isJoin(event, parentById, crypto) || isFounderJoin(event, prev);
  }
  if (event.seq !== 0) return true;
  // By another device: else a device could enrol its own key and claim the slot of its first event once more.
  return others.some(
    (parent) =>
      parent.device !== event.device &&
      lookup(parent.type)?.enrols?.(parent.content).includes(event.device),
  );
}

function isGenesis(event: LogEvent): boolean {
  const { seq, parents, basis } = event;
  return seq === 0 && parents.length === 0 && basis.height === 0 && basis.hash === zeroHex;
}

/** (b): the invitation is a direct parent, and its one-time key has signed this device. */
function isJoin(
  event: LogEvent,
  parentById: ParentLookup,
  crypto: Pick<Crypto, 'verify'>,
): boolean {
  const invitation = field(event.content, 'invitation');
  const link = field(event.content, 'link');
  if (event.seq !== 0 || !isHex32(invitation) || !event.parents.includes(invitation)) return false;
  const invited = parentById(invitation);
  if (invited?.type !== invitationType) return false;
  const key = field(invited.content, 'key');
  if (!isHex32(key) || typeof link !== 'string' || !isHex(link, 64)) return false;
  const message = prefixed('icn/invitation/1', fromHex(event.coop), fromHex(event.device));
  return crypto.verify(fromHex(link), message, fromHex(key));
}

/** The founder's own inception: the event after the genesis (so number 1), by the same device, as V2 has seen. */
function isFounderJoin(event: LogEvent, prev: Parent | undefined): boolean {
  return prev?.type === genesisType && field(event.content, 'invitation') === null;
}

/** A field of decoded content. The shape was checked against the registry, whose types this package does not know. */
function field(content: unknown, name: string): unknown {
  return typeof content === 'object' && content !== null && Object.hasOwn(content, name)
    ? (content as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

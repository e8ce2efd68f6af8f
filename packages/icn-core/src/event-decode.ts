/**
 * V0: is this sequence of bytes an event of this cooperative? Form, sizes, hashes and the shape of its body; no
 * signature and no other event is looked at.
 *
 * Invariant: total. Any bytes give an event or a rejection, always the same one.
 */
import { toHex, zeroHex, type Hex } from './bytes.ts';
import { readBlob } from './blob.ts';
import { decodeCborViews, isCborMap, type CborValue } from './cbor.ts';
import { signatureBytes, type Crypto } from './crypto.ts';
import { eventId, type EventParts, type LogEvent } from './event.ts';
import { headerToFields, mapToHeader, type Header } from './event-header.ts';
import type { TypeLookup } from './event-type.ts';
import {
  blobBytesMax,
  blobSaltBytes,
  bodyBytesMax,
  eventBytesMax,
  headerBytesMax,
  rulesVersionMax,
} from './limits.ts';
import { isRejection, type Rejection } from './outcome.ts';
import { invalid } from './validity.ts';

/** The type of the genesis event. */
export const genesisType = 'coop.founded';

/** An event whose form is right. Its signature and its place in the log are still to be judged. */
export interface DecodedEvent {
  readonly event: LogEvent;
  /** Salt and content; null: the sender has erased it; undefined: not sent, or the event has none. */
  readonly blob: Uint8Array | null | undefined;
}

/**
 * Reads an event (V0). `coop` is the id of the open cooperative; while it is undefined only a genesis event passes.
 * `wire` belongs to the event from then on, whose parts are views of it: nobody may change it.
 * Rejects with the first failing code of §1.4, `too-large` to `wrong-coop`.
 */
export function decodeEvent(
  wire: Uint8Array,
  lookup: TypeLookup,
  crypto: Pick<Crypto, 'sha256'>,
  coop: Hex | undefined,
): DecodedEvent | Rejection {
  const envelope = openEnvelope(wire);
  if (isRejection(envelope)) return envelope;
  const { header, bodyMap, blob } = envelope;
  const parts = blob === undefined ? envelope.parts : copyOf(envelope.parts);
  if (header.version !== 1) return invalid('unknown-version');
  if (header.rules > rulesVersionMax) return invalid('unknown-rules');
  const definition = lookup(header.type);
  if (definition === undefined || definition.rules !== header.rules) return invalid('unknown-type');
  if (toHex(crypto.sha256(parts.body)) !== header.bodyHash) return invalid('body-mismatch');
  if (!blobMatches(blob, header.blobHash, crypto)) return invalid('blob-mismatch');
  const body = isCborMap(bodyMap) ? definition.body.safeDecode(bodyMap) : undefined;
  if (body?.success !== true) return invalid('wrong-body');
  const id = toHex(eventId(parts.header, crypto));
  if (!isOfCoop(header, id, coop)) return invalid('wrong-coop');
  const content: unknown = body.data;
  return { event: { id, ...headerToFields(header), content, raw: parts }, blob };
}

/** Parts that hold on to no blob: events are kept for longer than what came along with them. */
function copyOf({ header, signature, body }: EventParts): EventParts {
  return { header: header.slice(), signature: signature.slice(), body: body.slice() };
}

interface Envelope {
  readonly header: Header;
  readonly bodyMap: CborValue;
  readonly parts: EventParts;
  readonly blob: Uint8Array | null | undefined;
}

/** The checks down to `wrong-shape`. A part that an outer failure hides is not judged: the outer failure stands. */
function openEnvelope(wire: Uint8Array): Envelope | Rejection {
  if (wire.length > eventBytesMax) return invalid('too-large');
  const array = decodeCborViews(wire);
  if (array === undefined) return invalid('not-canonical');
  const items: readonly CborValue[] = Array.isArray(array) ? array : [];
  const [header, signature, body, blob] = items;
  if (
    isLonger(header, headerBytesMax) ||
    isLonger(body, bodyBytesMax) ||
    isLonger(blob, blobBytesMax)
  ) {
    return invalid('too-large');
  }
  // An item that is no byte string has no inner encoding to be wrong; its type is judged below.
  const headerMap = header instanceof Uint8Array ? decodeCborViews(header) : null;
  const bodyMap = body instanceof Uint8Array ? decodeCborViews(body) : null;
  const blobRefusal = blob instanceof Uint8Array ? refusalOfBlob(blob) : undefined;
  if (headerMap === undefined || bodyMap === undefined || blobRefusal?.code === 'not-canonical') {
    return invalid('not-canonical');
  }
  if (
    items.length < 3 ||
    items.length > 4 ||
    !(header instanceof Uint8Array) ||
    !(signature instanceof Uint8Array && signature.length === signatureBytes) ||
    !(body instanceof Uint8Array) ||
    !(blob === undefined || blob === null || blob instanceof Uint8Array) ||
    blobRefusal !== undefined
  ) {
    return invalid('wrong-shape');
  }
  const fields = mapToHeader(headerMap);
  if (fields === undefined) return invalid('wrong-shape');
  return { header: fields, bodyMap, parts: { header, signature, body }, blob };
}

function isLonger(item: CborValue | undefined, max: number): boolean {
  return item instanceof Uint8Array && item.length > max;
}

function refusalOfBlob(blob: Uint8Array): Rejection | undefined {
  // Too short for a salt and any content: there is nothing encoded to be judged before the shape.
  const content = readBlob(blob.length > blobSaltBytes ? blob : new Uint8Array(0));
  return isRejection(content) ? content : undefined;
}

function blobMatches(
  blob: Uint8Array | null | undefined,
  hash: Hex | undefined,
  crypto: Pick<Crypto, 'sha256'>,
): boolean {
  if (blob === undefined) return true;
  if (hash === undefined) return false;
  return blob === null || toHex(crypto.sha256(blob)) === hash;
}

function isOfCoop(header: Header, id: Hex, coop: Hex | undefined): boolean {
  if (header.type !== genesisType) return coop !== undefined && header.coop === coop;
  return header.coop === zeroHex && (coop === undefined || id === coop);
}

/**
 * Messages of `/icn/sync/1`, canonical CBOR arrays whose first item names the kind:
 *
 *     ['hello', protocol, coop, rules, height, hash]   first message of both sides
 *     ['have', height, [[device, n, id], ...]]         chain heads held: asks for what is above them
 *     ['events', [event, ...], more]                   parents first; more: say `have` again for the rest
 *     ['certificates', [certificate, ...]]             ascending by height
 *     ['want-blobs', [hash, ...]]
 *     ['blobs', [salt and content, ...]]               those asked for that the sender holds
 *
 * Invariant: total. Any bytes give a message or a rejection.
 */
import {
  decodeCbor,
  encodeCbor,
  fromHex,
  readHash,
  reject,
  rulesVersionMax,
  type CborValue,
  type DeviceHead,
  type Hex,
  type Rejection,
} from 'icn-core';

/** The version of these messages. */
const protocol = 1;
/** Longest list in one message: more than any replica sends. */
const itemsMax = 10_000;

/** One message. */
export type Message =
  | { readonly kind: 'hello'; readonly coop: Hex; readonly height: number; readonly hash: Hex }
  | { readonly kind: 'have'; readonly height: number; readonly heads: readonly DeviceHead[] }
  | { readonly kind: 'events'; readonly events: readonly Uint8Array[]; readonly more: boolean }
  | { readonly kind: 'certificates'; readonly certificates: readonly Uint8Array[] }
  | { readonly kind: 'want-blobs'; readonly hashes: readonly Hex[] }
  | { readonly kind: 'blobs'; readonly blobs: readonly Uint8Array[] };

/** Bytes of a message. */
export function encodeMessage(message: Message): Uint8Array {
  return encodeCbor(toArray(message));
}

function toArray(message: Message): CborValue {
  switch (message.kind) {
    case 'hello':
      return [
        'hello',
        protocol,
        fromHex(message.coop),
        rulesVersionMax,
        message.height,
        fromHex(message.hash),
      ];
    case 'have': {
      const heads = message.heads.map(({ device, seq, id }) => [fromHex(device), seq, fromHex(id)]);
      return ['have', message.height, heads];
    }
    case 'events':
      return ['events', message.events, message.more];
    case 'certificates':
      return ['certificates', message.certificates];
    case 'want-blobs':
      return ['want-blobs', message.hashes.map(fromHex)];
    case 'blobs':
      return ['blobs', message.blobs];
  }
}

/** Reads a message. Rejects with `message-malformed`. */
export function decodeMessage(bytes: Uint8Array): Message | Rejection {
  const value = decodeCbor(bytes);
  const message = Array.isArray(value) ? fromArray(value as readonly CborValue[]) : undefined;
  return (
    message ??
    reject(
      'message-malformed',
      'Another node sent something that could not be read. Update both nodes to the same version.',
    )
  );
}

function fromArray(items: readonly CborValue[]): Message | undefined {
  const [kind, ...rest] = items;
  if (typeof kind !== 'string') return undefined;
  switch (kind) {
    case 'hello':
      return readHello(rest);
    case 'have':
      return readHave(rest);
    case 'events':
      return readEvents(rest);
    case 'certificates': {
      const certificates = byteStrings(rest[0]);
      return rest.length === 1 && certificates !== undefined
        ? { kind: 'certificates', certificates }
        : undefined;
    }
    case 'want-blobs': {
      const hashes = list(rest[0])?.map(readHash);
      return rest.length === 1 && isWhole(hashes) ? { kind: 'want-blobs', hashes } : undefined;
    }
    case 'blobs': {
      const blobs = byteStrings(rest[0]);
      return rest.length === 1 && blobs !== undefined ? { kind: 'blobs', blobs } : undefined;
    }
    default:
      return undefined;
  }
}

function readHello(items: readonly CborValue[]): Message | undefined {
  const [version, coopBytes, rules, height, hashBytes] = items;
  const [coop, latest] = [readHash(coopBytes), readHash(hashBytes)];
  if (items.length !== 5 || version !== protocol || !isNatural(rules)) return undefined;
  if (coop === undefined || latest === undefined || !isNatural(height)) return undefined;
  return { kind: 'hello', coop, height, hash: latest };
}

function readHave(items: readonly CborValue[]): Message | undefined {
  const [height, listed] = items;
  const heads = list(listed)?.map(readHead);
  if (items.length !== 2 || !isNatural(height) || !isWhole(heads)) return undefined;
  return { kind: 'have', height, heads };
}

function readHead(value: CborValue): DeviceHead | undefined {
  const items = list(value);
  const [device, seq, id] = [readHash(items?.[0]), items?.[1], readHash(items?.[2])];
  if (items?.length !== 3 || device === undefined || id === undefined) return undefined;
  return isNatural(seq) ? { device, seq, id } : undefined;
}

function readEvents(items: readonly CborValue[]): Message | undefined {
  const [listed, more] = items;
  const events = byteStrings(listed);
  if (items.length !== 2 || events === undefined || typeof more !== 'boolean') return undefined;
  return { kind: 'events', events, more };
}

function list(value: CborValue | undefined): readonly CborValue[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.length <= itemsMax ? (value as readonly CborValue[]) : undefined;
}

function byteStrings(value: CborValue | undefined): readonly Uint8Array[] | undefined {
  const items = list(value)?.map((item) => (item instanceof Uint8Array ? item : undefined));
  return isWhole(items) ? items : undefined;
}

function isWhole<T>(items: readonly (T | undefined)[] | undefined): items is readonly T[] {
  return items !== undefined && items.every((item) => item !== undefined);
}

function isNatural(value: CborValue | undefined): value is number {
  return typeof value === 'number' && value >= 0;
}

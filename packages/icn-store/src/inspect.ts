/**
 * Reads stored event bytes for `verify`: hashes and signature, and the header fields that the store keeps in columns.
 * Whether an event is valid was judged when it came; this asks only whether these are still its bytes.
 */
import {
  decodeCbor,
  eventId,
  eventSigningBytes,
  fromHex,
  isCborMap,
  readHash,
  toHex,
} from 'icn-core';
import type { CborMap, CborValue, Crypto, Hex, InspectWire } from 'icn-core';

/** Makes the inspection of events with the given verifier. Costs one signature check per event. */
export function inspectWith(crypto: Crypto): InspectWire {
  return (wire) => {
    const parts = decodeCbor(wire);
    const array: readonly CborValue[] = Array.isArray(parts) ? parts : [];
    const [headerBytes, signature, body] = array;
    const areBytes =
      array.length === 3 &&
      headerBytes instanceof Uint8Array &&
      signature instanceof Uint8Array &&
      body instanceof Uint8Array;
    if (!areBytes) return 'its bytes are not an event any more.';
    const id = eventId(headerBytes, crypto);
    const header = decodeCbor(headerBytes);
    const fields = header !== undefined && isCborMap(header) ? fieldsOf(header) : undefined;
    if (fields === undefined) return 'its header cannot be read any more.';
    if (toHex(crypto.sha256(body)) !== fields.bodyHash) {
      return 'its body is not the one that its header names.';
    }
    const { device, seq, prev, blobHash } = fields;
    if (!crypto.verify(signature, eventSigningBytes(id), fromHex(device))) {
      return `its signature is not by device ${device}, or its header was changed.`;
    }
    return { id: toHex(id), device, seq, prev, blobHash };
  };
}

interface Fields {
  readonly device: Hex;
  readonly seq: number;
  readonly prev: Hex | null;
  readonly bodyHash: Hex;
  readonly blobHash: Hex | undefined;
}

function fieldsOf(header: CborMap): Fields | undefined {
  const { d, n, p, b, z } = header;
  const [device, bodyHash] = [readHash(d), readHash(b)];
  const prev = p === null ? null : readHash(p);
  const isWhole = device !== undefined && bodyHash !== undefined && prev !== undefined;
  if (!isWhole || typeof n !== 'number') return undefined;
  return { device, seq: n, prev, bodyHash, blobHash: readHash(z) };
}

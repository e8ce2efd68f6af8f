/**
 * Blobs: personal data beside an event, salted and detachable. The header keeps only the hash, so erasing a blob leaves
 * a commitment that tells nothing, and changes no root.
 */
import { concat } from './bytes.ts';
import { decodeCbor, encodeCbor, isCborMap, type CborValue } from './cbor.ts';
import { blobBytesMax, blobContentBytesMax, blobSaltBytes } from './limits.ts';
import { assert, reject, type Rejection } from './outcome.ts';

/** Content of a blob: field names to texts, such as `{ name: 'Ana' }`. */
export type BlobContent = Readonly<Record<string, string>>;

/**
 * Puts a blob together. `salt` must be 32 fresh random bytes: it is what makes the hash tell nothing once it is gone.
 * Rejects with `too-large` beyond 64 KiB.
 */
export function makeBlob(salt: Uint8Array, content: BlobContent): Uint8Array | Rejection {
  assert(salt.length === blobSaltBytes, 'BLOB-1: a salt has 32 bytes');
  const encoded = encodeCbor(content);
  if (encoded.length > blobContentBytesMax) {
    return reject('too-large', 'The text is longer than 64 KiB. Shorten it, or link to it.');
  }
  return concat(salt, encoded);
}

/**
 * Reads the content of a blob, `salt ‖ content`. Rejects with `too-large`, `not-canonical` or `wrong-shape`. Whether it
 * belongs to an event is the question of its hash.
 */
export function readBlob(blob: Uint8Array): BlobContent | Rejection {
  if (blob.length > blobBytesMax) {
    return reject(
      'too-large',
      'The personal data of this event is too large. Ask its author to send less.',
    );
  }
  const content = blob.length > blobSaltBytes ? decodeCbor(blob.subarray(blobSaltBytes)) : null;
  if (content === undefined) {
    return reject(
      'not-canonical',
      'The personal data of this event is damaged. Fetch it again from another node.',
    );
  }
  return isTextMap(content) ? content : wrongShape;
}

const wrongShape = reject(
  'wrong-shape',
  'The personal data of this event does not have the expected form. Ask its author to update their software.',
);

function isTextMap(content: CborValue): content is BlobContent {
  // Order does not matter: every value has to be a text.
  // oxlint-disable-next-line icn/no-unordered-iteration
  return isCborMap(content) && Object.values(content).every((value) => typeof value === 'string');
}

/**
 * Events for the store's suites: canonical, signed, of about the size of real ones, and the same in every run. Signed
 * with `node:crypto`, which agrees with libsodium on honest signatures.
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { encodeCbor, encodeEvent, eventId, eventSigningBytes, fromHex, toHex } from 'icn-core';
import type { Crypto, Hex, NewEvent } from 'icn-core';
import { sha256 } from '../digest.ts';

/** Id of the cooperative in the suites. */
export const fixtureCoop: Hex = 'c0'.repeat(32);

/** The crypto port on `node:crypto`: good enough for events that the fixture signed. */
export const fixtureCrypto: Crypto = {
  sha256,
  verify: (signature, message, publicKey) => {
    const key = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]);
    try {
      return verify(
        null,
        message,
        createPublicKey({ key, format: 'der', type: 'spki' }),
        signature,
      );
    } catch {
      // A key that is no point: the port says false where node:crypto throws.
      return false;
    }
  },
  isValidKey: (publicKey) => publicKey.length === 32,
};

/** Bytes that depend on nothing but the text. */
export function bytesFrom(text: string, length: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let part = 0; part * 32 < length; part += 1)
    parts.push(sha256(Buffer.from(`${text} ${part}`)));
  return Uint8Array.from(Buffer.concat(parts).subarray(0, length));
}

/** Text that depends on `text` alone, `length` characters. */
export function textFrom(text: string, length: number): string {
  return toHex(bytesFrom(text, length)).slice(0, length);
}

/** An event to follow. */
export type EventLink = Pick<NewEvent, 'id' | 'seq'>;

/** What an event may differ in. */
export interface FixtureOptions {
  /** Event it follows; left out: the author's last. */
  readonly after?: EventLink | null;
  /** The blob that its header names. */
  readonly blob?: Uint8Array;
  /** Length of filling in the body, bytes. */
  readonly bodyBytes?: number;
}

/** A device that writes events. */
export class Author {
  readonly device: Hex;
  readonly #name: string;
  readonly #key: KeyObject;
  #last: EventLink | null = null;
  #made = 0;

  constructor(name: string) {
    const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
    const key = Buffer.concat([pkcs8, bytesFrom(`key of ${name}`, 32)]);
    this.#name = name;
    this.#key = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
    const spki = createPublicKey(this.#key).export({ format: 'der', type: 'spki' });
    this.device = toHex(spki.subarray(-32));
  }

  /** The next event, about 460 bytes on the wire. */
  next({ after = this.#last, blob, bodyBytes = 115 }: FixtureOptions = {}): NewEvent {
    const seq = after === null ? 0 : after.seq + 1;
    this.#made += 1;
    const body = encodeCbor({ memo: bytesFrom(`body ${this.#name} ${this.#made}`, bodyBytes) });
    const other = bytesFrom(`parent ${seq}`, 32);
    const header = encodeCbor({
      v: 1,
      c: fromHex(fixtureCoop),
      d: fromHex(this.device),
      n: seq,
      p: after === null ? null : fromHex(after.id),
      q: [other],
      t: [1_800_000_000_000 + this.#made, 0],
      e: [0, new Uint8Array(32)],
      k: 'ledger.transferred',
      r: 0,
      b: sha256(body),
      ...(blob === undefined ? {} : { z: sha256(blob) }),
    });
    const id = eventId(header, fixtureCrypto);
    const signature = sign(null, eventSigningBytes(id), this.#key);
    const event: NewEvent = {
      id: toHex(id),
      device: this.device,
      seq,
      prev: after?.id ?? null,
      wire: encodeEvent({ header, signature: Uint8Array.from(signature), body }),
      blobHash: blob === undefined ? undefined : toHex(sha256(blob)),
    };
    this.#last = event;
    return event;
  }

  /** The next `count` events. */
  many(count: number): readonly NewEvent[] {
    return Array.from({ length: count }, () => this.next());
  }
}

/**
 * A small cooperative whose events the event vectors build on, and a builder that can write any event, right or wrong:
 * it puts bytes together by itself instead of calling `composeEvent`, which refuses to make wrong ones.
 */
import {
  concat,
  encodeCbor,
  encodeEvent,
  fromHex,
  prefixed,
  toHex,
  type CborMap,
  type CborValue,
  type Hex,
  type Signer,
} from 'icn-core';
import type { Workshop } from './workshop.ts';

/** What differs from the usual. A header key of `undefined` is left out. */
export interface Writing {
  readonly author: Signer;
  readonly header: Readonly<Record<string, CborValue | undefined>>;
  readonly body: CborValue;
  /** Instead of the encoded `body`. */
  readonly bodyBytes?: Uint8Array;
  /** Instead of the encoded header. */
  readonly headerBytes?: Uint8Array;
  /** Goes along; its hash goes into the header unless `z` is given there. */
  readonly blob?: Uint8Array | null;
  /** Instead of the author's signature. */
  readonly sign?: (id: Uint8Array) => Uint8Array;
}

export interface Written {
  readonly id: Hex;
  readonly wire: Uint8Array;
}

const zeros = new Uint8Array(32);

export interface Story {
  readonly workshop: Workshop;
  readonly coop: Uint8Array;
  readonly founder: Signer;
  readonly anna: Signer;
  readonly phone: Signer;
  readonly spare: Signer;
  readonly invitation: Signer;
  /** Valid events by name, parents first. */
  readonly events: ReadonlyMap<string, Written>;
  readonly idOf: (name: string) => Uint8Array;
  readonly write: (writing: Writing) => Written;
  /** Proof by `key` for an event of `author` (1-events.md §1.5). */
  readonly prove: (coop: Uint8Array, author: Signer, key: Signer) => Uint8Array;
  /** What Anna's next event looks like: a payment, number 2 of her device. */
  readonly next: Writing;
}

/** Puts an event together from parts, right or wrong, and signs it. */
export function writer({ crypto }: Workshop): (writing: Writing) => Written {
  return ({ author, header, body, bodyBytes, headerBytes, blob, sign }) => {
    const bytes = bodyBytes ?? encodeCbor(body);
    const complete: Record<string, CborValue | undefined> = {
      v: 1,
      d: author.publicKey,
      q: [],
      e: [0, zeros],
      r: 0,
      b: crypto.sha256(bytes),
      ...(blob instanceof Uint8Array ? { z: crypto.sha256(blob) } : {}),
      ...header,
    };
    const kept = Object.entries(complete).filter(([, value]) => value !== undefined);
    const encoded = headerBytes ?? encodeCbor(Object.fromEntries(kept) as CborMap);
    const id = crypto.sha256(prefixed('icn/event-id/1', encoded));
    const signature = sign?.(id) ?? author.sign(prefixed('icn/event/1', id));
    const parts = { header: encoded, signature, body: bytes };
    return { id: toHex(id), wire: encodeEvent(parts, blob) };
  };
}

export function tellStory(workshop: Workshop): Story {
  const { signer } = workshop;
  const [founder, anna, phone] = [signer('founder'), signer('anna'), signer("anna's phone")];
  const [spare, invitation] = [signer("founder's spare"), signer('invitation')];
  const write = writer(workshop);
  const events = new Map<string, Written>();
  const idOf = (name: string): Uint8Array => {
    const event = events.get(name);
    if (event === undefined) throw new Error(`the story has no event ${name}`);
    return fromHex(event.id);
  };
  const prove: Story['prove'] = (c, author, key) =>
    key.sign(prefixed('icn/possession/1', c, author.publicKey, key.publicKey));

  const t = (minute: number): CborValue => [1_790_000_000_000 + minute * 60_000, 0];
  const genesisHeader = { c: zeros, n: 0, p: null, t: t(0), k: 'coop.founded' };
  events.set(
    'genesis',
    write({ author: founder, header: genesisHeader, body: { name: 'Bakery' } }),
  );
  const coop = idOf('genesis');
  const add = (name: string, author: Signer, header: Writing['header'], body: CborValue): void => {
    events.set(name, write({ author, header: { c: coop, ...header }, body }));
  };
  add(
    'founder joins',
    founder,
    { n: 1, p: coop, t: t(1), k: 'member.joined' },
    {
      invitation: null,
      link: null,
      spare: { key: spare.publicKey, proof: prove(coop, founder, spare) },
    },
  );
  add(
    'invitation',
    founder,
    { n: 2, p: idOf('founder joins'), t: t(2), k: 'member.invited' },
    { key: invitation.publicKey },
  );
  add(
    'anna joins',
    anna,
    { n: 0, p: null, q: [idOf('invitation')], t: t(3), k: 'member.joined' },
    {
      invitation: idOf('invitation'),
      link: invitation.sign(prefixed('icn/invitation/1', coop, anna.publicKey)),
      spare: null,
    },
  );
  add(
    'anna enrols her phone',
    anna,
    {
      n: 1,
      p: idOf('anna joins'),
      t: t(4),
      k: 'device.enrolled',
      e: [3, workshop.bytes('checkpoint', 32)],
    },
    { key: phone.publicKey, proof: prove(coop, anna, phone) },
  );
  const next: Writing = {
    author: anna,
    header: {
      c: coop,
      n: 2,
      p: idOf('anna enrols her phone'),
      q: [idOf('invitation')],
      t: t(5),
      e: [3, workshop.bytes('checkpoint', 32)],
      k: 'ledger.transferred',
    },
    body: { to: idOf('founder joins'), minutes: 90 },
  };
  return {
    workshop,
    coop,
    founder,
    anna,
    phone,
    spare,
    invitation,
    events,
    idOf,
    write,
    prove,
    next,
  };
}

/** A writing with some header keys changed. */
export function withHeader(writing: Writing, header: Writing['header']): Writing {
  return { ...writing, header: { ...writing.header, ...header } };
}

/** Byte strings in the order that `q` demands. */
export function rising(ids: readonly Uint8Array[]): readonly Uint8Array[] {
  return ids.toSorted((a, b) => (toHex(a) < toHex(b) ? -1 : 1));
}

/** A blob: salt and a map from text to text whose encoding is `contentBytes` long. */
export function blobOf(workshop: Workshop, contentBytes: number): Uint8Array {
  // Map head 1, key "memo" 5, text head 1, 2, 3 or 5.
  for (const headBytes of [1, 2, 3, 5]) {
    const content = encodeCbor({ memo: 'm'.repeat(Math.max(0, contentBytes - 6 - headBytes)) });
    if (content.length === contentBytes) return concat(workshop.bytes('salt', 32), content);
  }
  throw new Error(`no blob content has ${contentBytes} bytes`);
}

/** The body of a `test.filled` whose encoding is `bodyBytes` long, from 300 on. */
export function filledBody(bodyBytes: number): CborValue {
  // Map head 1, key "fill" 5, text head 3.
  return { fill: 'f'.repeat(bodyBytes - 9) };
}

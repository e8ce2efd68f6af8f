/**
 * A cooperative's log of any length, made for measuring: ten members, each with one device, who pay
 * each other and log and confirm hours. All of it is signed with libsodium and valid. Events are made
 * when they are asked for, outside the time that is measured, so that a long log takes no memory.
 */
import {
  builtInFloors,
  composeEvent,
  encodeEvent,
  fromHex,
  isRejection,
  nextHlc,
  noBasis,
  prefixed,
  sealEvent,
  toHex,
  zeroHex,
  type Basis,
  type EventDraft,
  type Hex,
  type Hlc,
  type Signer,
} from 'icn-core';
import { openCrypto } from 'icn-crypto/node';
import { typeOf } from 'icn-replica';

const kit = openCrypto();

/** The crypto that the product uses on nodes. */
export const benchCrypto = kit.crypto;

const startMs = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;
const members = 10;

/** An event with the parts that raw verification needs. */
export interface Signed {
  readonly wire: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly key: Uint8Array;
}

interface Tip {
  readonly id: Hex;
  readonly time: Hlc;
}

interface Author {
  readonly signer: Signer;
  readonly device: Hex;
  member: Hex;
  seq: number;
  last: Tip | undefined;
}

const newSigner = (): Signer => kit.signerFromSeed(kit.randomBytes(32));

function newAuthor(): Author {
  const signer = newSigner();
  return { signer, device: toHex(signer.publicKey), member: zeroHex, seq: 0, last: undefined };
}

/** An endless log. Each event cites the one before it, so it stays one line of history. */
export class Workload {
  /** Certifies on the node that is measured. */
  readonly anchor: Signer = newSigner();
  /** What the next events name as the newest checkpoint; to be kept up by who feeds a node. */
  basis: Basis = noBasis;
  /** Time of the last event, Unix milliseconds. */
  nowMs = startMs;
  readonly #people: Author[] = [];
  #ready: Signed[] = [];
  #coop: Hex = zeroHex;
  #tip: (Tip & { readonly device: Hex }) | undefined;
  #round = 0;

  /** Founds the cooperative and lets its members join. */
  constructor() {
    this.#found();
    while (this.#people.length < members) this.#admit();
  }

  get coop(): Hex {
    return this.#coop;
  }

  /** The next `count` events. Two in three are payments, the others hours logged and confirmed. */
  next(count: number): readonly Signed[] {
    while (this.#ready.length < count) this.#writeRound();
    return this.#ready.splice(0, count);
  }

  /**
   * A payment like the largest that a client makes: the parents stand for two tips of other devices
   * beside the author's own last event, the blob for a memo.
   */
  largestPayment(): Signed {
    const [one, other] = [this.#person(this.#round), this.#person(this.#round + 3)];
    this.#round += 1;
    this.nowMs += 60_000;
    const others = this.#people.filter(({ device }) => device !== one.device);
    const cite = others.flatMap(({ last }) => (last === undefined ? [] : [last])).slice(-2);
    this.#tip = undefined;
    const content = { to: other.member, minutes: 6000 };
    this.#write(one, 'ledger.transferred', content, cite, kit.randomBytes(80));
    const [payment] = this.#ready.splice(0);
    if (payment === undefined) throw new Error('a payment was written');
    return payment;
  }

  #person(i: number): Author {
    const person = this.#people[i % this.#people.length];
    if (person === undefined) throw new Error('a cooperative has members');
    return person;
  }

  #writeRound(): void {
    const i = this.#round;
    this.#round += 1;
    this.nowMs += 60_000;
    const [one, other] = [this.#person(i), this.#person(i + 3)];
    const minutes = 1 + (i % 90);
    this.#write(one, 'ledger.transferred', { to: other.member, minutes });
    this.#write(other, 'ledger.transferred', { to: one.member, minutes });
    if (i % 2 === 1) return;
    const day = Math.floor(this.nowMs / dayMs);
    const entry = this.#write(one, 'hours.logged', { day, minutes: 1 });
    this.#write(other, 'hours.confirmed', { entry });
  }

  /** Signs the author's next event; it cites the event before it, whoever wrote that, and `cite`. */
  #write(
    author: Author,
    type: string,
    content: unknown,
    cite: readonly Tip[] = [],
    blob?: Uint8Array,
  ): Hex {
    const definition = typeOf(type);
    if (definition === undefined) throw new Error(`unknown type ${type}`);
    const tip = this.#tip?.device === author.device ? undefined : this.#tip;
    const known = [author.last, tip, ...cite].filter((event) => event !== undefined);
    const draft: EventDraft<unknown> = {
      coop: this.#coop,
      device: author.device,
      seq: author.seq,
      prev: author.last?.id ?? null,
      parents: [...(tip === undefined ? [] : [tip]), ...cite].map(({ id }) => id),
      time: nextHlc(
        this.nowMs,
        known.map(({ time }) => time),
      ),
      basis: this.basis,
      content,
      blob,
    };
    const composed = composeEvent(draft, definition, benchCrypto);
    if (isRejection(composed)) throw new Error(composed.sentence);
    const { raw } = sealEvent(composed, author.signer.sign(composed.toSign));
    this.#ready.push({
      wire: encodeEvent(raw),
      message: composed.toSign,
      signature: raw.signature,
      key: author.signer.publicKey,
    });
    author.seq += 1;
    author.last = { id: composed.id, time: draft.time };
    this.#tip = { ...author.last, device: author.device };
    return composed.id;
  }

  #found(): void {
    const founder = newAuthor();
    const policy = {
      creditLimit: 1_000_000,
      commonLimit: 1_000_000_000,
      vouchesFew: 1,
      vouchesMany: 1,
      fewBelow: 4,
      admissionDelay: 0,
      confirmHours: true,
      floors: builtInFloors,
    };
    const anchors = [toHex(this.anchor.publicKey)];
    const content = { name: 'Bench', unit: 'hours', anchors, policy };
    this.#coop = this.#write(founder, 'coop.founded', content);
    const inception = { invitation: null, link: null, spare: null };
    founder.member = this.#write(founder, 'member.joined', inception);
    this.#people.push(founder);
  }

  #admit(): void {
    const founder = this.#person(0);
    const oneTime = newSigner();
    const author = newAuthor();
    const invited = { key: toHex(oneTime.publicKey), expires: this.nowMs + dayMs };
    const invitation = this.#write(founder, 'member.invited', invited);
    const toSign = prefixed('icn/invitation/1', fromHex(this.#coop), author.signer.publicKey);
    const link = toHex(oneTime.sign(toSign));
    author.member = this.#write(author, 'member.joined', { invitation, link, spare: null });
    this.#write(founder, 'member.vouched', { member: author.member });
    this.#people.push(author);
  }
}

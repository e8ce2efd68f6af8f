/**
 * A cooperative to throw bad input at: one certifying node, entered by its public doors alone (a
 * submission by a local client, a message from a peer), and members with keys of their own.
 *
 * Invariants:
 * - Nothing here reaches into the replica to write; whatever changes came in by a door.
 * - Between two tests nothing is pending: `settle` makes the whole tail final.
 */
import { instantiate, templateByName, type ContractDocument, type ParameterValue } from 'icn-ccl';
import {
  assert,
  builtInFloors,
  composeEvent,
  encodeCbor,
  encodeEvent,
  fromHex,
  isRejection,
  MemoryDisk,
  MemoryLog,
  noBasis,
  prefixed,
  sealEvent,
  toHex,
  zeroHex,
  type EventDraft,
  type Hex,
  type LogStore,
  type Purpose,
  type Signer,
} from 'icn-core';
import { openCrypto } from 'icn-crypto/node';
import {
  authoringContext,
  carryOut,
  isWrite,
  openReplica,
  step,
  typeOf,
  type Effect,
  type Input,
  type Replica,
  type Submitted,
} from 'icn-replica';

const kit = openCrypto();
export const { crypto } = kit;

/** Start of all time here: 2026-01-01. */
export const start = 1_767_225_600_000;
export const dayMs = 86_400_000;

/** A signer whose key depends on the name alone. */
export const signerOf = (name: string): Signer =>
  kit.signerFromSeed(crypto.sha256(new TextEncoder().encode(name)));

/** Signs as a purpose of 1-events §1.1 asks. */
export const signFor = (
  signer: Signer,
  purpose: Purpose,
  ...parts: readonly Uint8Array[]
): Uint8Array => signer.sign(prefixed(purpose, ...parts));

/** Someone with one device. */
export interface Person {
  readonly signer: Signer;
  readonly device: Hex;
  /** Member id; zeros before joining. */
  readonly member: Hex;
}

/** A signed event, as it travels. */
export interface Signed {
  readonly id: Hex;
  readonly wire: Uint8Array;
}

const policy = {
  creditLimit: 600,
  commonLimit: 60_000,
  vouchesFew: 1,
  vouchesMany: 2,
  fewBelow: 4,
  admissionDelay: 3 * dayMs,
  confirmHours: true,
  floors: builtInFloors,
};

/** Composes and signs; `content` has to be what the type allows. */
export function sign(
  signer: Signer,
  type: string,
  place: Omit<EventDraft<unknown>, 'device' | 'content'>,
  content: unknown,
): Signed {
  const definition = typeOf(type);
  assert(definition !== undefined, `type ${type} is registered`);
  const draft = { ...place, device: toHex(signer.publicKey), content };
  const composed = composeEvent(draft, definition, crypto);
  if (isRejection(composed)) throw new Error(composed.sentence);
  const { raw } = sealEvent(composed, signer.sign(composed.toSign));
  return { id: composed.id, wire: encodeEvent(raw, place.blob) };
}

/** The genesis of a cooperative of this name, certified by `anchor`. */
export function genesisOf(founder: Signer, anchor: Signer, name: string, unit = 'hours'): Signed {
  const time = { ms: start, counter: 0 };
  const place = { coop: zeroHex, seq: 0, prev: null, parents: [], time, basis: noBasis };
  const content = { name, unit, anchors: [toHex(anchor.publicKey)], policy };
  return sign(founder, 'coop.founded', place, content);
}

/** One node and its two doors. Peer "north" sends to it, peer "south" only listens. */
export class Node {
  readonly coop: Hex;
  readonly log: LogStore;
  readonly replica: Replica;
  now = start;

  constructor(log: LogStore, anchor?: Signer) {
    this.coop = log.coop;
    this.log = log;
    this.replica = openReplica({ log, crypto, anchor });
    for (const peer of ['north', 'south']) {
      this.step({ kind: 'connected', now: this.now, peer });
      const message = encodeCbor(['hello', 1, fromHex(this.coop), 0, 0, fromHex(zeroHex)]);
      this.step({ kind: 'received', now: this.now, peer, message });
    }
  }

  /** Lets one thing happen; what is to be written is durable when it returns. */
  step(input: Input): readonly Effect[] {
    const effects = step(this.replica, input);
    for (const effect of effects) if (isWrite(effect)) carryOut(effect, this.log);
    this.log.commit();
    return effects;
  }

  /** The first door: a local client hands in an event. */
  submit(wire: Uint8Array): Submitted {
    const effects = this.step({ kind: 'submit', now: this.now, request: 1, wire });
    const reply = effects.find((effect) => effect.kind === 'reply');
    assert(reply !== undefined, 'a submission is answered');
    return reply.result;
  }

  /** The second door: peer "north" sends events. Returns what leaves the node because of it. */
  receive(...wires: readonly Uint8Array[]): readonly Effect[] {
    return this.hear(encodeCbor(['events', wires, false]));
  }

  /** Any message of peer "north". Returns what leaves the node because of it. */
  hear(message: Uint8Array): readonly Effect[] {
    const effects = this.step({ kind: 'received', now: this.now, peer: 'north', message });
    return effects.filter((effect) => !isWrite(effect));
  }

  /** Hands in an event that has to be accepted. */
  must(wire: Uint8Array): Hex {
    const result = this.submit(wire);
    if (isRejection(result)) throw new Error(`${result.code}: ${result.sentence}`);
    return result.id;
  }

  /** Lets time pass. */
  tick(ms = 10_000): void {
    this.now += ms;
    this.step({ kind: 'tick', now: this.now });
  }
}

/** An empty log in memory. */
export const memoryLog = (coop: Hex): LogStore => new MemoryLog(new MemoryDisk(coop));

/** What a bakery is opened with. */
export interface Opening {
  readonly name?: string;
  /** Active members; the first is the founder. */
  readonly people?: readonly string[];
  /** Makes the log; in memory by default. */
  readonly openLog?: (coop: Hex) => LogStore;
}

/** The cooperative with its certifying node. */
export class Bakery extends Node {
  readonly anchor: Signer;
  readonly people = new Map<string, Person>();

  constructor({ name = 'Bakery', people = ['ana', 'ben', 'cleo'], openLog }: Opening = {}) {
    const [first = 'ana', ...others] = people;
    const anchor = signerOf('anchor');
    const founded = genesisOf(signerOf(first), anchor, name);
    super((openLog ?? memoryLog)(founded.id), anchor);
    this.anchor = anchor;
    this.must(founded.wire);
    this.#found(first);
    for (const other of others) this.admit(other, [...this.people.keys()].slice(0, 2));
    this.settle();
  }

  person(name: string): Person {
    const person = this.people.get(name);
    assert(person !== undefined, `${name} is in the story`);
    return person;
  }

  /** Composes the next event of a device, without handing it in. */
  next(
    author: Person | string,
    type: string,
    content: unknown,
    extra: { readonly cite?: readonly Hex[]; readonly blob?: Uint8Array } = {},
  ): Signed {
    const { signer, device } = typeof author === 'string' ? this.person(author) : author;
    this.now += 1000;
    const place = authoringContext(this.replica, device, this.now, extra.cite);
    if (isRejection(place)) throw new Error(place.sentence);
    return sign(signer, type, { ...place, blob: extra.blob }, content);
  }

  /** Composes and hands in an event that has to be accepted. Returns its id. */
  write(
    author: Person | string,
    type: string,
    content: unknown,
    extra: { readonly cite?: readonly Hex[]; readonly blob?: Uint8Array } = {},
  ): Hex {
    return this.must(this.next(author, type, content, extra).wire);
  }

  /** Lets time pass and makes the tail final. */
  settle(ms?: number): void {
    this.tick(ms);
    assert(this.replica.tail.size === 0, 'the anchor makes its whole tail final');
  }

  /** An invitation by a coordinator: the id, and the one-time key that its link carries. */
  invite(by: string, oneTime: Signer, days = 14): Hex {
    const key = toHex(oneTime.publicKey);
    return this.write(by, 'member.invited', { key, expires: this.now + days * dayMs });
  }

  /** The joining event of a new device, not yet handed in. */
  joining(name: string, invitation: Hex, oneTime: Signer): Signed {
    const device = signerOf(name);
    const link = signFor(oneTime, 'icn/invitation/1', fromHex(this.coop), device.publicKey);
    const stranger = { signer: device, device: toHex(device.publicKey), member: zeroHex };
    const content = { invitation, link: toHex(link), spare: null };
    return this.next(stranger, 'member.joined', content, { cite: [invitation] });
  }

  /** Invites someone and lets them join. */
  join(name: string, by: string): Person {
    const oneTime = signerOf(`link for ${name}`);
    const member = this.must(this.joining(name, this.invite(by, oneTime), oneTime).wire);
    const signer = signerOf(name);
    const person = { signer, device: toHex(signer.publicKey), member };
    this.people.set(name, person);
    return person;
  }

  /** Lets someone join and be vouched for by as many as it takes. */
  admit(name: string, vouchers: readonly string[]): void {
    const { member } = this.join(name, [...this.people.keys()][0] ?? '');
    const few = this.people.size <= policy.fewBelow;
    for (const voucher of vouchers.slice(0, few ? 1 : 2)) {
      this.write(voucher, 'member.vouched', { member });
    }
  }

  /** Brings a shipped template into force. Returns the contract's id. */
  deploy(by: string, template: string, parameters: Record<string, ParameterValue> = {}): Hex {
    return this.write(by, 'contract.deployed', { document: shipped(template, parameters) });
  }

  #found(name: string): void {
    const signer = signerOf(name);
    const founder = { signer, device: toHex(signer.publicKey), member: zeroHex };
    const content = { invitation: null, link: null, spare: null };
    this.people.set(name, { ...founder, member: this.write(founder, 'member.joined', content) });
  }
}

/** The document of a shipped template. */
export function shipped(
  template: string,
  parameters: Record<string, ParameterValue> = {},
): ContractDocument {
  const found = templateByName(template);
  const document = found === undefined ? undefined : instantiate(found, parameters);
  assert(document !== undefined && !isRejection(document), `template ${template} exists`);
  return document;
}

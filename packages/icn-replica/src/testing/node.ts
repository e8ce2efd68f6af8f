/** A node on a memory disk for this package's tests: carries effects out as the contract in replica.ts asks. */
import {
  assert,
  builtInFloors,
  composeEvent,
  fromHex,
  prefixed,
  encodeEvent,
  isRejection,
  MemoryDisk,
  MemoryLog,
  sealEvent,
  toHex,
  zeroHex,
  type EventType,
  type Hex,
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
} from '../index.ts';

export const kit = openCrypto();
const { crypto } = kit;

/** A signer whose key depends on the name alone. */
export function signerOf(name: string): Signer {
  const seed = new Uint8Array(32);
  for (let i = 0; i < name.length; i += 1) seed[i] = name.charCodeAt(i);
  return kit.signerFromSeed(seed);
}

export const keyOf = (signer: Signer): Hex => toHex(signer.publicKey);

/** Start of all test time: 2026-01-01. */
export const start = 1_767_225_600_000;

const policy = {
  creditLimit: 600,
  commonLimit: 60_000,
  vouchesFew: 1,
  vouchesMany: 2,
  fewBelow: 4,
  admissionDelay: 259_200_000,
  confirmHours: true,
  floors: builtInFloors,
};

/** The genesis event of the test cooperative, by `founder`, certified by `anchor`. */
export function genesis(founder: Signer, anchor: Signer): { id: Hex; wire: Uint8Array } {
  const content = { name: 'Test', unit: 'hours', anchors: [keyOf(anchor)], policy };
  return sign(founder, 'coop.founded', content, {
    coop: zeroHex,
    seq: 0,
    prev: null,
    parents: [],
    time: { ms: start, counter: 0 },
    basis: { height: 0, hash: zeroHex },
  });
}

type Place = Pick<
  Parameters<typeof composeEvent>[0],
  'coop' | 'seq' | 'prev' | 'parents' | 'time' | 'basis'
>;

/** Signs an event at a place of the caller's choice. */
export function sign(
  signer: Signer,
  type: string,
  content: unknown,
  place: Place,
): { id: Hex; wire: Uint8Array } {
  const definition: EventType | undefined = typeOf(type);
  assert(definition !== undefined, `type ${type} is registered`);
  const composed = composeEvent({ ...place, device: keyOf(signer), content }, definition, crypto);
  assert(!isRejection(composed), `content of ${type} is well-formed`);
  const sealed = sealEvent(composed, signer.sign(composed.toSign));
  return { id: composed.id, wire: encodeEvent(sealed.raw) };
}

/** One node. `sent` collects messages that may leave, by receiver. */
export class TestNode {
  readonly disk: MemoryDisk;
  readonly sent: { to: string; message: Uint8Array }[] = [];
  readonly alarms: Effect[] = [];
  readonly #anchor: Signer | undefined;
  log: MemoryLog;
  replica: Replica;

  constructor(coop: Hex, anchor?: Signer) {
    this.disk = new MemoryDisk(coop);
    this.#anchor = anchor;
    this.log = new MemoryLog(this.disk);
    this.replica = this.#open();
  }

  /** Ends the process without warning and starts it again on its disk. */
  restart(anew = false): void {
    this.log.crash();
    this.log = new MemoryLog(this.disk);
    this.replica = this.#open(anew);
  }

  step(input: Input): readonly Effect[] {
    const effects = step(this.replica, input);
    for (const effect of effects) if (isWrite(effect)) carryOut(effect, this.log);
    this.log.commit();
    for (const effect of effects) {
      if (effect.kind === 'send') this.sent.push({ to: effect.peer, message: effect.message });
      if (effect.kind === 'alarm') this.alarms.push(effect);
    }
    return effects;
  }

  submit(wire: Uint8Array, now: number): Submitted {
    const [reply] = this.step({ kind: 'submit', now, request: 1, wire }).filter(
      (effect) => effect.kind === 'reply',
    );
    assert(reply !== undefined, 'a submission is answered');
    return reply.result;
  }

  /** Writes an event of `signer` on this node. */
  write(
    signer: Signer,
    type: string,
    content: unknown,
    now: number,
    cite: readonly Hex[] = [],
  ): { result: Submitted; id: Hex; wire: Uint8Array } {
    const place = authoringContext(this.replica, keyOf(signer), now, cite);
    assert(!isRejection(place), 'the device may write');
    const { id, wire } = sign(signer, type, content, place);
    return { result: this.submit(wire, now), id, wire };
  }

  tick(now: number): void {
    this.step({ kind: 'tick', now });
  }

  #open(anew = false): Replica {
    const deps = { log: this.log, crypto, anchor: this.#anchor };
    return openReplica(deps, { anew });
  }
}

/** Lets messages flow between connected nodes until nothing is under way. */
export function exchange(nodes: Readonly<Record<string, TestNode>>, now: number): void {
  for (let round = 0; round < 100; round += 1) {
    let moved = 0;
    for (const [name, node] of Object.entries(nodes)) {
      for (const { to, message } of node.sent.splice(0)) {
        nodes[to]?.step({ kind: 'received', now, peer: name, message });
        moved += 1;
      }
    }
    if (moved === 0) return;
  }
  throw new Error('messages flow without end');
}

export function connectAll(nodes: Readonly<Record<string, TestNode>>, now: number): void {
  for (const [name, node] of Object.entries(nodes)) {
    for (const peer of Object.keys(nodes)) {
      if (peer !== name) node.step({ kind: 'connected', now, peer });
    }
  }
  exchange(nodes, now);
}

/** Brings a person in on a node: invitation by `coordinator`, joining, a vouch. Returns their member id. */
export function admit(node: TestNode, coordinator: Signer, person: Signer, now: number): Hex {
  const oneTime = signerOf(`link of ${keyOf(person).slice(0, 12)}`);
  const expires = now + 86_400_000;
  const invited = node.write(coordinator, 'member.invited', { key: keyOf(oneTime), expires }, now);
  const content = joinContent(node, person, oneTime, invited.id);
  const joined = node.write(person, 'member.joined', content, now, [invited.id]);
  node.write(coordinator, 'member.vouched', { member: joined.id }, now);
  return joined.id;
}

/** Content of `person` joining by an invitation whose one-time key is `oneTime`. */
export function joinContent(
  node: TestNode,
  person: Signer,
  oneTime: Signer,
  invitation: Hex,
): unknown {
  const message = prefixed('icn/invitation/1', fromHex(node.log.coop), person.publicKey);
  return { invitation, link: toHex(oneTime.sign(message)), spare: null };
}

/** Content of an event by `device` that enrols the key of `added`. */
export function enrolment(node: TestNode, device: Signer, added: Signer): unknown {
  const message = prefixed(
    'icn/possession/1',
    fromHex(node.log.coop),
    device.publicKey,
    added.publicKey,
  );
  return { key: keyOf(added), proof: toHex(added.sign(message)) };
}

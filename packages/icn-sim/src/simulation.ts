/**
 * One seed, from the genesis to the last check: nodes, network, people, ops, in virtual time and one thread.
 *
 * Three phases: safety (everything goes wrong), heal, liveness (nothing goes wrong any more, and within a bound all nodes
 * must hold the same final state with an empty tail).
 *
 * Invariant: all that happens follows from the plan; two runs of one plan are the same.
 */
import {
  builtInFloors,
  encodeCbor,
  fromHex,
  isRejection,
  toHex,
  zeroHex,
  type Hex,
} from 'icn-core';
import { stateOf, type Submitted } from 'icn-replica';
import { draftOf } from './acts.ts';
import { auditNode } from './checks/audit.ts';
import { checkAtEnd } from './checks/at-end.ts';
import { Observer } from './checks/observer.ts';
import { checkStep } from './checks/step-checks.ts';
import { startMs } from './clock.ts';
import { Coverage } from './coverage.ts';
import { Agenda } from './heap.ts';
import { mishaps } from './mishaps.ts';
import { Network } from './network.ts';
import { describeOp, type Op } from './op.ts';
import { newDevice, type Device, type Link, type Person } from './people.ts';
import { peopleCount, type Plan } from './plan.ts';
import { Rng } from './prng.ts';
import type { Draft, Scene } from './scene.ts';
import type { SimCrypto } from './sim-crypto.ts';
import { SimNode } from './sim-node.ts';
import { tricks } from './tricks.ts';
import { demand } from './violation.ts';
import type { Acked, World } from './world.ts';
import { placeOf, writeEvent, type Written } from './writing.ts';

/** Longest time from the heal until all agree, virtual milliseconds: ten rounds of anti-entropy. */
const livenessMs = 300_000;
/** An op that cannot happen yet is tried again this often. */
const attemptsMax = 8;
/** Audits of one run: each costs about as much as the rest of it. */
const auditsMax = 2;
const tickMs = 400;
const rogue = 'rogue';

type Outcome = 'done' | 'nothing' | 'later';

/** A run under way. */
export class Simulation implements World {
  readonly plan: Plan;
  readonly crypto: SimCrypto;
  readonly coverage = new Coverage();
  readonly agenda = new Agenda();
  readonly nodes: readonly SimNode[];
  readonly people: readonly Person[];
  readonly network: Network;
  readonly observer: Observer;
  readonly links: Link[] = [];
  readonly acked: Acked[] = [];
  /** Wires seen by crooks, for replay. */
  readonly seen: Uint8Array[] = [];
  readonly coop: Hex;
  readonly rng: Rng;
  readonly #genesis: Written;
  readonly #explain: ((line: string) => void) | undefined;
  readonly #waiting = new Map<number, { readonly device: Device; readonly written: Written }>();
  readonly #crashOnWrite = new Map<SimNode, number>();
  #requests = 0;
  #audits = 0;
  leapMs = 0;
  isHealed = false;

  constructor(plan: Plan, crypto: SimCrypto, explain?: (line: string) => void) {
    this.plan = plan;
    this.crypto = crypto;
    this.#explain = explain;
    this.rng = new Rng(plan.seed, 9);
    this.people = Array.from({ length: peopleCount }, (_, index) => ({
      index,
      home: index % plan.nodes,
      isCrook: plan.crooks.includes(index),
      devices: [],
      member: undefined,
      keysMade: 0,
    }));
    this.#genesis = this.#writeGenesis();
    this.coop = this.#genesis.id;
    this.nodes = plan.clocks.map((clock, index) => {
      const node = new SimNode(index, this.coop, this);
      Object.assign(node.clock, clock);
      return node;
    });
    this.network = new Network(this.#port(), this.rng.fork(1), plan.nodes, plan.faults, plan.links);
    this.observer = new Observer(this.coverage, crypto);
  }

  get checkpointDelayMs(): number {
    return this.plan.checkpointDelayMs;
  }

  trueTime(): number {
    return startMs + this.agenda.now + this.leapMs;
  }

  after(delayMs: number, run: () => void): void {
    this.agenda.after(delayMs, run);
  }

  commitDelayMs(): number {
    return this.isHealed ? 1 : this.rng.between(1, this.plan.commitMaxMs + 1);
  }

  count(name: string): void {
    this.coverage.add(name);
  }

  explain(line: () => string): void {
    this.#explain?.(`${String(this.agenda.now).padStart(7)} ${line()}`);
  }

  /** Runs the seed. @throws Violation */
  run(): void {
    for (const node of this.nodes) {
      node.start();
      this.#tickEvery(node);
    }
    this.network.reconnect((index) => this.nodes[index]?.isUp === true);
    const first = this.nodes[0];
    first?.feed({ kind: 'submit', request: 0, wire: this.#genesis.wire });
    for (const op of this.plan.ops) this.after(op.at, () => this.perform(op, 1));
    this.agenda.run(this.plan.endMs, () => false);
    this.#heal();
    this.#settle();
    checkAtEnd(this);
  }

  send(from: number, peer: string, message: Uint8Array): void {
    if (peer !== rogue) this.network.send(from, numberOf(peer), message);
  }

  dropLink(from: number, peer: string): void {
    if (peer === rogue) return;
    this.count('link-dropped');
    this.network.disconnect(from, numberOf(peer));
  }

  replied(node: SimNode, request: number, result: Submitted): void {
    const waiting = this.#waiting.get(request);
    if (isRejection(result)) {
      this.count(`refused:${result.code}`);
      this.explain(() => `n${node.index} refused request ${request}: ${result.code}`);
    } else this.acked.push({ id: result.id, node: node.index });
    if (waiting === undefined) return;
    this.#waiting.delete(request);
    const { device, written } = waiting;
    const onAcked = device.outbox?.onAcked;
    device.outbox = undefined;
    if (isRejection(result)) return;
    device.next = written.seq + 1;
    device.last = written.id;
    // Only what was accepted has travelled: what a node refused stays between it and the device.
    if (this.seen.length < 64) this.seen.push(written.wire);
    onAcked?.(written.id);
  }

  certified(node: SimNode, heights: readonly number[]): void {
    this.observer.certified(node, heights);
  }

  stepped(node: SimNode): void {
    checkStep(this, node);
    const armed = this.#crashOnWrite.get(node);
    if (armed === undefined) return;
    this.#crashOnWrite.delete(node);
    // After this step and before its commit, which is at least a millisecond away.
    this.after(0, () => this.crashNode(node, armed, false));
  }

  /** Ends a node's process right after its next write, before the commit. */
  crashOnWrite(node: SimNode, downMs: number): void {
    this.#crashOnWrite.set(node, downMs);
  }

  failed(node: SimNode): void {
    this.#goneDown(node);
    this.after(2000, () => this.startNode(node, false));
  }

  /** Ends a node's process without warning, for a while. */
  crashNode(node: SimNode, downMs: number, anew: boolean): void {
    if (!node.isUp) return;
    node.crash();
    this.#goneDown(node);
    this.after(downMs, () => this.startNode(node, anew));
  }

  /** Ends a node's process in order, for a while. */
  stopNode(node: SimNode, downMs: number): void {
    if (!node.isUp) return;
    node.stop();
    this.#goneDown(node);
    this.after(downMs, () => this.startNode(node, false));
  }

  startNode(node: SimNode, anew: boolean): void {
    if (node.isUp) return;
    node.start(anew);
    for (const { id, node: by } of this.acked) {
      const isKept = by !== node.index || node.log?.has(id) === true;
      demand(isKept, 'INV-STORE-6', () => `n${by} acknowledged ${id} and lost it in a crash`);
    }
    for (const { device } of this.#waiting.values()) {
      const { outbox } = device;
      if (outbox?.node !== node.index) continue;
      this.count('resubmitted');
      node.feed({ kind: 'submit', request: outbox.request, wire: outbox.wire });
    }
    this.network.reconnect((index) => this.nodes[index]?.isUp === true);
  }

  /** Lets one op happen. */
  perform(op: Op, attempt: number): void {
    if (this.isHealed) return;
    const outcome = this.#performOnce(op);
    this.explain(() => `${describeOp(op)}: ${outcome}`);
    if (outcome !== 'later' || attempt >= attemptsMax) return;
    this.after(700 + 300 * attempt, () => this.perform(op, attempt + 1));
  }

  /** What a person sees at a node; undefined while it is down. */
  sceneAt(person: Person, node: SimNode, op: Pick<Op, 'x' | 'y'>): Scene | undefined {
    const { replica, log } = node;
    if (replica === undefined || log === undefined) return undefined;
    const usable = person.devices.filter(({ kind, isSpent }) => kind === 'device' && !isSpent);
    const device = usable[op.x % 3 === 0 ? op.y % (usable.length === 0 ? 1 : usable.length) : 0];
    return {
      plan: this.plan,
      coop: this.coop,
      crypto: this.crypto,
      // Asked for only by those who look: it may cost a fold of the whole tail.
      get state() {
        return stateOf(replica, 'provisional');
      },
      now: node.now(),
      person,
      device,
      links: this.links,
      addLink: (link) => this.links.push(link),
      anchors: this.nodes.map(({ anchor }) => toHex(anchor.publicKey)),
      headOf: (key) => log.deviceHeads(key)[0],
      x: op.x >>> 2,
      y: op.y,
    };
  }

  /** Hands signed events to a node as a peer would. */
  inject(node: SimNode, wires: readonly Uint8Array[]): void {
    const hello = encodeCbor(['hello', 1, fromHex(this.coop), 0, 0, fromHex(zeroHex)]);
    node.feed({ kind: 'connected', peer: rogue });
    node.feed({ kind: 'received', peer: rogue, message: hello });
    node.feed({ kind: 'received', peer: rogue, message: encodeCbor(['events', wires, false]) });
    node.feed({ kind: 'disconnected', peer: rogue });
  }

  /** Hands any message to a node as a peer would. */
  injectMessage(node: SimNode, message: Uint8Array): void {
    this.inject(node, []);
    node.feed({ kind: 'connected', peer: rogue });
    const hello = encodeCbor(['hello', 1, fromHex(this.coop), 0, 0, fromHex(zeroHex)]);
    node.feed({ kind: 'received', peer: rogue, message: hello });
    node.feed({ kind: 'received', peer: rogue, message });
    node.feed({ kind: 'disconnected', peer: rogue });
  }

  #performOnce(op: Op): Outcome {
    const node = this.nodes[(op.via < 0 ? this.#homeOf(op) : op.via) % this.nodes.length];
    if (node === undefined) return 'nothing';
    if (op.kind === 'mishap') return mishaps[op.mishap](this, node, op);
    const person = this.people[op.who];
    if (person === undefined) return 'nothing';
    const scene = this.sceneAt(person, node, op);
    if (scene === undefined) return 'later';
    if (op.kind === 'trick') return tricks[op.trick](this, scene, node);
    const draft = draftOf(scene, op.act);
    if (draft === undefined) return op.at < 30_000 ? 'later' : 'nothing';
    const device = draft.device ?? scene.device;
    return device === undefined ? 'nothing' : this.#author(node, device, draft, op.isUnchecked);
  }

  #homeOf(op: Op): number {
    return op.kind === 'mishap' ? op.who : (this.people[op.who]?.home ?? 0);
  }

  #author(node: SimNode, device: Device, draft: Draft, isUnchecked: boolean): Outcome {
    const { replica } = node;
    if (replica === undefined || device.outbox !== undefined) return 'later';
    const place = placeOf(replica, device, node.now());
    if (isRejection(place)) {
      this.count(`not-written:${place.code}`);
      if (place.code === 'device-frozen') device.isSpent = true;
      return device.isSpent ? 'nothing' : 'later';
    }
    const written = writeEvent(place, device, draft, this.crypto);
    if (isRejection(written)) {
      this.count(`not-composed:${written.code}`);
      return 'nothing';
    }
    this.explain(() => `n${node.index} p${device.owner} ${draft.type} ${written.id.slice(0, 8)}`);
    if (isUnchecked) {
      device.next = written.seq + 1;
      device.last = written.id;
      this.inject(node, [written.wire]);
      draft.onAcked?.(written.id);
      return 'done';
    }
    this.#requests += 1;
    const request = this.#requests;
    device.outbox = { node: node.index, request, wire: written.wire, onAcked: draft.onAcked };
    this.#waiting.set(request, { device, written });
    node.feed({ kind: 'submit', request, wire: written.wire });
    return 'done';
  }

  #goneDown(node: SimNode): void {
    this.network.isolate(node.index);
  }

  #tickEvery(node: SimNode): void {
    this.after(tickMs + this.rng.below(200), () => {
      node.feed({ kind: 'tick' });
      if (this.rng.chance(250)) this.network.reconnect((at) => this.nodes[at]?.isUp === true);
      this.#tickEvery(node);
    });
  }

  #heal(): void {
    this.explain(() => 'healed');
    this.isHealed = true;
    this.#crashOnWrite.clear();
    this.network.heal();
    for (const node of this.nodes) {
      node.clock.repair();
      this.startNode(node, false);
    }
    this.network.reconnect(() => true);
  }

  #settle(): void {
    const healedAt = this.agenda.now;
    let next = healedAt;
    let isOver = false;
    // Asked once a second: the answer costs a look at every node.
    const isSettled = (): boolean => {
      if (isOver || this.agenda.now < next) return isOver;
      next = this.agenda.now + 1000;
      isOver = this.#isSettled();
      return isOver;
    };
    this.agenda.run(healedAt + livenessMs, isSettled);
    demand(this.#isSettled(), 'INV-LIVE-1', () => this.#unsettled());
    this.coverage.add('settled-ms', this.agenda.now - healedAt);
  }

  #isSettled(): boolean {
    const first = this.nodes[0]?.replica;
    if (first === undefined || this.#waiting.size > 0) return false;
    return this.nodes.every(
      ({ replica }) =>
        replica?.tail.size === 0 && replica.certified.head.hash === first.certified.head.hash,
    );
  }

  #unsettled(): string {
    const states = this.nodes.map(({ index, replica }) => {
      const { head } = replica?.certified ?? {};
      return `n${index} h${head?.height} tail ${replica?.tail.size} pending ${replica?.pending.size} waiting ${replica?.waiting.size}`;
    });
    const open = [...this.#waiting.values()].map(
      ({ device, written }) => `p${device.owner}@n${device.outbox?.node} ${written.id.slice(0, 8)}`,
    );
    return `not at rest ${livenessMs} ms after the heal: ${states.join('; ')}; open ${open.join()}`;
  }

  #port() {
    return {
      now: () => this.agenda.now,
      after: (delayMs: number, run: () => void) => this.after(delayMs, run),
      count: (name: string) => this.count(name),
      deliver: (to: number, from: number, message: Uint8Array) =>
        this.nodes[to]?.feed({ kind: 'received', peer: `n${from}`, message }),
      connected: (a: number, b: number) => {
        this.nodes[a]?.feed({ kind: 'connected', peer: `n${b}` });
        this.nodes[b]?.feed({ kind: 'connected', peer: `n${a}` });
      },
      disconnected: (a: number, b: number) => {
        this.nodes[a]?.feed({ kind: 'disconnected', peer: `n${b}` });
        this.nodes[b]?.feed({ kind: 'disconnected', peer: `n${a}` });
      },
    };
  }

  #writeGenesis(): Written {
    const founder = this.people[0];
    if (founder === undefined) throw new Error('nobody there');
    const device = newDevice(founder, this.crypto.signer('founder'), 'device', undefined);
    const anchor = toHex(this.crypto.signer(`anchor ${this.plan.anchor}`).publicKey);
    const content = {
      name: 'Bike workshop',
      unit: 'h',
      anchors: [anchor],
      policy: { ...this.plan.policy, floors: builtInFloors },
    };
    const place = {
      coop: zeroHex,
      device: device.key,
      seq: 0,
      prev: null,
      parents: [],
      time: { ms: startMs, counter: 0 },
      basis: { height: 0, hash: zeroHex },
    };
    const written = writeEvent(place, device, { type: 'coop.founded', content }, this.crypto);
    if (isRejection(written)) throw new Error(`no genesis: ${written.code}`);
    device.next = 1;
    device.last = written.id;
    founder.devices.push(device);
    return written;
  }

  /** Compares a node with a fresh replica and with the naive fold, now. */
  audit(node: SimNode): boolean {
    this.#audits += 1;
    if (this.#audits > auditsMax) return false;
    auditNode(this, node, this.rng.fork(this.agenda.now));
    return true;
  }
}

const numberOf = (peer: string): number => Number(peer.slice(1));

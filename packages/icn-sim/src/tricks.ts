/**
 * What crooks do besides using the software: they sign whatever they like with their own keys and hand it to single
 * nodes as peers do. None of it may harm anybody else.
 */
import {
  ascii,
  decodeCbor,
  decodeEvent,
  divideDown,
  encodeCbor,
  fromHex,
  isCborMap,
  isRejection,
  prefixed,
  toHex,
  type CborMap,
  type CborValue,
  type EventDraft,
  type Hex,
  type LogEvent,
} from 'icn-core';
import { typeOf } from 'icn-replica';
import { linkSignature, revocation } from './acts-identity.ts';
import type { TrickName } from './op.ts';
import { freshSigner, newDevice, type Device } from './people.ts';
import { memberOf, nowhere, type Scene } from './scene.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';
import { tables } from './tables.ts';
import { demand } from './violation.ts';
import { placeOf, writeEvent, type Written } from './writing.ts';

type Trick = (sim: World, scene: Scene, node: SimNode) => 'done' | 'nothing';
type Place = Omit<EventDraft<unknown>, 'content'>;
type Deed = { readonly type: string; readonly content: unknown };

const year = 31_536_000_000;
const zeros = '0'.repeat(64);

/** Somewhere else to show another story. */
function otherNode(sim: World, node: SimNode, x: number): SimNode {
  const others = sim.nodes.filter((other) => other !== node && other.isUp);
  return others[x % (others.length === 0 ? 1 : others.length)] ?? node;
}

/** A device that can write here now, and its place. */
function standing(scene: Scene, node: SimNode): readonly [Device, Place] | undefined {
  const { device } = scene;
  if (device === undefined || node.replica === undefined || device.outbox !== undefined) return;
  const place = placeOf(node.replica, device, scene.now);
  return isRejection(place) ? undefined : [device, place];
}

function write(sim: World, device: Device, place: Place, deed: Deed): Written | undefined {
  const written = writeEvent(place, device, deed, sim.crypto);
  return isRejection(written) ? undefined : written;
}

/** Takes note that the device has used this number. */
function advance(device: Device, written: Written): void {
  device.next = written.seq + 1;
  device.last = written.id;
}

/** Something with an effect that differs from the others with the same number. */
function someDeed({ state, now, x }: Scene, variant: number): Deed {
  const accounts = state.entries(tables.account).filter(([, { kind }]) => kind !== 'provisional');
  const to = accounts[(x + variant) % (accounts.length === 0 ? 1 : accounts.length)]?.[0] ?? zeros;
  const today = divideDown(now, 86_400_000);
  return (x + variant) % 3 === 0
    ? { type: 'hours.logged', content: { day: today, minutes: 10 + variant } }
    : { type: 'ledger.transferred', content: { to, minutes: 1 + variant } };
}

/** The next place on the same chain, citing nothing else. */
function after(place: Place, written: Written): Place {
  const { ms, counter } = place.time;
  return {
    ...place,
    seq: written.seq + 1,
    prev: written.id,
    parents: [],
    time: { ms, counter: counter + 1 },
  };
}

const fork: Trick = (sim, scene, node) => {
  const found = standing(scene, node);
  if (found === undefined) return 'nothing';
  const [device, place] = found;
  const branches = 2 + (scene.y % 2);
  for (let branch = 0; branch < branches; branch += 1) {
    const first = write(sim, device, place, someDeed(scene, 100 * branch));
    if (first === undefined) continue;
    const wires = [first.wire];
    const child = write(sim, device, after(place, first), someDeed(scene, 100 * branch + 1));
    if (child !== undefined && (scene.y >> branch) % 2 === 0) wires.push(child.wire);
    sim.inject(branch === 0 ? node : otherNode(sim, node, scene.x + branch), wires);
  }
  device.isSpent = true;
  sim.count('trick:fork');
  return 'done';
};

function ownEvent(sim: World, node: SimNode, device: Device, seq: number): LogEvent | undefined {
  const stored = node.log?.deviceEvents(device.key, seq, 1)[0];
  if (stored === undefined || stored.seq !== seq) return undefined;
  const decoded = decodeEvent(stored.wire, typeOf, sim.crypto.crypto, sim.coop);
  return isRejection(decoded) ? undefined : decoded.event;
}

/** The place right after an event, with as little past as possible. */
function rightAfter({ id, coop, device, seq, time, basis }: LogEvent, sim: World): Place {
  const { ms, counter } = time;
  return {
    coop: coop === zeros ? sim.coop : coop,
    device,
    seq: seq + 1,
    prev: id,
    parents: [],
    time: { ms, counter: counter + 1 },
    basis,
  };
}

const forkFinal: Trick = (sim, scene, node) => {
  const { device, x } = scene;
  if (device === undefined || device.next < 3 || device.outbox !== undefined) return 'nothing';
  const final = (node.log?.deviceEvents(device.key, 0, 1000) ?? []).filter(
    ({ seq, epoch }) => seq > 1 && epoch !== null,
  );
  const target = final[x % (final.length === 0 ? 1 : final.length)];
  const before = target && ownEvent(sim, node, device, target.seq - 1);
  if (before === undefined) return 'nothing';
  const place = rightAfter(before, sim);
  const sibling = write(sim, device, place, someDeed(scene, 7));
  if (sibling === undefined) return 'nothing';
  const child = write(sim, device, after(place, sibling), someDeed(scene, 8));
  sim.inject(otherNode(sim, node, x), [sibling.wire, ...(child === undefined ? [] : [child.wire])]);
  device.isSpent = true;
  sim.count('trick:fork-final');
  return 'done';
};

const backdate: Trick = (sim, scene, node) => {
  const found = standing(scene, node);
  if (found === undefined) return 'nothing';
  const [device] = found;
  const before = ownEvent(sim, node, device, device.next - 1);
  if (before === undefined) return 'nothing';
  const written = write(sim, device, rightAfter(before, sim), someDeed(scene, 3));
  if (written === undefined) return 'nothing';
  advance(device, written);
  sim.inject(node, [written.wire]);
  sim.count('trick:backdate');
  return 'done';
};

/** Changes the place of an otherwise ordinary event. */
const twisted =
  (name: string, twist: (place: Place, scene: Scene) => Place): Trick =>
  (sim, scene, node) => {
    const found = standing(scene, node);
    if (found === undefined) return 'nothing';
    const [device, place] = found;
    const written = write(sim, device, twist(place, scene), someDeed(scene, 5));
    if (written === undefined) return 'nothing';
    advance(device, written);
    sim.inject(node, [written.wire]);
    sim.count(`trick:${name}`);
    return 'done';
  };

const writeAfterRevocation: Trick = (sim, scene, node) => {
  const found = standing(scene, node);
  const elsewhere = otherNode(sim, node, scene.x);
  if (found === undefined || elsewhere.replica === undefined) return 'nothing';
  const [revoker, place] = found;
  const victim = scene.person.devices.find(
    (device) => device !== revoker && device.kind === 'device' && !device.isSpent,
  );
  if (victim === undefined || victim.outbox !== undefined) return 'nothing';
  const there = placeOf(elsewhere.replica, victim, elsewhere.now());
  if (isRejection(there)) return 'nothing';
  const isMutual = scene.y % 2 === 0;
  const cut = victim.next - 1 - (scene.x % 3);
  const cutId = cut < 0 ? undefined : ownEvent(sim, elsewhere, victim, cut)?.id;
  const cutAt = cutId === undefined ? null : ([cut, cutId] as const);
  const first = write(sim, revoker, place, revocation(victim.key, cutAt));
  const answer = isMutual
    ? revocation(revoker.key, revoker.last === null ? null : [place.seq - 1, revoker.last])
    : someDeed(scene, 9);
  const second = write(sim, victim, there, answer);
  if (first === undefined || second === undefined) return 'nothing';
  advance(revoker, first);
  advance(victim, second);
  sim.inject(node, [first.wire]);
  sim.inject(elsewhere, [second.wire]);
  revoker.isSpent = isMutual;
  // It goes on writing: a spent device is one that its holder gives up.
  victim.isSpent = scene.y % 4 > 1;
  sim.count(isMutual ? 'trick:mutual-revocation' : 'trick:write-after-revocation');
  return 'done';
};

const joinTwice: Trick = (sim, scene, node) => {
  const open = scene.links.filter(
    ({ invitation }) => scene.state.get(tables.invitation, invitation)?.status === 'open',
  );
  const link = open[scene.x % (open.length === 0 ? 1 : open.length)];
  if (link === undefined) return 'nothing';
  for (const at of [node, otherNode(sim, node, scene.y)]) {
    const signer = freshSigner(scene.person, sim.crypto);
    const device = newDevice(scene.person, signer, 'device', link.invitation);
    if (at.replica === undefined) continue;
    const place = placeOf(at.replica, device, at.now());
    if (isRejection(place)) continue;
    const signature = linkSignature(sim.coop, device.key, link.signer);
    const content = { invitation: link.invitation, link: signature, spare: null };
    const written = write(sim, device, place, { type: 'member.joined', content });
    if (written !== undefined) sim.inject(at, [written.wire]);
  }
  sim.count('trick:join-twice');
  return 'done';
};

/** Two devices of one member each pay all that is left, on two nodes. Not forbidden, but only one can be covered. */
const doubleSpend: Trick = (sim, scene, node) => {
  const { state, person, x, y } = scene;
  const usable = person.devices.filter(({ kind, isSpent }) => kind === 'device' && !isSpent);
  const me = memberOf(scene);
  const accounts = state
    .entries(tables.account)
    .filter(([id, { kind }]) => id !== me && kind !== 'provisional');
  const limit = state.get(tables.policy, 'policy')?.creditLimit ?? 0;
  const left = limit + (me === undefined ? 0 : (state.get(tables.account, me)?.balance ?? 0));
  if (left < 1 || usable.length < 2) return 'nothing';
  for (const [i, device] of usable.slice(0, 2 + (y % 2)).entries()) {
    const at = i === 0 ? node : otherNode(sim, node, x + i);
    const to = accounts[(x + i) % accounts.length]?.[0];
    if (at.replica === undefined || to === undefined || device.outbox !== undefined) continue;
    const place = placeOf(at.replica, device, at.now());
    if (isRejection(place)) continue;
    const minutes = left - (i === 0 ? 0 : y % left);
    const deed = { type: 'ledger.transferred', content: { to, minutes } };
    const written = write(sim, device, place, deed);
    if (written === undefined) continue;
    advance(device, written);
    sim.inject(at, [written.wire]);
  }
  sim.count('trick:double-spend');
  return 'done';
};

/** Floods a node with events whose parents nobody has; or shows it a child before its parent. */
const orphans: Trick = (sim, scene, node) => {
  const found = standing(scene, node);
  if (found === undefined) return 'nothing';
  const [device, place] = found;
  const flood = scene.x % 6 === 0 ? 4200 : 20 + (scene.x % 40);
  const wires: Uint8Array[] = [];
  for (let i = 0; i < flood; i += 1) {
    const parents = [toHex(sim.crypto.crypto.sha256(ascii(`${scene.x} ${i}`)))];
    const lost = write(sim, device, { ...place, parents }, someDeed(scene, i));
    if (lost !== undefined) wires.push(lost.wire);
  }
  sim.inject(node, wires);
  if (flood > 1000) sim.count('trick:flood');
  const first = write(sim, device, place, someDeed(scene, 1));
  const child = first && write(sim, device, after(place, first), someDeed(scene, 2));
  if (first === undefined || child === undefined) return 'done';
  advance(device, child);
  sim.inject(node, [child.wire]);
  sim.after(500 + (scene.y % 5000), () => sim.inject(node, [first.wire]));
  sim.count('trick:orphans');
  return 'done';
};

const replay: Trick = (sim, _scene, node) => {
  sim.inject(node, sim.seen);
  sim.count('trick:replay');
  return 'done';
};

/** Hands a node what must not enter its log, and looks. */
function mustNotEnter(sim: World, node: SimNode, wire: Uint8Array, what: string): void {
  const before = node.log?.counts().events;
  const waiting = node.replica?.pending.size;
  sim.inject(node, [wire]);
  if (!node.isUp) return;
  const isKeptOut = node.log?.counts().events === before && node.replica?.pending.size === waiting;
  demand(isKeptOut, 'INV-VALID-1', () => `n${node.index} took ${what}`);
}

const garble: Trick = (sim, scene, node) => {
  const found = standing(scene, node);
  const written = found && write(sim, found[0], found[1], someDeed(scene, 4));
  if (written === undefined) return 'nothing';
  const { x, y } = scene;
  const { wire } = written;
  const at = y % wire.length;
  const flipped = wire.slice();
  flipped[at] = (flipped[at] ?? 0) ^ (1 << (x % 8));
  const forms = [
    flipped,
    wire.slice(0, at),
    Uint8Array.of(...wire, 0),
    // The same array with its head written longer than needed.
    Uint8Array.of(0x98, 0x03, ...wire.slice(1)),
    encodeCbor([wire, wire.slice(0, 64), new Uint8Array(1)]),
  ];
  mustNotEnter(sim, node, forms[x % forms.length] ?? flipped, 'damaged bytes');
  sim.count('trick:garble');
  return 'done';
};

/** An event in the name of somebody else's device. */
const forge: Trick = (sim, scene, node) => {
  const { replica } = node;
  const victims = sim.people.flatMap(({ devices }) => devices).filter(({ next }) => next > 0);
  const victim = victims[scene.x % (victims.length === 0 ? 1 : victims.length)];
  if (victim === undefined || replica === undefined || scene.device === victim) return 'nothing';
  const place = placeOf(replica, victim, scene.now);
  if (isRejection(place)) return 'nothing';
  const impostor = { ...victim, signer: freshSigner(scene.person, sim.crypto) };
  const written = write(sim, impostor, place, someDeed(scene, 6));
  if (written === undefined) return 'nothing';
  mustNotEnter(sim, node, written.wire, 'a forged signature');
  sim.count('trick:forge');
  return 'done';
};

const otherCoop: Trick = (sim, scene, node) => {
  const found = standing(scene, node);
  if (found === undefined) return 'nothing';
  const place = { ...found[1], coop: nowhere(scene) };
  const written = write(sim, found[0], place, someDeed(scene, 6));
  if (written === undefined) return 'nothing';
  mustNotEnter(sim, node, written.wire, 'an event of another cooperative');
  sim.count('trick:other-coop');
  return 'done';
};

/** Certificates by somebody who is no anchor, for the next heights and for heights far ahead. */
const forgeCertificate: Trick = (sim, scene, node) => {
  const height = node.log?.latestHeight() ?? 0;
  const outer = decodeCbor(node.log?.certificate(height) ?? new Uint8Array());
  if (!Array.isArray(outer)) return 'nothing';
  const inner = (outer as readonly CborValue[])[0];
  const map = inner instanceof Uint8Array ? decodeCbor(inner) : undefined;
  if (map === undefined || !isCborMap(map)) return 'nothing';
  const signer = freshSigner(scene.person, sim.crypto);
  const skipped = scene.x % 3;
  const forged: Uint8Array[] = [];
  for (let above = 1 + skipped; above <= 300; above += 1) {
    forged.push(forgedCertificate(sim, map, height + above, signer));
  }
  sim.injectMessage(node, encodeCbor(['certificates', forged]));
  const after = node.log?.latestHeight() ?? height;
  demand(after === height, 'INV-FOLD-2', () => `n${node.index} took a forged certificate`);
  sim.count('trick:forge-certificate');
  return 'done';
};

function forgedCertificate(
  { crypto: { crypto } }: World,
  like: CborMap,
  height: number,
  signer: { readonly publicKey: Uint8Array; sign(message: Uint8Array): Uint8Array },
): Uint8Array {
  const time = typeof like['t'] === 'number' ? like['t'] : 0;
  const previous = crypto.sha256(prefixed('icn/checkpoint/1', encodeCbor(like)));
  const bytes = encodeCbor({ ...like, h: height, p: previous, q: [], t: time + height });
  const hash = crypto.sha256(prefixed('icn/checkpoint/1', bytes));
  return encodeCbor([bytes, [[signer.publicKey, signer.sign(prefixed('icn/anchor/1', hash))]]]);
}

const laterBy = (place: Place, ms: number): Place => ({
  ...place,
  time: { ms: place.time.ms + ms, counter: 0 },
});

const wrongBasis = (place: Place, { x, y }: Scene): Place => {
  const hash: Hex = toHex(fromHex(nowhere({ x: y })));
  return { ...place, basis: { height: place.basis.height + (x % 3), hash } };
};

/** By name. */
export const tricks: Readonly<Record<TrickName, Trick>> = {
  fork,
  'fork-final': forkFinal,
  backdate,
  'far-future': twisted('far-future', (place, { x }) => laterBy(place, (x % 3) * year + 3_600_000)),
  'unknown-checkpoint': twisted('unknown-checkpoint', wrongBasis),
  'write-after-revocation': writeAfterRevocation,
  'join-twice': joinTwice,
  'double-spend': doubleSpend,
  orphans,
  replay,
  garble,
  forge,
  'forge-certificate': forgeCertificate,
  'other-coop': otherCoop,
};

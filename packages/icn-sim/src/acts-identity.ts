/** Acts of membership, devices and the founding (docs/protocol/4-registry.md, 4.3 to 4.5). */
import { fromHex, prefixed, toHex, type Hex, type Signer } from 'icn-core';
import type { ActName } from './op.ts';
import { freshSigner, newDevice, type Device, type Link } from './people.ts';
import { choose, memberOf, nowhere, target, type Draft, type Scene } from './scene.ts';
import { tables } from './tables.ts';

const dayMs = 86_400_000;

type Act = (scene: Scene) => Draft | undefined;

/** Signature of a new key that it exists, for the device that enrols it. */
function possession(coop: Hex, by: Hex, signer: Signer): Hex {
  const message = prefixed('icn/possession/1', fromHex(coop), fromHex(by), signer.publicKey);
  return toHex(signer.sign(message));
}

/** What a link's key signs for a joining device. */
export function linkSignature(coop: Hex, device: Hex, link: Signer): Hex {
  return toHex(link.sign(prefixed('icn/invitation/1', fromHex(coop), fromHex(device))));
}

const members = ({ state }: Scene) => state.entries(tables.member);

function foundJoin(scene: Scene): Draft | undefined {
  const { person, device } = scene;
  if (device === undefined || person.index !== 0) return undefined;
  return joinDraft(scene, device, null, null);
}

function joinDraft(
  { person, coop, crypto, y }: Scene,
  device: Device,
  invitation: Hex | null,
  link: Hex | null,
): Draft {
  const spare = y % 3 === 0 ? undefined : freshSigner(person, crypto);
  return {
    type: 'member.joined',
    device,
    content: {
      invitation,
      link,
      spare:
        spare === undefined
          ? null
          : { key: toHex(spare.publicKey), proof: possession(coop, device.key, spare) },
    },
    onAcked: (id) => {
      person.member = id;
      if (!person.devices.includes(device)) person.devices.push(device);
      if (spare !== undefined) person.devices.push(newDevice(person, spare, 'spare', id));
    },
  };
}

function join(scene: Scene): Draft | undefined {
  const { person, state, links } = scene;
  if (person.member !== undefined && !isOut(scene, person.member)) return undefined;
  const known = links.filter(({ invitation }) => state.get(tables.invitation, invitation));
  const open = known.filter(
    ({ invitation }) => state.get(tables.invitation, invitation)?.status === 'open',
  );
  // Everybody has a link of their own; now and then somebody uses another's.
  const own = links[person.index - 1];
  const isOwnOpen = open.some((link) => link === own) && scene.y % 12 > 0;
  const link = isOwnOpen ? own : choose({ ...scene, y: scene.y >>> 3 }, open, open);
  if (link === undefined && scene.y % 40 > 0) return undefined;
  return joinBy(scene, link ?? choose(scene, known));
}

function joinBy(scene: Scene, link: Link | undefined): Draft | undefined {
  const { person, coop, crypto } = scene;
  if (link === undefined) return undefined;
  const device = newDevice(person, freshSigner(person, crypto), 'device', link.invitation);
  const signature = linkSignature(coop, device.key, link.signer);
  return joinDraft(scene, device, link.invitation, signature);
}

/** The membership has ended, or the inception had no effect. */
function isOut({ state }: Scene, member: Hex): boolean {
  const status = state.get(tables.member, member)?.status;
  if (status === undefined) return state.get(tables.outcome, member) !== undefined;
  return status === 'left' || status === 'removed';
}

function invite(scene: Scene): Draft {
  const signer = freshSigner(scene.person, scene.crypto);
  const lifeMs = [60_000, 2 * dayMs, 29 * dayMs, 29 * dayMs, 29 * dayMs, 40 * dayMs][scene.y % 6];
  return {
    type: 'member.invited',
    content: { key: toHex(signer.publicKey), expires: scene.now + (lifeMs ?? dayMs) },
    memo: 'name',
    onAcked: (invitation) => scene.addLink({ invitation, signer }),
  };
}

function revokeInvitation(scene: Scene): Draft | undefined {
  const { state } = scene;
  const all = state.entries(tables.invitation);
  const open = all.filter(([, row]) => row.status === 'open');
  // One that has just been used: the use may still give way.
  const used = all.filter(([, row]) => row.status === 'used');
  const invitation = target(scene, scene.y % 2 === 0 ? open : used, all);
  return invitation === undefined
    ? undefined
    : { type: 'member.invitation-revoked', content: { invitation } };
}

function vouch(scene: Scene): Draft | undefined {
  const me = memberOf(scene);
  const all = members(scene);
  const waiting = all.filter(
    ([id, row]) => row.status === 'joined' && id !== me && !row.vouchers.includes(me ?? ''),
  );
  // Mostly for whoever lacks the least.
  const [nearest] = waiting.toSorted((a, b) => b[1].vouchers.length - a[1].vouchers.length);
  const member = scene.y % 4 > 1 ? nearest?.[0] : target(scene, waiting, all);
  return member === undefined ? undefined : { type: 'member.vouched', content: { member } };
}

function object(scene: Scene): Draft | undefined {
  const waiting = scene.state.entries(tables.admission);
  const chosen = choose(scene, waiting)?.[0] ?? choose(scene, [], members(scene))?.[0];
  return chosen === undefined
    ? undefined
    : { type: 'member.objected', content: { member: chosen } };
}

const plain =
  (type: string, content: unknown = {}): Act =>
  () => ({ type, content });

function setPolicy({ x, y }: Scene): Draft {
  const changes = [
    { creditLimit: 600 },
    { creditLimit: 60, confirmHours: true },
    { admissionDelay: 10_000 },
    { vouchesFew: 1, vouchesMany: 1 },
    { commonLimit: 600, fewBelow: 3 },
    { coordinators: [nowhere({ x })] },
  ][y % 6];
  return { type: 'coop.policy-set', content: { changes } };
}

function setAnchors({ anchors, x }: Scene): Draft {
  return { type: 'coop.anchors-set', content: { anchors: [anchors[x % anchors.length]] } };
}

/** A new key of the person, to be enrolled by `device`. */
function enrolment(scene: Scene, device: Device, kind: Device['kind']) {
  const { person, coop, crypto, y, state } = scene;
  const known = y % 16 === 0 ? choose(scene, state.entries(tables.device))?.[0] : undefined;
  const signer = freshSigner(person, crypto);
  const key = known ?? toHex(signer.publicKey);
  return {
    proven: { key, proof: possession(coop, device.key, signer) },
    onAcked: (id: Hex): void => {
      if (known === undefined) person.devices.push(newDevice(person, signer, kind, id));
    },
  };
}

function enrol(scene: Scene): Draft | undefined {
  // Sixteen are the most; few people need so many.
  if (scene.device === undefined || scene.person.devices.length > 6 + (scene.y % 14))
    return undefined;
  const { proven, onAcked } = enrolment(scene, scene.device, 'device');
  return { type: 'device.enrolled', content: proven, onAcked };
}

function registerNode(scene: Scene): Draft | undefined {
  if (scene.device === undefined) return undefined;
  const { proven, onAcked } = enrolment(scene, scene.device, 'node');
  return { type: 'node.registered', content: proven, onAcked };
}

function setSpare(scene: Scene): Draft | undefined {
  if (scene.device === undefined) return undefined;
  const { proven, onAcked } = enrolment(scene, scene.device, 'spare');
  return { type: 'device.spare-set', content: { spare: proven }, onAcked };
}

const ownOfKind = ({ person, x }: Scene, kind: Device['kind']): Device | undefined => {
  const own = person.devices.filter((device) => device.kind === kind && !device.isSpent);
  return own[x % (own.length === 0 ? 1 : own.length)];
};

function enrolBySpare(scene: Scene): Draft | undefined {
  const device = ownOfKind(scene, 'spare');
  if (device === undefined) return undefined;
  const { proven, onAcked } = enrolment(scene, device, 'device');
  return { type: 'device.enrolled', content: proven, device, onAcked };
}

const actWith =
  (kind: Device['kind']): Act =>
  (scene) => {
    const device = ownOfKind(scene, kind);
    return device === undefined ? undefined : { type: 'member.paused', content: {}, device };
  };

function revokeDevice(scene: Scene): Draft | undefined {
  const { person, device, x, y, state, headOf } = scene;
  const own = person.devices.filter((other) => other !== device && !other.isSpent);
  const target = own[x % (own.length === 0 ? 1 : own.length)];
  if (target === undefined) {
    const foreign = choose(scene, [], state.entries(tables.device))?.[0];
    return foreign === undefined ? undefined : revocation(foreign, null);
  }
  const head = headOf(target.key);
  const isFromStart = y % 7 === 0 || head === undefined;
  return {
    ...revocation(target.key, isFromStart ? null : [head.seq, head.id]),
    onAcked: () => {
      target.isSpent = true;
    },
  };
}

/** Content of a revocation. */
export function revocation(
  device: Hex,
  cut: readonly [number, Hex] | null,
): { readonly type: string; readonly content: unknown } {
  return { type: 'device.revoked', content: { device, cut } };
}

/** By name. */
export const identityActs = {
  'found-join': foundJoin,
  invite,
  'revoke-invitation': revokeInvitation,
  join,
  vouch,
  object,
  pause: plain('member.paused'),
  resume: plain('member.resumed'),
  leave: ({ y }) => ({ type: 'member.left', content: { donate: y % 2 === 0 } }),
  'close-founding': plain('coop.founding-closed'),
  'set-policy': setPolicy,
  'set-anchors': setAnchors,
  enrol,
  'enrol-by-spare': enrolBySpare,
  'revoke-device': revokeDevice,
  'set-spare': setSpare,
  'register-node': registerNode,
  'act-as-node': actWith('node'),
  'act-as-spare': actWith('spare'),
} satisfies Partial<Record<ActName, Act>>;

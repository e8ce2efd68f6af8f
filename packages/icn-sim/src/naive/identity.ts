/**
 * The cooperative, its members and their devices, and trust between members.
 * Document: 4-registry.md (4.3, 4.4, 4.5; "Admissions and end of founding" of step 6).
 */
import {
  activeAuthor,
  anyAuthor,
  anyAuthorEver,
  coordinator,
  founderBeforeTheThird,
  isCoordinator,
} from './author.ts';
import type { Context, Handler } from './author.ts';
import { post } from './ledger.ts';
import {
  applyPolicyChanges,
  builtInFloors,
  checkPolicyChanges,
  requireFloorsAbove,
} from './rules.ts';
import {
  DAY,
  ascending,
  coopOf,
  patch,
  policyOf,
  require,
  row,
  rowOr,
  sortedKeys,
} from './state.ts';
import type { State } from './state.ts';
import type { DeviceRow, MemberRow, PolicyChanges, PolicyValues } from './types.ts';

interface Founded {
  readonly name: string;
  readonly unit: string;
  readonly anchors: readonly string[];
  readonly policy: Omit<PolicyValues, 'coordinators'>;
}

const founded: Handler = ({ state, event, when, coopId }) => {
  const { name, unit, anchors, policy } = event.body as unknown as Founded;
  require(!state.coop.has('coop'), 'already-founded');
  requireFloorsAbove(policy.floors, builtInFloors);
  state.coop.set('coop', {
    name,
    unit,
    device: event.device,
    founder: null,
    founded: when,
    founding: true,
    third: false,
    active: 0,
  });
  state.policy.set('policy', { ...policy, coordinators: [], genesisFloors: policy.floors });
  state.anchors.set('anchors', { keys: anchors });
  state.device.set(event.device, enrolledDevice(null, 'device', event.id));
  state.account.set(coopId, {
    kind: 'coop',
    name: 'Common fund',
    balance: 0,
    opening: null,
    openingAnswer: null,
  });
};

const enrolledDevice = (member: string | null, kind: DeviceRow['kind'], by: string): DeviceRow => ({
  member,
  kind,
  by,
  revoked: false,
  cut: null,
});

const policySet: Handler = (context) => {
  const { changes } = context.event.body as unknown as { readonly changes: PolicyChanges };
  founderBeforeTheThird(context);
  checkPolicyChanges(context.state, changes);
  applyPolicyChanges(context.state, changes);
};

const anchorsSet: Handler = (context) => {
  const { anchors } = context.event.body as unknown as { readonly anchors: readonly string[] };
  founderBeforeTheThird(context);
  context.state.anchors.set('anchors', { keys: anchors });
};

const foundingClosed: Handler = (context) => {
  const author = activeAuthor(context);
  const coop = coopOf(context.state);
  require(coop.founder === author.id, 'not-founder');
  require(coop.founding, 'founding-over');
  patch(context.state.coop, 'coop', { founding: false });
};

/** "Activate m by X at time w". */
export const activate = (
  state: State,
  member: string,
  by: 'founding' | 'vouches' | 'vote',
  at: number,
): void => {
  patch(state.member, member, { status: 'active', activated: at, by, paused: false });
  state.admission.delete(member);
  const { active, third, founding } = coopOf(state);
  patch(state.coop, 'coop', {
    active: active + 1,
    third: third || active + 1 >= 3,
    founding: founding && active + 1 < 10,
  });
};

/** "Membership of m ends with status s". */
export const endMembership = (state: State, member: string, status: 'left' | 'removed'): void => {
  if (row(state.member, member).status === 'active') {
    patch(state.coop, 'coop', { active: coopOf(state).active - 1 });
  }
  patch(state.member, member, { status });
  state.admission.delete(member);
  const coordinators = policyOf(state).coordinators.filter((id) => id !== member);
  patch(state.policy, 'policy', { coordinators });
};

const invited: Handler = (context) => {
  const { state, event, when } = context;
  const { key, expires } = event.body as unknown as { key: string; expires: number };
  const author = coordinator(context);
  require(when < expires && expires <= when + 30 * DAY, 'expiry-out-of-range');
  require(state['open-invitation'].size < 200, 'too-many-invitations');
  const inviter = author.id;
  state.invitation.set(event.id, { inviter, key, expires, status: 'open', member: null });
  state['open-invitation'].set(event.id, true);
};

const invitationRevoked: Handler = (context) => {
  const { state, event, batchIds, isFirstSearch, coopId } = context;
  const { invitation: id } = event.body as unknown as { readonly invitation: string };
  const author = activeAuthor(context);
  const invitation = rowOr(state.invitation, id, 'invitation-unknown');
  const mayRevoke = invitation.inviter === author.id || isCoordinator(state, author.id);
  require(mayRevoke, 'not-coordinator');
  // "used by a member whose joined event is in the same batch": a member id is that event's id.
  const usedJustNow =
    isFirstSearch && invitation.status === 'used' && batchIds.has(invitation.member ?? '');
  require(invitation.status === 'open' || usedJustNow, 'invitation-not-open');
  if (invitation.status === 'open') closeInvitation(state, id, 'revoked', coopId);
};

/** An open invitation ends unused; what was imported for it returns to the common fund. */
const closeInvitation = (
  state: State,
  id: string,
  status: 'revoked' | 'expired',
  coopId: string,
): void => {
  patch(state.invitation, id, { status });
  state['open-invitation'].delete(id);
  const provisional = state.account.get(id);
  if (provisional === undefined) return;
  const fund = row(state.account, coopId).balance + provisional.balance;
  // "unless that would leave the range"
  if (!Number.isSafeInteger(fund)) return;
  patch(state.account, coopId, { balance: fund });
  state.account.delete(id);
};

interface Joined {
  readonly invitation: string | null;
  readonly spare: { readonly key: string } | null;
}

const checkInvited = (context: Context, id: string, spare: Joined['spare']): void => {
  const { state, event, when, revokedInvitations } = context;
  const invitation = rowOr(state.invitation, id, 'invitation-unknown');
  const isRevoked = invitation.status === 'revoked' || revokedInvitations.has(id);
  require(!isRevoked, 'invitation-revoked');
  require(invitation.status !== 'used', 'invitation-used');
  const hasExpired = invitation.status === 'expired' || when > invitation.expires;
  require(!hasExpired, 'invitation-expired');
  require(!state.device.has(event.device), 'key-known');
  require(spare === null || !state.device.has(spare.key), 'key-known');
  require(spare === null || spare.key !== event.device, 'key-known');
};

const checkFounder = ({ state, event }: Context, spare: Joined['spare']): void => {
  const device = rowOr(state.device, event.device, 'not-entitled');
  const coop = rowOr(state.coop, 'coop', 'not-entitled');
  const isGenesisDevice = device.member === null && coop.device === event.device;
  require(isGenesisDevice && coop.founder === null, 'not-entitled');
  require(spare === null || !state.device.has(spare.key), 'key-known');
};

/** "Then": the member's account, with what a provisional one held. */
const openMemberAccount = (state: State, member: string, invitation: string | null): void => {
  const provisional = invitation === null ? undefined : state.account.get(invitation);
  state.account.set(member, {
    kind: 'member',
    name: null,
    balance: provisional?.balance ?? 0,
    opening: provisional?.opening ?? null,
    openingAnswer: provisional?.openingAnswer ?? null,
  });
  if (invitation !== null) state.account.delete(invitation);
};

const joined: Handler = (context) => {
  const { state, event, when } = context;
  const { invitation, spare } = event.body as unknown as Joined;
  if (invitation === null) checkFounder(context, spare);
  else checkInvited(context, invitation, spare);
  state.member.set(event.id, {
    invitation,
    status: 'joined',
    paused: false,
    joined: when,
    activated: null,
    by: null,
    vouchers: [],
    objected: false,
    devices: spare === null ? 1 : 2,
  });
  if (invitation === null) {
    // "the founder's existing row only gets the member and keeps its `by`": the genesis.
    patch(state.device, event.device, { member: event.id });
  } else {
    state.device.set(event.device, enrolledDevice(event.id, 'device', event.id));
  }
  if (spare !== null) state.device.set(spare.key, enrolledDevice(event.id, 'spare', event.id));
  if (invitation === null) {
    patch(state.coop, 'coop', { founder: event.id });
    patch(state.policy, 'policy', { coordinators: [event.id] });
    activate(state, event.id, 'founding', when);
  } else {
    patch(state.invitation, invitation, { status: 'used', member: event.id });
    state['open-invitation'].delete(invitation);
  }
  openMemberAccount(state, event.id, invitation);
};

const requireAdmissionFree = ({ state, when }: Context): void => {
  const recent = [...state.member.values()].filter(
    ({ by, activated }) => by === 'vouches' && activated !== null && activated > when - 30 * DAY,
  );
  require(state.admission.size + recent.length < 2, 'admission-limit');
};

const checkVouch = (context: Context, id: string): MemberRow => {
  const { state, when } = context;
  const author = activeAuthor(context);
  const target = rowOr(state.member, id, 'member-unknown');
  require(id !== author.id, 'own-vouch');
  require(target.status === 'joined', 'not-waiting');
  require(!target.objected, 'needs-vote');
  require(!target.vouchers.includes(author.id), 'already-vouched');
  const since = author.member.by === 'vouches' ? (author.member.activated ?? 0) : null;
  require(since === null || when >= since + 30 * DAY, 'vouch-too-soon');
  return target;
};

const vouched: Handler = (context) => {
  const { state, when } = context;
  const { member: id } = context.event.body as unknown as { readonly member: string };
  const target = checkVouch(context, id);
  const author = activeAuthor(context).id;
  const vouchers = [...target.vouchers, author].toSorted(ascending);
  const activeVouchers = vouchers.filter((v) => state.member.get(v)?.status === 'active');
  const { vouchesFew, vouchesMany, fewBelow } = policyOf(state);
  const { active, founding } = coopOf(state);
  const enough = activeVouchers.length >= (active < fewBelow ? vouchesFew : vouchesMany);
  const newAdmission = enough && !founding && !state.admission.has(id);
  if (newAdmission) requireAdmissionFree(context);

  patch(state.member, id, { vouchers });
  if (enough && founding) activate(state, id, 'founding', when);
  if (newAdmission) state.admission.set(id, { since: when, due: null });
  state.edge.set(author + id, { value: 500_000, last: when });
  if (!enough || !founding) return;
  for (const voucher of activeVouchers) {
    state.edge.set(id + voucher, { value: 500_000, last: when });
  }
};

const objected: Handler = (context) => {
  const { member } = context.event.body as unknown as { readonly member: string };
  activeAuthor(context);
  require(context.state.admission.has(member), 'nothing-to-object');
  context.state.admission.delete(member);
  patch(context.state.member, member, { objected: true });
};

const paused: Handler = (context) => {
  const author = activeAuthor(context);
  require(!author.member.paused, 'already-paused');
  patch(context.state.member, author.id, { paused: true });
};

const resumed: Handler = (context) => {
  const author = activeAuthor(context);
  require(author.member.paused, 'not-paused');
  patch(context.state.member, author.id, { paused: false });
};

const left: Handler = (context) => {
  const { state, event, when, coopId } = context;
  const { donate } = event.body as unknown as { readonly donate: boolean };
  const { id, member } = anyAuthor(context);
  // A waiting member is not "the only active member", whoever is.
  require(member.status !== 'active' || coopOf(state).active > 1, 'last-member');
  const { balance } = row(state.account, id);
  require(balance >= 0, 'balance-not-settled');
  require(balance === 0 || donate, 'balance-not-settled');
  if (balance > 0) {
    post(state, id, coopId, balance);
    state.entry.set(event.id, {
      kind: 'donation',
      from: id,
      to: coopId,
      minutes: balance,
      status: 'posted',
      author: id,
      at: when,
      day: null,
      confirmed: null,
      of: null,
    });
  }
  endMembership(state, id, 'left');
};

/** 4.5: the checks of `device.enrolled`, and the new row. */
const addDevice = (
  { state, event }: Context,
  author: { readonly id: string; readonly member: MemberRow },
  key: string,
  kind: DeviceRow['kind'],
): void => {
  require(!state.device.has(key), 'key-known');
  require(author.member.devices < 16, 'too-many-devices');
  state.device.set(key, enrolledDevice(author.id, kind, event.id));
  patch(state.member, author.id, { devices: author.member.devices + 1 });
};

const enrolled: Handler = (context) => {
  const { key } = context.event.body as unknown as { readonly key: string };
  addDevice(context, anyAuthor(context), key, 'device');
};

const nodeRegistered: Handler = (context) => {
  const { key } = context.event.body as unknown as { readonly key: string };
  addDevice(context, activeAuthor(context), key, 'node');
};

const spareSet: Handler = (context) => {
  const { state } = context;
  const { spare } = context.event.body as unknown as { readonly spare: { key: string } };
  const author = anyAuthor(context);
  const before = sortedKeys(state.device);
  addDevice(context, author, spare.key, 'spare');
  for (const key of before) {
    const device = row(state.device, key);
    if (device.member === author.id && device.kind === 'spare' && !device.revoked) {
      patch(state.device, key, { revoked: true, cut: null });
    }
  }
};

/** The `cut` of a `device.revoked`, as the lowest n that falls: null stands for "everything". */
export interface Revoked {
  readonly device: string;
  readonly cut: readonly [number, string] | null;
}

/** A cut as a number: what is above it falls. Null is the lowest. */
export const cutLevel = (cut: number | null): number => cut ?? -1;

/** "the cut leaves the joining in place": n of the genesis device's is 1, of any other's is 0. */
const leavesTheJoining = (state: State, key: string, cut: number | null): boolean => {
  const { member, by } = row(state.device, key);
  if (key === coopOf(state).device) return cutLevel(cut) >= 1;
  return by !== member || cut !== null;
};

const deviceRevoked: Handler = (context) => {
  const { state } = context;
  const { device: key, cut } = context.event.body as unknown as Revoked;
  const author = anyAuthorEver(context);
  const device = rowOr(state.device, key, 'device-unknown');
  require(device.member === author.id, 'device-unknown');
  require(device.kind !== 'spare', 'spare-only-replaced');
  const newCut = cut === null ? null : cut[0];
  require(leavesTheJoining(state, key, newCut), 'cut-too-low');
  const already = device.revoked && cutLevel(device.cut) <= cutLevel(newCut);
  require(!already, 'already-revoked');
  patch(state.device, key, { revoked: true, cut: newCut });
};

/** Step 6, first: "Invitations that have run out", in ascending (due, id). */
export const expireInvitations = (state: State, time: number, coopId: string): void => {
  const open = sortedKeys(state['open-invitation']).map((id) => ({
    id,
    due: row(state.invitation, id).expires + 7 * DAY,
  }));
  open.sort((a, b) => a.due - b.due || ascending(a.id, b.id));
  for (const { id, due } of open) {
    if (due < time) closeInvitation(state, id, 'expired', coopId);
  }
};

/** Step 6: admissions that are due, then the end of founding. */
export const admitAndEndFounding = (state: State, time: number): void => {
  const { admissionDelay } = policyOf(state);
  const waiting: { readonly id: string; readonly due: number }[] = [];
  for (const [id, { due, since }] of state.admission) {
    const settled = due ?? time + admissionDelay;
    state.admission.set(id, { since, due: settled });
    waiting.push({ id, due: settled });
  }
  waiting.sort((a, b) => a.due - b.due || ascending(a.id, b.id));
  for (const { id, due } of waiting) {
    if (due <= time) activate(state, id, 'vouches', due);
  }
  const coop = coopOf(state);
  if (coop.founding && time >= coop.founded + 30 * DAY) {
    patch(state.coop, 'coop', { founding: false });
  }
};

export const identityHandlers: Readonly<Record<string, Handler>> = {
  'coop.founded': founded,
  'coop.policy-set': policySet,
  'coop.anchors-set': anchorsSet,
  'coop.founding-closed': foundingClosed,
  'member.invited': invited,
  'member.invitation-revoked': invitationRevoked,
  'member.joined': joined,
  'member.vouched': vouched,
  'member.objected': objected,
  'member.paused': paused,
  'member.resumed': resumed,
  'member.left': left,
  'device.enrolled': enrolled,
  'device.revoked': deviceRevoked,
  'device.spare-set': spareSet,
  'node.registered': nodeRegistered,
};

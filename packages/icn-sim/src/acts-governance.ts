/** Acts of governance: contracts, proposals of each kind, votes (docs/protocol/4-registry.md, 4.7). */
import { instantiate, templates } from 'icn-ccl';
import { compareKeys, isRejection } from 'icn-core';
import type { ActName } from './op.ts';
import { choose, memberOf, nowhere, target, type Draft, type Scene } from './scene.ts';
import { tables } from './tables.ts';

type Act = (scene: Scene) => Draft | undefined;

function deploy({ plan, x, y }: Scene): Draft | undefined {
  const template = templates[x % templates.length];
  if (template === undefined) return undefined;
  const document = instantiate(template, { duration: plan.voteMs });
  if (isRejection(document)) return undefined;
  // A shipped one with a letter changed is no shipped one.
  const isAltered = y % 16 === 0;
  return {
    type: 'contract.deployed',
    content: { document: isAltered ? { ...document, name: 'Altered' } : document },
  };
}

const rules = [
  { share: [1, 2], strict: true, of: 'electorate', quorum: 0 },
  { share: [2, 3], strict: false, of: 'electorate', quorum: 0 },
  { share: [2, 3], strict: false, of: 'cast', quorum: 60 },
  { share: [1, 2], strict: true, of: 'cast', quorum: 10 },
] as const;

/** A contract of the members' own making; some are below the floors. */
function ownDocument({ plan, x, y }: Scene) {
  return {
    ccl: 0,
    template: null,
    parameters: {},
    name: `Own rule ${x % 100}`,
    explanation: 'Written by hand.',
    rule: rules[y % rules.length],
    duration: plan.voteMs,
    grace: y % 3 === 0 ? 5000 : 0,
    closes: y % 2 === 0 ? 'deadline' : 'when-all-have-voted',
    effects: [
      ['none'],
      ['ledger.transfer'],
      ['member.remove', 'none', 'policy.set'],
      ['contract.deploy'],
    ][x % 4],
  };
}

/** A proposal with this effect under a contract that allows it. */
function propose(scene: Scene, effect: { readonly kind: string }): Draft | undefined {
  const all = scene.state.entries(tables.contract);
  const fitting = all.filter(
    ([, { status, document }]) => status === 'active' && document.effects.includes(effect.kind),
  );
  const contract = choose({ ...scene, x: scene.x >>> 3 }, fitting, all)?.[0];
  if (contract === undefined && scene.y % 8 !== 0) return undefined;
  const content = {
    contract: contract ?? nowhere(scene),
    title: `Proposal ${scene.x % 1000}`,
    text: 'Because it is good for us.',
    effect,
  };
  return { type: 'proposal.opened', content };
}

function proposeTransfer(scene: Scene): Draft | undefined {
  const all = scene.state.entries(tables.account);
  const coop = all.filter(([, { kind }]) => kind === 'coop');
  const from = choose(scene, coop, all)?.[0] ?? nowhere(scene);
  const to = all[scene.y % (all.length === 0 ? 1 : all.length)]?.[0] ?? nowhere(scene);
  const minutes = scene.y % 3 === 0 ? 5_000_000 : 1 + (scene.y % 300);
  return propose(scene, { kind: 'ledger.transfer', from, to, minutes } as { kind: string });
}

const proposeMember =
  (kind: string, status: string): Act =>
  (scene) => {
    const all = scene.state.entries(tables.member);
    const fitting = all.filter(([, row]) => row.status === status);
    const member = choose(scene, fitting, all)?.[0];
    return member === undefined ? undefined : propose(scene, { kind, member } as { kind: string });
  };

function proposePolicy(scene: Scene): Draft | undefined {
  const active = scene.state
    .entries(tables.member)
    .filter(([, row]) => row.status === 'active')
    .map(([id]) => id)
    .toSorted(compareKeys);
  const changes = [
    { creditLimit: 30 },
    { creditLimit: 1800, commonLimit: 3000 },
    { confirmHours: scene.y % 2 === 0 },
    { admissionDelay: 15_000 },
    { coordinators: active.slice(0, 1 + (scene.y % 4)) },
    { floors: { 'ledger.transfer': rules[1] } },
    { floors: { 'policy.set': rules[1] } },
    { floors: { 'member.admit': rules[3] } },
    { vouchesMany: 1, vouchesFew: 1 },
  ][scene.x % 9];
  return propose(scene, { kind: 'policy.set', changes } as { kind: string });
}

function proposeDeploy(scene: Scene): Draft | undefined {
  return propose(scene, { kind: 'contract.deploy', document: ownDocument(scene) } as {
    kind: string;
  });
}

function proposeRetire(scene: Scene): Draft | undefined {
  const contract = choose(scene, scene.state.entries(tables.contract))?.[0] ?? nowhere(scene);
  return propose(scene, { kind: 'contract.retire', contract } as { kind: string });
}

function proposeAnchors(scene: Scene): Draft | undefined {
  const anchors = [scene.anchors[scene.x % scene.anchors.length]];
  return propose(scene, { kind: 'anchors.set', anchors } as { kind: string });
}

/** Mostly yes, and mostly for the oldest question, so that questions are decided. */
function vote(scene: Scene): Draft | undefined {
  const { state, x, y } = scene;
  const me = memberOf(scene) ?? '';
  const all = state.entries(tables.proposal);
  const open = all.filter(
    ([, { status, electorate, deadline }]) =>
      status === 'open' &&
      electorate.includes(me) &&
      (deadline === null || deadline >= scene.now || y % 8 === 0),
  );
  const fresh = open.filter(([id]) => state.get(tables.ballot, id + me) === undefined);
  const byAge = (fresh.length > 0 && y % 5 > 0 ? fresh : open).toSorted(
    (a, b) => a[1].opened - b[1].opened || compareKeys(a[0], b[0]),
  );
  const proposal = y % 3 > 0 ? byAge[0]?.[0] : target(scene, byAge, all);
  const choice = x % 10 < 7 ? 'yes' : x % 10 < 9 ? 'no' : 'abstain';
  return proposal === undefined ? undefined : { type: 'vote.cast', content: { proposal, choice } };
}

/** By name. */
export const governanceActs = {
  deploy,
  'deploy-own': (scene) => ({
    type: 'contract.deployed',
    content: { document: ownDocument(scene) },
  }),
  'propose-none': (scene) => propose(scene, { kind: 'none' }),
  'propose-transfer': proposeTransfer,
  'propose-admit': proposeMember('member.admit', 'joined'),
  'propose-remove': proposeMember('member.remove', 'active'),
  'propose-policy': proposePolicy,
  'propose-deploy': proposeDeploy,
  'propose-retire': proposeRetire,
  'propose-anchors': proposeAnchors,
  vote,
} satisfies Partial<Record<ActName, Act>>;

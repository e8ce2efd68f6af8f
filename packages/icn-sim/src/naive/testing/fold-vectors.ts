/**
 * Makes `vectors/fold/`: roots of a few rows, and small logs with what they fold to. Keys come from
 * fixed seeds and Ed25519 is deterministic, so the same files come out every time. Events and
 * certificates are valid in full (1.4, 2.3), so that a whole node can take them in.
 */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';

import type { TemplateText } from '../author.ts';
import { fromHex, toHex } from '../decode.ts';
import { leafOf, sectionRoots, stateRoot } from '../roots.ts';
import { emptyState, tablesOfSection } from '../state.ts';
import type { Section, State } from '../state.ts';
import { DAY, Log, key, noon, policy, sha256 } from './log-maker.ts';
import type { Sign } from './log-maker.ts';

/** A row as a vector names it. */
type Row = readonly [table: string, key: string, value: unknown];

const rootCase = (about: string, section: Section, rows: readonly Row[]) => {
  const state: State = emptyState();
  for (const [table, rowKey, value] of rows) {
    (state[table as keyof State] as Map<string, unknown>).set(rowKey, value);
  }
  const leaves = rows.map(([table, rowKey, value]) => {
    const { path, hash } = leafOf(table, rowKey, value, sha256);
    return { table, key: rowKey, value, path, leaf: toHex(hash) };
  });
  return { about, section, rows: leaves, root: sectionRoots(state, sha256)[section] };
};

const pathOf = (table: string, rowKey: string): string => leafOf(table, rowKey, 0, sha256).path;

/** Two days whose paths share exactly their first two digits. */
const closeDays = (member: string): readonly [string, string] => {
  const first = `${member}:20000`;
  const path = pathOf('day', first);
  for (let day = 20_001; ; day += 1) {
    const other = `${member}:${String(day)}`;
    const otherPath = pathOf('day', other);
    if (otherPath.startsWith(path.slice(0, 2)) && otherPath[2] !== path[2]) return [first, other];
  }
};

/** What `vectors/fold/section-roots.json` holds. */
export const sectionRootVectors = () => {
  const [first, close] = closeDays(key(0xa1));
  const fund = { kind: 'coop', name: 'Kasse für alle', balance: -60, opening: null };
  const account: Row = ['account', key(0xc0), { ...fund, openingAnswer: null }];
  const [one, two]: [Row, Row] = [
    ['day', first, 90],
    ['day', close, 1440],
  ];
  const queue: Row = ['held', key(0xb1), [key(3), key(2)]];
  return {
    about:
      'Root of one section over the rows given (3-fold 3.1). `path` and `leaf` are those of each row; the order of the rows does not matter.',
    cases: [
      rootCase('no leaf', 'ledger', []),
      rootCase('one leaf: the root is that leaf', 'ledger', [one]),
      rootCase('one leaf: a map with text, a negative integer and nulls', 'ledger', [account]),
      rootCase('two leaves whose paths share their first two digits', 'ledger', [one, two]),
      rootCase('two leaves of different tables', 'ledger', [one, queue]),
      rootCase('three leaves, two of them sharing their first two digits', 'ledger', [
        one,
        two,
        queue,
      ]),
      rootCase('an open invitation: the value is true', 'identity', [
        ['open-invitation', key(0xe1), true],
      ]),
    ],
  };
};

/** DER of an Ed25519 private key up to its seed (RFC 8410). */
const pkcs8 = fromHex('302e020100300506032b657004220420');

interface Signers {
  readonly publicKey: (seed: number) => string;
  readonly sign: Sign;
}

/** Key pairs from seeds of one repeated byte; a public key signs once it has been asked for. */
const signers = (): Signers => {
  const seeds = new Map<string, number>();
  const privateKey = (seed: number) =>
    createPrivateKey({
      key: Buffer.concat([pkcs8, new Uint8Array(32).fill(seed)]),
      format: 'der',
      type: 'pkcs8',
    });
  return {
    publicKey: (seed) => {
      const der = createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' });
      const publicKey = toHex(new Uint8Array(der.subarray(-32)));
      seeds.set(publicKey, seed);
      return publicKey;
    },
    sign: (publicKey, bytes) => {
      const seed = seeds.get(publicKey);
      if (seed === undefined) throw new Error(`no private key for ${publicKey}`);
      return new Uint8Array(sign(null, bytes, privateKey(seed)));
    },
  };
};

const seeds = { ana: 1, ben: 2, benPhone: 3, thief: 4, cleo: 5, anaSpare: 6, anchor: 7 } as const;

/** A log whose events follow each other by seconds, citing the newest checkpoint. */
class Story {
  readonly log: Log;
  readonly key: Readonly<Record<keyof typeof seeds, string>>;
  readonly #publicKey: (seed: number) => string;
  #e: readonly [number, string] = [0, '0'.repeat(64)];
  #ms = noon;
  readonly hashes: string[] = [];
  readonly coop: string;
  readonly founder: string;

  constructor(templateText: TemplateText) {
    const { publicKey, sign: signWith } = signers();
    this.#publicKey = publicKey;
    this.log = new Log(signWith, templateText);
    const keys = Object.entries(seeds).map(([name, seed]) => [name, publicKey(seed)]);
    this.key = Object.fromEntries(keys) as Story['key'];
    const { ana, anaSpare, anchor } = this.key;
    const body = { name: 'Garten', unit: 'Stunden', anchors: [anchor], policy };
    this.coop = this.write(ana, 'coop.founded', body);
    const spare = this.proven(ana, anaSpare);
    this.founder = this.write(ana, 'member.joined', { invitation: null, link: null, spare });
  }

  /** `key` and `proof` of a body that enrols a key (1.5). */
  proven(by: string, newKey: string) {
    return { key: newKey, proof: this.log.sign(newKey, 'icn/possession/1', this.coop, by, newKey) };
  }

  write(
    device: string,
    type: string,
    body: object,
    more: {
      q?: readonly string[];
      after?: string;
      e?: readonly [number, string];
    } = {},
  ): string {
    this.#ms += 1000;
    return this.log.event(device, this.#ms, type, body, { e: this.#e, ...more });
  }

  /** Invites, joins and, while founding, activates by the founder's vouch. */
  admit(device: string, seed: number): string {
    const { ana } = this.key;
    const oneTime = this.#publicKey(seed);
    const body = { key: oneTime, expires: this.#ms + 7 * DAY };
    const invitation = this.write(ana, 'member.invited', body);
    const link = this.log.sign(oneTime, 'icn/invitation/1', this.coop, device);
    const join = { invitation, link, spare: null };
    const member = this.write(device, 'member.joined', join, { q: [invitation] });
    this.write(ana, 'member.vouched', { member }, { q: [member] });
    return member;
  }

  wait(ms: number): void {
    this.#ms += ms;
  }

  /** A certificate over everything, `wait` ms after the last event. */
  certify(wait: number): void {
    this.#ms += wait;
    const hash = this.log.certify(this.#ms);
    this.hashes.push(hash);
    this.#e = [this.hashes.length, hash];
  }
}

const payment = (story: Story, from: string, to: string, minutes: number): string =>
  story.write(from, 'ledger.transferred', { to, minutes });

/** One device writes twice into a slot, goes on below both, and stays frozen. */
const fork = (story: Story): void => {
  const { cleo } = story.key;
  const before = story.write(cleo, 'member.paused', {});
  const loser = payment(story, cleo, story.founder, 5);
  story.write(cleo, 'member.resumed', {}, { after: loser });
  story.write(cleo, 'member.resumed', {}, { after: before });
  payment(story, cleo, story.founder, 7);
};

/** A stolen phone enrols another device to cut the owner's; the owner cuts the phone. */
const theft = (story: Story, member: string): void => {
  const { ben, benPhone, thief } = story.key;
  const enrolled = story.write(benPhone, 'device.enrolled', story.proven(benPhone, thief));
  const body = { device: ben, cut: [0, member] };
  story.write(thief, 'device.revoked', body, { q: [enrolled] });
  const first = story.log.written.find(({ device, n }) => device === benPhone && n === 0);
  story.write(ben, 'device.revoked', { device: benPhone, cut: [0, first?.id] });
};

const budget = (templateText: TemplateText) => {
  const parameters = { duration: DAY, quorum: 50 };
  const text = templateText('budget-approval', parameters);
  return {
    ccl: 0,
    template: 'budget-approval',
    parameters,
    ...text,
    rule: { share: [2, 3], strict: false, of: 'cast', quorum: 50 },
    duration: DAY,
    grace: 0,
    closes: 'deadline',
    effects: ['ledger.transfer'],
  };
};

/** Deploys a contract and opens a proposal to pay a member out of the fund. */
const propose = (story: Story, to: string, templateText: TemplateText): string => {
  const { ana, ben } = story.key;
  const document = budget(templateText);
  const contract = story.write(ana, 'contract.deployed', { document });
  const effect = { kind: 'ledger.transfer', from: story.coop, to, minutes: 60 };
  const body = { contract, title: 'Saatgut', text: 'Sechzig Minuten\nfür Saatgut.', effect };
  return story.write(ben, 'proposal.opened', body, { q: [contract] });
};

const logCase = (about: string, templateText: TemplateText, withVote: boolean) => {
  const story = new Story(templateText);
  const { ana, ben, benPhone, cleo } = story.key;
  const member = story.admit(ben, 0x20);
  const other = story.admit(cleo, 0x21);
  const enrolled = story.write(ben, 'device.enrolled', story.proven(ben, benPhone));
  const pay = { to: other, minutes: 590 };
  story.write(benPhone, 'ledger.transferred', pay, { q: [enrolled] });
  payment(story, ben, story.founder, 50);
  payment(story, ben, story.founder, 70);
  const proposal = withVote ? propose(story, member, templateText) : undefined;
  const vote = (device: string, choice: string) =>
    proposal === undefined ? '' : story.write(device, 'vote.cast', { proposal, choice });
  story.certify(5000);
  vote(ana, 'yes');
  vote(cleo, 'no');
  vote(cleo, 'abstain');
  vote(ben, 'yes');
  fork(story);
  theft(story, member);
  payment(story, ana, member, 45);
  story.write(ana, 'member.paused', {}, { e: [1, key(9)] });
  story.certify(5000);
  story.wait(DAY);
  vote(ana, 'no');
  story.certify(5000);
  // An empty batch.
  story.certify(5000);
  payment(story, ana, member, 10);
  return showCase(about, story);
};

const showCase = (about: string, { log, coop, hashes }: Story) => {
  const folded = log.fold();
  const certified = folded.certified.map(({ height, count, eventsRoot, sections }, i) => ({
    height,
    hash: hashes[i],
    count,
    eventsRoot,
    sections,
    stateRoot: stateRoot(sections, sha256),
  }));
  const outcomes = Object.fromEntries(folded.order.map((id) => [id, folded.outcomes[id]]));
  return {
    about,
    coop,
    events: log.written.map(({ wire }) => toHex(wire)),
    certificates: log.certificates.map(toHex),
    order: folded.order,
    outcomes,
    certified,
    final: folded.tables,
    tail: { sections: folded.tail.sections, stateRoot: folded.tail.stateRoot },
  };
};

/** The texts that the vectors use for the one shipped template in them. */
const vectorTexts: Readonly<Record<string, { name: string; explanation: string }>> = {
  'budget-approval': {
    name: 'Budget approval',
    explanation: 'Money leaves a common account if two thirds of the votes cast say yes.',
  },
};

/** What `vectors/fold/logs.json` holds. */
export const logVectors = () => {
  const templateText: TemplateText = (template) => vectorTexts[template];
  return {
    about:
      'Small logs and what they fold to. `order` is 2-order-and-checkpoints 2.1, the tail last; `outcomes` are in that order; `final` is every row after the last certificate, table by table; `tail` are the roots of the provisional state. Private keys: Ed25519 seeds of one repeated byte.',
    templates: vectorTexts,
    tablesOfSection,
    cases: [
      logCase('a fork, a revocation, held payments; no contract', templateText, false),
      logCase('the same with a contract and a proposal that closes', templateText, true),
    ],
  };
};

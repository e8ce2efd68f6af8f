/**
 * A small cooperative for tests, written row by row, and a hand that submits events to it the way the fold does: body
 * through the wire, check, apply.
 */
import { createHash } from 'node:crypto';
import { instantiate, templateByName, type Choice, type ContractDocument } from 'icn-ccl';
import {
  builtInFloors,
  decodeCbor,
  encodeCbor,
  isRejection,
  Layer,
  noBasis,
  type CborValue,
  type EventType,
  type Hex,
  type LogEvent,
  type Rejection,
} from 'icn-core';
import {
  anchorsKey,
  anchorsTable,
  coopKey,
  coopTable,
  deviceTable,
  memberTable,
  policyKey,
  policyTable,
  type MemberRow,
} from 'icn-identity';
import { accountTable } from 'icn-ledger';
import { z } from 'zod';
import { closeDue } from '../closing.ts';
import type { Effect } from '../effects/effects.ts';
import { proposalOpened } from '../proposal-opened.ts';
import { contractTable } from '../contract-table.ts';
import { proposalTable, type ProposalRow } from '../proposal-tables.ts';
import { voteCast } from '../vote-cast.ts';

export const sha256 = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest());

/** An id for a name: the same in every run. */
export const idOf = (name: string): Hex => createHash('sha256').update(name).digest('hex');

/** Key of a member's device. */
export const deviceOf = (member: string): Hex => idOf(`device of ${member}`);

export const coopId = idOf('coop');
/** A moment to start from. */
export const start = 1_800_000_000_000;
export const tenPeople = ['ana', 'ben', 'cleo', 'dan', 'eva', 'finn', 'gia', 'hal', 'ida', 'jon'];

const memberRow: MemberRow = {
  invitation: null,
  status: 'active',
  paused: false,
  joined: 0,
  activated: 0,
  by: 'founding',
  vouchers: [],
  objected: false,
  devices: 1,
};

/** A cooperative in which these people are active members; the first is founder and coordinator. */
export class Coop {
  readonly state = new Layer();
  #events = 0;

  constructor(people: readonly string[] = tenPeople) {
    const [founder = 'nobody'] = people;
    this.state.put(coopTable, coopKey, {
      name: 'Test',
      unit: 'h',
      device: deviceOf(founder),
      founder: idOf(founder),
      founded: 0,
      founding: false,
      third: people.length >= 3,
      active: 0,
    });
    this.state.put(policyTable, policyKey, {
      coordinators: [idOf(founder)],
      creditLimit: 1000,
      commonLimit: 600,
      vouchesFew: 1,
      vouchesMany: 2,
      fewBelow: 4,
      admissionDelay: 0,
      confirmHours: true,
      floors: builtInFloors,
      genesisFloors: builtInFloors,
    });
    this.state.put(anchorsTable, anchorsKey, { keys: [idOf('first anchor')] });
    this.account(coopId, 'coop');
    for (const person of people) this.member(person);
  }

  /** Adds a member, or changes one. */
  member(name: string, row: Partial<MemberRow> = {}): void {
    const before = this.state.get(memberTable, idOf(name));
    const after = { ...memberRow, ...before, ...row };
    this.state.put(memberTable, idOf(name), after);
    const device = { kind: 'device', by: idOf(name), revoked: false, cut: null } as const;
    this.state.put(deviceTable, deviceOf(name), { ...device, member: idOf(name) });
    if (before === undefined) this.account(idOf(name), 'member');
    const coop = this.state.get(coopTable, coopKey);
    if (coop === undefined) return;
    const change = Number(after.status === 'active') - Number(before?.status === 'active');
    this.state.put(coopTable, coopKey, { ...coop, active: coop.active + change });
  }

  account(id: Hex, kind: 'member' | 'coop' | 'provisional', balance = 0): void {
    const name = kind === 'coop' ? 'An account' : null;
    this.state.put(accountTable, id, { kind, name, balance, opening: null, openingAnswer: null });
  }

  balance(id: Hex): number | undefined {
    return this.state.get(accountTable, id)?.balance;
  }

  /** Puts a contract in force; a name stands for the shipped template. */
  contract(document: ContractDocument | string): Hex {
    const given = typeof document === 'string' ? shippedDocument(document) : document;
    this.#events += 1;
    const id = idOf(`contract ${this.#events}`);
    this.state.put(contractTable, id, { document: given, status: 'active', by: null, at: 0 });
    return id;
  }

  /** Submits an event at `when`; the code of the refusal, or undefined when it took effect. */
  submit<Content, Plan>(
    type: EventType<Content, Plan>,
    author: string,
    content: Content,
    when = start,
  ): { readonly code: string | undefined; readonly id: Hex } {
    this.#events += 1;
    const id = idOf(`event ${this.#events}`);
    const received = throughTheWire(type, content);
    if (received === undefined) return { code: 'wrong-body', id };
    const event: LogEvent<Content> = {
      id,
      coop: coopId,
      device: deviceOf(author),
      seq: this.#events,
      prev: null,
      parents: [],
      time: { ms: when, counter: 0 },
      basis: noBasis,
      type: type.type,
      rules: 0,
      content: received,
      blobHash: undefined,
      raw: { header: new Uint8Array(), signature: new Uint8Array(), body: new Uint8Array() },
    };
    const context = {
      when,
      epoch: 1,
      coop: coopId,
      isInBatch: () => false,
      revokedInvitations: new Set<Hex>(),
      sha256,
    };
    const verdict = type.check(this.state, event, context);
    if (isRejection(verdict)) {
      assertPlain(verdict);
      return { code: verdict.code, id };
    }
    type.apply(this.state, event, verdict, context);
    return { code: undefined, id };
  }

  /** Opens a proposal and lets the next checkpoint start its clock. */
  open(contract: Hex, effect: Effect = { kind: 'none' }, author = 'ana'): Hex {
    const content = { contract, title: 'A title', text: 'A text', effect };
    const { code, id } = this.submit(proposalOpened, author, content);
    if (code !== undefined) throw new Error(`not opened: ${code}`);
    this.closeAt(start);
    return id;
  }

  vote(proposal: Hex, author: string, choice: Choice, when = start): string | undefined {
    return this.submit(voteCast, author, { proposal, choice }, when).code;
  }

  /** Votes: `ynya-` means the first four people say yes, no, yes, abstain, and the fifth nothing. */
  ballots(proposal: Hex, pattern: string, people: readonly string[] = tenPeople): void {
    const choices = { y: 'yes', n: 'no', a: 'abstain' } as const;
    for (const [at, letter] of [...pattern].entries()) {
      if (letter === 'y' || letter === 'n' || letter === 'a') {
        this.vote(proposal, people[at] ?? '', choices[letter]);
      }
    }
  }

  closeAt(time: number): void {
    closeDue(this.state, time, { sha256 });
  }

  proposal(id: Hex): ProposalRow {
    const row = this.state.get(proposalTable, id);
    if (row === undefined) throw new Error('no such proposal');
    return row;
  }
}

/** Throws unless the sentence is one that a member can be shown: whole, with a next step, without ids. */
export function assertPlain({ code, sentence }: Rejection): void {
  const steps = sentence.split(/[.:;,] /u).length;
  if (!/^[A-Z].*\.$/u.test(sentence) || steps < 2 || /did:|[0-9a-f]{16}/u.test(sentence)) {
    throw new Error(`not plain: ${code}: ${sentence}`);
  }
}

/** The document of a shipped template at its defaults, or changed. */
export function shippedDocument(
  name: string,
  change: Partial<ContractDocument> = {},
): ContractDocument {
  const template = templateByName(name);
  const document = template && instantiate(template, {});
  if (document === undefined || isRejection(document)) throw new Error(`no template ${name}`);
  return { ...document, ...change };
}

/** A document written by hand. */
export function ownDocument(change: Partial<ContractDocument>): ContractDocument {
  return shippedDocument('simple-vote', {
    template: null,
    parameters: {},
    name: 'Our own',
    ...change,
  });
}

function throughTheWire<Content>(
  type: Pick<EventType<Content>, 'body'>,
  content: Content,
): Content | undefined {
  const encoded = z.safeEncode(type.body, content);
  if (!encoded.success) return undefined;
  const body = decodeCbor(encodeCbor(encoded.data as CborValue));
  const decoded = z.safeDecode(type.body, body as never);
  return decoded.success ? decoded.data : undefined;
}

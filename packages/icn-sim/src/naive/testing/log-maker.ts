/**
 * Small logs made by hand for the tests: events and certificates that claim what the naive fold
 * computes. They are unsigned (64 zero bytes) unless the log is given a way to sign.
 */
import { createHash } from 'node:crypto';

import { encode } from 'cborg';

import type { TemplateText } from '../author.ts';
import { concat, fromHex, prefix, toHex } from '../decode.ts';
import { naiveFold } from '../naive-fold.ts';
import type { NaiveResult } from '../naive-fold.ts';

export const sha256 = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest());

export const DAY = 86_400_000;
export const noon = 20_000 * DAY + DAY / 2;

/** A key that is easy to read: key(0xa1) is a1a1...a1. */
export const key = (byte: number): string => toHex(new Uint8Array(32).fill(byte));

/** In test bodies ids are hexadecimal text; on the wire they are byte strings. */
const toWire = (value: unknown): unknown => {
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? fromHex(value) : value;
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, toWire(v)]));
};

const wireOf = (value: unknown): Uint8Array => encode(toWire(value));

export interface Extra {
  readonly q?: readonly string[];
  readonly e?: readonly [number, string];
  /** Writes a second event into the slot after this one instead of going on. */
  readonly after?: string | null;
}

export interface Written {
  readonly id: string;
  readonly device: string;
  readonly n: number;
  readonly type: string;
  readonly parents: readonly string[];
  readonly wire: Uint8Array;
}

const zeros = '0'.repeat(64);
/** The signature by the private key that belongs to the public one. */
export type Sign = (publicKey: string, bytes: Uint8Array) => Uint8Array;

/** Texts of the shipped templates, as good as any. */
const plainText: TemplateText = (template) => ({
  name: template,
  explanation: 'as the name says',
});

const unsigned: Sign = () => new Uint8Array(64);

export class Log {
  readonly written: Written[] = [];
  readonly certificates: Uint8Array[] = [];
  readonly #sign: Sign;
  readonly #templateText: TemplateText;
  #coop = zeros;
  #anchor = zeros;
  #lastHash = zeros;
  readonly #heads = new Map<string, Written>();

  constructor(sign: Sign = unsigned, templateText: TemplateText = plainText) {
    this.#sign = sign;
    this.#templateText = templateText;
  }

  /** A signature for one purpose (1.1) over its parts. */
  sign(publicKey: string, purpose: string, ...parts: readonly string[]): Uint8Array {
    return this.#sign(publicKey, concat(prefix(purpose), ...parts.map(fromHex)));
  }

  /** Writes an event and gives its id. */
  event(device: string, ms: number, type: string, body: object, extra: Extra = {}): string {
    const head =
      extra.after === undefined
        ? this.#heads.get(device)
        : this.written.find(({ id }) => id === extra.after);
    const n = head === undefined ? 0 : head.n + 1;
    const p = head?.id ?? null;
    const bodyBytes = wireOf(body);
    const header = encode({
      v: 1,
      c: fromHex(this.#coop),
      d: fromHex(device),
      n,
      p: p === null ? null : fromHex(p),
      q: (extra.q ?? []).map(fromHex),
      t: [ms, 0],
      e: [extra.e?.[0] ?? 0, fromHex(extra.e?.[1] ?? zeros)],
      k: type,
      r: 0,
      b: sha256(bodyBytes),
    });
    const id = toHex(sha256(concat(prefix('icn/event-id/1'), header)));
    const wire = encode([header, this.sign(device, 'icn/event/1', id), bodyBytes]);
    const parents = [...(extra.q ?? []), ...(p === null ? [] : [p])];
    const written: Written = { id, device, n, type, parents, wire };
    this.written.push(written);
    this.#heads.set(device, written);
    if (type === 'coop.founded') {
      this.#coop = id;
      // All these logs have the one anchor of their genesis.
      this.#anchor = (body as { readonly anchors: readonly string[] }).anchors[0] ?? zeros;
    }
    return id;
  }

  /** A certificate over the given heads, or over everything written so far; gives its hash. */
  certify(time: number, heads?: readonly string[]): string {
    const { order, finalCount } = this.fold();
    const isFinal = new Set(order.slice(0, finalCount));
    const tail = this.written.filter(({ id }) => !isFinal.has(id));
    const cited = new Set(tail.flatMap(({ parents }) => parents));
    const all = tail.map(({ id }) => id).filter((id) => !cited.has(id));
    const claim = (last?: NaiveResult['certified'][number], anchors: readonly string[] = []) =>
      encode({
        v: 1,
        c: fromHex(this.#coop),
        h: this.certificates.length + 1,
        p: fromHex(this.#lastHash),
        q: (heads ?? all).toSorted().map(fromHex),
        n: last?.count ?? 0,
        x: fromHex(last?.eventsRoot ?? zeros),
        s: toWire(last?.sections ?? {}),
        t: time,
        r: 0,
        a: anchors.map(fromHex),
      });
    const draft = [...this.certificates, encode([claim(), []])];
    const folded = this.#fold(draft);
    const anchors = (folded.tables.anchors['anchors'] as { keys: string[] } | undefined)?.keys;
    const bytes = claim(folded.certified.at(-1), anchors);
    this.#lastHash = toHex(sha256(concat(prefix('icn/checkpoint/1'), bytes)));
    const signature = this.sign(this.#anchor, 'icn/anchor/1', this.#lastHash);
    this.certificates.push(encode([bytes, [[fromHex(this.#anchor), signature]]]));
    return this.#lastHash;
  }

  #fold(certificates: readonly Uint8Array[], reversed = false): NaiveResult {
    const wires = this.written.map(({ wire }) => wire);
    return naiveFold({
      wires: reversed ? wires.toReversed() : wires,
      certificates,
      sha256,
      templateText: this.#templateText,
    });
  }

  fold(): NaiveResult {
    return this.#fold(this.certificates);
  }

  foldReversed(): NaiveResult {
    return this.#fold(this.certificates, true);
  }
}

const electorateMajority = { share: [1, 2], strict: true, of: 'electorate', quorum: 0 };
const floors = {
  'ledger.transfer': { share: [2, 3], strict: false, of: 'cast', quorum: 50 },
  'member.admit': { share: [1, 2], strict: true, of: 'cast', quorum: 0 },
  'member.remove': electorateMajority,
  'policy.set': electorateMajority,
  'contract.deploy': electorateMajority,
  'contract.retire': electorateMajority,
  'anchors.set': electorateMajority,
};

export const policy = {
  creditLimit: 600,
  commonLimit: 1000,
  vouchesFew: 1,
  vouchesMany: 2,
  fewBelow: 10,
  admissionDelay: 3 * DAY,
  confirmHours: true,
  floors,
};

export const ana = key(0xa1);

export interface Started {
  readonly log: Log;
  readonly coop: string;
  /** Ana's member id. */
  readonly founder: string;
}

/** The genesis and the founder's inception, at noon and a second later. */
export const start = (changes: object = {}): Started => {
  const log = new Log();
  const body = { name: 'Garten', unit: 'h', anchors: [key(0xff)] };
  const coop = log.event(ana, noon, 'coop.founded', { ...body, policy: { ...policy, ...changes } });
  const founder = log.event(ana, noon + 1000, 'member.joined', {
    invitation: null,
    link: null,
    spare: null,
  });
  return { log, coop, founder };
};

/** Invites and joins a member with the device; gives the member id and the invitation's. */
export const join = (
  log: Log,
  device: string,
  ms: number,
  spare: string | null = null,
): { readonly member: string; readonly invitation: string } => {
  const invitation = log.event(ana, ms, 'member.invited', {
    key: key(0xee),
    expires: ms + 7 * DAY,
  });
  const body = {
    invitation,
    link: new Uint8Array(64),
    spare: spare === null ? null : { key: spare, proof: new Uint8Array(64) },
  };
  const member = log.event(device, ms + 1, 'member.joined', body, { q: [invitation] });
  return { member, invitation };
};

/** Invites, joins and (while founding) activates by Ana's vouch. */
export const admit = (log: Log, device: string, ms: number): string => {
  const { member } = join(log, device, ms);
  log.event(ana, ms + 2, 'member.vouched', { member });
  return member;
};

/**
 * A cooperative for tests: events are made from names, checked and applied as the fold would,
 * without bytes, signatures or a log. Every step also watches the laws of the registry.
 *
 * Invariants, asserted on every `act`:
 * - the body's schema accepts the content and gives it back unchanged;
 * - a check writes nothing; a rejection changes nothing and ends with a sentence;
 * - no row is changed in place: rows are frozen when they are stored.
 */
import { createHash } from 'node:crypto';
import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { z } from 'zod';
import {
  builtInFloors,
  dayMs,
  isRejection,
  Layer,
  noBasis,
  toHex,
  type Consequence,
  type EventType,
  type FoldContext,
  type Hex,
  type LogEvent,
  type StateWriter,
  type Table,
} from 'icn-core';
import {
  admitDue,
  coopFounded,
  coopFoundingClosed,
  endFoundingWhenDue,
  expireInvitations,
  memberInvited,
  memberJoined,
  memberVouched,
  memberTable,
} from '../index.ts';

/** The first moment of every scene: noon of day 20,000, so that days are easy to count. */
export const start = 20_000 * dayMs + dayMs / 2;

const sha256 = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest());

/** A key or id that belongs to a name. */
export const hexOf = (name: string): Hex => toHex(sha256(new TextEncoder().encode(name)));

/** A signature that no check in the fold looks at. */
export const anySignature: Hex = '0'.repeat(128);

/** A key with a proof that no check in the fold looks at. */
export const proven = (name: string) => ({ key: hexOf(name), proof: anySignature });

/** The policy of a scene unless a test says otherwise. */
export const usualPolicy = {
  creditLimit: 600,
  commonLimit: 1200,
  vouchesFew: 1,
  vouchesMany: 2,
  fewBelow: 4,
  admissionDelay: 3 * dayMs,
  confirmHours: true,
  floors: builtInFloors,
};

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) freeze(part);
  }
  return value;
}

/** State whose rows cannot be changed in place. */
export class FrozenLayer extends Layer {
  override put<Row>(into: Table<Row>, key: string, row: Row): void {
    super.put(into, key, freeze(row));
  }
}

/** How an event of a scene ended. */
export type Outcome = {
  readonly id: Hex;
  /** `effective`, or the code of the rejection. */
  readonly code: string;
};

/** What a checkpoint does besides its events. */
export type Step = (state: StateWriter, now: number, coop: Hex) => void;

/** What a scene is made of. */
export type SceneOptions = {
  readonly policy?: Partial<typeof usualPolicy>;
  /** Steps at a checkpoint before those of identity. */
  readonly steps?: readonly Step[];
  /** Called with the new scene before anything is founded: the place for `follow`. */
  readonly prepare?: (scene: Scene) => void;
};

/**
 * One cooperative, founded by the device `ann`. Devices and members are named; `ann` owns the
 * first device `ann`.
 */
export class Scene {
  readonly state = new FrozenLayer();
  /** Time of the next event. */
  now = start;
  /** Id of the cooperative. */
  readonly coop: Hex;
  /** Invitations that step 3 of the fold found revoked for the current batch. */
  revokedInvitations: ReadonlySet<Hex> = new Set();
  readonly #steps: readonly Step[];
  readonly #consequences = new Map<string, Consequence<never>>();
  readonly #members = new Map<string, Hex>();
  readonly #vouchers = ['ann'];
  #batch = new Set<Hex>();
  #events = 0;

  constructor(options: SceneOptions = {}) {
    this.#steps = [...(options.steps ?? []), expireInvitations, admitDue, endFoundingWhenDue];
    options.prepare?.(this);
    this.coop = this.nextId();
    this.must('ann', coopFounded, {
      name: 'Bakery',
      unit: 'h',
      anchors: [hexOf('anchor')],
      policy: { ...usualPolicy, ...options.policy },
    });
    this.joined('ann', null);
  }

  /** Registers what another domain does after events of a type. */
  follow<Content, Plan>(type: EventType<Content, Plan>, then: Consequence<Content>): void {
    this.#consequences.set(type.type, then as Consequence<never>);
  }

  /** Id that the next event will have. */
  nextId(): Hex {
    return hexOf(`event ${this.#events}`);
  }

  /** Id of the member with this name. */
  member(name: string): Hex {
    const id = this.#members.get(name);
    ok(id !== undefined, `${name} has joined`);
    return id;
  }

  /** An event by the device of this name, at `now`, which then moves on by a millisecond. */
  event<Content, Plan>(
    device: string,
    type: EventType<Content, Plan>,
    content: Content,
  ): LogEvent<Content> {
    deepStrictEqual(z.decode(type.body, z.encode(type.body, content)), content);
    const id = this.nextId();
    this.#events += 1;
    return {
      id,
      coop: this.coop,
      device: hexOf(device),
      seq: this.#events,
      prev: null,
      parents: [],
      time: { ms: this.now, counter: 0 },
      basis: noBasis,
      type: type.type,
      rules: type.rules,
      content: freeze(content),
      blobHash: undefined,
      raw: { header: new Uint8Array(), signature: new Uint8Array(), body: new Uint8Array() },
    };
  }

  /** What the fold tells about an event made now. */
  context(): FoldContext {
    const batch = this.#batch;
    return {
      when: this.now,
      epoch: 1,
      coop: this.coop,
      isInBatch: (id) => batch.has(id),
      revokedInvitations: this.revokedInvitations,
      sha256,
    };
  }

  /** Checks an event, applies it with its consequence if it was accepted, and says how it ended. */
  act<Content, Plan>(device: string, type: EventType<Content, Plan>, content: Content): Outcome {
    const event = this.event(device, type, content);
    const context = this.context();
    this.now += 1;
    this.#batch.add(event.id);
    const scratch = new Layer(this.state);
    const verdict = type.check(scratch, event, context);
    strictEqual(scratch.changes().length, 0, `${type.type}: a check writes nothing`);
    if (isRejection(verdict)) {
      ok(/[.?]$/u.test(verdict.sentence), `${verdict.code}: the sentence ends`);
      ok(!/[0-9a-f]{16}|did:/u.test(verdict.sentence), `${verdict.code}: no hashes for people`);
      return { id: event.id, code: verdict.code };
    }
    type.apply(this.state, event, verdict, context);
    const then = this.#consequences.get(type.type) as Consequence<Content> | undefined;
    then?.(this.state, event, context);
    return { id: event.id, code: 'effective' };
  }

  /** An event that has to take effect; its id. */
  must<Content, Plan>(device: string, type: EventType<Content, Plan>, content: Content): Hex {
    const { id, code } = this.act(device, type, content);
    strictEqual(code, 'effective', `${type.type} by ${device}`);
    return id;
  }

  /** Code with which a submission is refused; undefined when it may go out. */
  refusal<Content, Plan>(
    device: string,
    type: EventType<Content, Plan>,
    content: Content,
  ): string | undefined {
    return type.refuse?.(this.state, this.event(device, type, content), this.context())?.code;
  }

  /** A checkpoint at `now`. */
  checkpoint(): void {
    for (const step of this.#steps) step(this.state, this.now, this.coop);
    this.#batch = new Set();
    this.now += 1;
  }

  /** Lets time pass. */
  wait(ms: number): void {
    this.now += ms;
  }

  /** An invitation by `inviter`; its id. */
  invite(inviter: string, name: string): Hex {
    const content = { key: hexOf(`link ${name}`), expires: this.now + dayMs };
    return this.must(inviter, memberInvited, content);
  }

  /** `name` joins with a device of that name and a spare key `name spare`; the member id. */
  joined(name: string, invitation: Hex | null): Hex {
    const id = this.must(name, memberJoined, {
      invitation,
      link: invitation === null ? null : anySignature,
      spare: proven(`${name} spare`),
    });
    this.#members.set(name, id);
    return id;
  }

  /** Invites by `ann` and joins, one after the other. */
  join(...names: readonly string[]): void {
    for (const name of names) this.joined(name, this.invite('ann', name));
  }

  /** Invites, joins and vouches in, while the cooperative is being founded. */
  admit(...names: readonly string[]): void {
    for (const name of names) {
      this.join(name);
      for (const voucher of this.#vouchers) {
        if (this.status(name) !== 'active') {
          this.must(voucher, memberVouched, { member: this.member(name) });
        }
      }
      this.#vouchers.push(name);
    }
  }

  /** The founder ends the founding. */
  endFounding(): void {
    this.must('ann', coopFoundingClosed, {});
  }

  /** Status of a member. */
  status(name: string): string | undefined {
    return this.state.get(memberTable, this.member(name))?.status;
  }
}

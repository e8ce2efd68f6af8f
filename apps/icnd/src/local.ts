/**
 * `openLocal(dir)`: the client of a cooperative without a socket, on a data directory that this process has for itself.
 *
 *     DIR/log/        the log (icn-store)
 *     DIR/anchor.key  present on a node that makes checkpoints
 *
 * Invariants:
 * - The contract of icn-replica: effects are carried out before the next step, and an answer leaves only after the commit.
 * - After a failed commit memory is ahead of the disk, so nothing more is answered: the directory has to be opened again.
 * - The clock is read here and nowhere below. It never runs behind what the log has made final.
 */
import { join } from 'node:path';
import { assert, isRejection, reject, StoreFault, toHex } from 'icn-core';
import type { Hex, Place, Rejection } from 'icn-core';
import { openCrypto, type CryptoKit } from 'icn-crypto/node';
import {
  findMember,
  listAccounts,
  listContracts,
  listEntries,
  listInvitations,
  listMembers,
  listProposals,
} from 'icn-client';
import type {
  AccountView,
  CoopClient,
  ContractView,
  EntryQuery,
  EntryView,
  EventQuery,
  EventView,
  InvitationView,
  MemberView,
  OverviewView,
  ProposalView,
  Receipt,
} from 'icn-client';
import {
  authoringContext,
  carryOut,
  isWrite,
  openReplica,
  step,
  type Effect,
  type Input,
  type Replica,
} from 'icn-replica';
import { openLogStore, type SqlLog } from 'icn-store';
import { existsSync } from 'node:fs';
import { Reader } from './reader.ts';
import { readAnchorKey } from './node-keys.ts';

/** How to open. Defaults: the machine's clock and libsodium. */
export interface LocalOptions {
  /** Unix milliseconds. */
  readonly clock?: () => number;
  readonly kit?: CryptoKit;
}

/** Where the log of a data directory is. */
export function logFolder(directory: string): string {
  return join(directory, 'log');
}

/** True when a directory holds a cooperative, in whatever state. */
export function hasCoop(directory: string): boolean {
  return existsSync(logFolder(directory));
}

/**
 * Opens the cooperative in a data directory and keeps other processes out until `close`.
 * @throws StoreFault `missing` when there is none, `locked` while another process has it, `corrupt`, `unsafe-mode`.
 */
export function openLocal(directory: string, options: LocalOptions = {}): LocalCoop {
  if (!hasCoop(directory)) {
    const sentence =
      `There is no cooperative in ${directory} yet. Found one: icnctl coop init "Our Coop" --yes, ` +
      'or take over an exported one: icnctl log import FILE';
    throw new StoreFault('missing', 'open', 'never', sentence);
  }
  const kit = options.kit ?? openCrypto();
  const anchor = readAnchorKey(directory, kit);
  const log = openLogStore(logFolder(directory));
  try {
    const replica = openReplica({ log, crypto: kit.crypto, anchor, checkpointDelayMs: 0 });
    return new LocalCoop(log, replica, kit, options.clock ?? Date.now);
  } catch (failure) {
    log.close();
    throw failure;
  }
}

const timeInFuture = reject(
  'time-in-future',
  'This time is still to come. Give a time that has passed, or none for now.',
);

/** An open data directory. Made by `openLocal`. */
export class LocalCoop implements CoopClient {
  readonly #log: SqlLog;
  readonly #replica: Replica;
  readonly #kit: CryptoKit;
  readonly #reader: Reader;
  #clock: () => number;
  #requests = 0;
  #isGathering = false;
  /** Undefined while all is well; else a fault, or why nothing more may be asked. */
  #broken: unknown;

  constructor(log: SqlLog, replica: Replica, kit: CryptoKit, clock: () => number) {
    this.#log = log;
    this.#replica = replica;
    this.#kit = kit;
    this.#clock = clock;
    this.#reader = new Reader(log, replica, kit.crypto);
  }

  get coop(): Hex {
    return this.#log.coop;
  }

  /** The cryptography this directory was opened with: for whoever signs beside it. */
  get kit(): CryptoKit {
    return this.#kit;
  }

  /** Unix ms as this node reckons. */
  now(): number {
    return this.#clock();
  }

  /**
   * From now on acts as of a time that the operator claims, for books that were kept by hand. Rejects with
   * `time-in-future`, or `time-before-log` when something later is final already.
   */
  actAt(ms: number): Rejection | undefined {
    if (ms > Date.now()) return timeInFuture;
    const last = this.#replica.certified.head.time;
    if (ms < last) {
      return reject(
        'time-before-log',
        `The log has come to ${new Date(last).toISOString()} already. Give a time after that; rows go in order of time.`,
      );
    }
    this.#clock = () => ms;
    return undefined;
  }

  /**
   * Does several things as one: either all of them are saved or, when `work` throws, none. Meanwhile nothing is durable,
   * so no answer may leave before this has returned. After a failure the directory has to be opened again.
   * @param keep false: undo it all at the end, for a trial run; the directory has to be opened again then, too.
   */
  async together<Value>(work: () => Promise<Value>, keep = true): Promise<Value> {
    this.#live();
    assert(!this.#isGathering, 'LOCAL-3: what is done as one is not nested');
    this.#isGathering = true;
    try {
      const value = await work();
      if (!keep) this.#abandon();
      else this.#log.commit();
      return value;
    } catch (failure) {
      this.#abandon();
      throw failure;
    } finally {
      this.#isGathering = false;
    }
  }

  /** Lets time pass: closes what is due, and on an anchor makes what was entered final. */
  tick(): void {
    this.#run([{ kind: 'tick', now: this.now() }]);
  }

  async place(device: Hex, cite: readonly Hex[] = []): Promise<Place | Rejection> {
    this.#live();
    return authoringContext(this.#replica, device, this.now(), cite);
  }

  async submit(wire: Uint8Array): Promise<Receipt | Rejection> {
    const now = this.now();
    this.#requests += 1;
    const request = this.#requests;
    // What is due comes first, so that nobody votes after a deadline that only has not been looked at.
    const effects = this.#run([
      { kind: 'tick', now },
      { kind: 'submit', now, request, wire },
      { kind: 'tick', now },
    ]);
    const reply = effects.find((effect) => effect.kind === 'reply');
    assert(reply !== undefined, 'LOCAL-1: every submission is answered');
    const { result } = reply;
    if (isRejection(result)) return result;
    const isFinal = this.#log.event(result.id)?.epoch !== null;
    return { id: result.id, status: isFinal ? 'final' : 'saved' };
  }

  async overview(): Promise<OverviewView> {
    return this.#query().overview();
  }

  async members(): Promise<readonly MemberView[]> {
    return listMembers(this.#query().books(), this.#kit.crypto);
  }

  async memberOf(device: Hex): Promise<MemberView | undefined> {
    return findMember(this.#query().books(), device, this.#kit.crypto);
  }

  async invitations(): Promise<readonly InvitationView[]> {
    return listInvitations(this.#query().books(), this.now());
  }

  async accounts(): Promise<readonly AccountView[]> {
    return listAccounts(this.#query().books());
  }

  async entries(query: EntryQuery): Promise<readonly EntryView[]> {
    return listEntries(this.#query().books(), query);
  }

  async contracts(): Promise<readonly ContractView[]> {
    return listContracts(this.#query().books());
  }

  async proposals(): Promise<readonly ProposalView[]> {
    return listProposals(this.#query().books());
  }

  async events(query: EventQuery): Promise<readonly EventView[]> {
    return this.#query().events(query);
  }

  /** The log itself, for export; read only. */
  log(): SqlLog {
    this.#live();
    return this.#log;
  }

  /** How this node's fold came to differ from a checkpoint; undefined when it did not. */
  divergence(): Replica['divergence'] {
    return this.#replica.divergence;
  }

  /** True when this node holds the key of an anchor of the cooperative. */
  isAnchor(): boolean {
    const anchor = this.#replica.deps.anchor;
    return anchor !== undefined && this.#reader.anchors().includes(toHex(anchor.publicKey));
  }

  /** Stops in order: keeps derived state for a quick start, and lets go of the files. Closing twice is fine. */
  close(): void {
    if (this.#broken === undefined) this.#run([{ kind: 'stop', now: this.now() }]);
    if (this.#broken === closed) return;
    this.#broken = closed;
    this.#log.close();
  }

  /** The disk goes back to the last commit; memory cannot, so nothing more is asked of it. */
  #abandon(): void {
    this.#log.rollback();
    this.#broken ??= abandoned;
  }

  #query(): Reader {
    this.#live();
    return this.#reader;
  }

  #live(): void {
    if (this.#broken instanceof StoreFault) throw this.#broken;
    assert(this.#broken === undefined, 'LOCAL-2: a closed directory is not used');
  }

  #run(inputs: readonly Input[]): readonly Effect[] {
    this.#live();
    const effects: Effect[] = [];
    try {
      for (const input of inputs) {
        const caused = step(this.#replica, input);
        for (const effect of caused) if (isWrite(effect)) carryOut(effect, this.#log);
        effects.push(...caused);
      }
      if (!this.#isGathering) this.#log.commit();
    } catch (failure) {
      this.#broken = failure;
      throw failure;
    }
    return effects;
  }
}

const closed = Symbol('closed');
const abandoned = Symbol('abandoned');

/**
 * Watches the chain of certificates grow: the first node to hold a height tells what stands there, every other must hold
 * the same bytes, and from one height to the next only what may change has changed.
 */
import {
  encodeCbor,
  equalBytes,
  isRejection,
  type CborValue,
  type Hex,
  type StateReader,
} from 'icn-core';
import { decodeCertificate, stateOf } from 'icn-replica';
import type { Coverage } from '../coverage.ts';
import type { AccountRow, CoopRow, PolicyRow, ProposalRow } from '../naive/types.ts';
import type { SimCrypto } from '../sim-crypto.ts';
import type { SimNode } from '../sim-node.ts';
import { tables } from '../tables.ts';
import { demand } from '../violation.ts';
import { showValue } from './compare.ts';
import { checkSum } from './sum.ts';

const foundingMaxMs = 2_592_000_000;

/** What is remembered of a height to compare the next with. */
interface Glimpse {
  readonly height: number;
  readonly coop: CoopRow | undefined;
  readonly policy: PolicyRow | undefined;
  readonly accounts: ReadonlyMap<Hex, AccountRow>;
  readonly proposals: ReadonlyMap<Hex, ProposalRow>;
}

/** The chain as the world has seen it. */
export class Observer {
  readonly chain: Uint8Array[] = [];
  /** Payments that were held at some height. */
  readonly everHeld = new Set<Hex>();
  readonly #coverage: Coverage;
  readonly #crypto: SimCrypto;
  #before: Glimpse | undefined;

  constructor(coverage: Coverage, crypto: SimCrypto) {
    this.#coverage = coverage;
    this.#crypto = crypto;
  }

  /** These heights are durable on this node now. @throws Violation */
  certified(node: SimNode, heights: readonly number[]): void {
    const { replica, log } = node;
    if (replica === undefined || log === undefined) return;
    for (const height of heights) {
      const bytes = log.certificate(height);
      const known = this.chain[height - 1];
      demand(bytes !== undefined, 'INV-FOLD-2', () => `n${node.index} lost height ${height}`);
      if (known !== undefined) {
        const isSame = equalBytes(bytes, known);
        demand(isSame, 'INV-FOLD-2', () => `n${node.index} has another certificate ${height}`);
        continue;
      }
      demand(height === this.chain.length + 1, 'INV-FOLD-2', () => `height ${height} came early`);
      this.chain.push(bytes);
      if (height !== replica.certified.head.height) continue;
      this.#look(stateOf(replica, 'final'), height);
    }
  }

  #look(state: StateReader, height: number): void {
    checkSum(state, `height ${height}`);
    const now: Glimpse = {
      height,
      coop: state.get(tables.coop, 'coop'),
      policy: state.get(tables.policy, 'policy'),
      accounts: new Map(state.entries(tables.account)),
      proposals: new Map(state.entries(tables.proposal)),
    };
    for (const [, queue] of state.entries(tables.held)) {
      for (const id of queue) this.everHeld.add(id);
      if (queue.length > 1) this.#coverage.add('held-by-queue', queue.length - 1);
    }
    this.#watchEmpty(height, now);
    if (this.#before !== undefined) {
      this.#watchLimits(state, this.#before, now);
      this.#watchProposals(state, this.#before, now);
      this.#watchFounding(this.#before, now, this.#timeOf(height));
    }
    this.#before = now;
  }

  /** A checkpoint without events must have settled something, or an anchor would make them for ever. */
  #watchEmpty(height: number, _now: Glimpse): void {
    const bytes = this.chain[height - 1];
    const last = this.chain[height - 2];
    if (bytes === undefined || last === undefined) return;
    const [a, b] = [bytes, last].map((one) => decodeCertificate(one, this.#crypto.crypto));
    if (a === undefined || b === undefined || isRejection(a) || isRejection(b)) return;
    if (a.checkpoint.heads.length > 0) return;
    this.#coverage.add('checkpoint-without-events');
    const isChange = showValue(a.checkpoint.sections) !== showValue(b.checkpoint.sections);
    demand(isChange, 'INV-LIVE-2', () => `checkpoint ${height} has no events and changes nothing`);
  }

  /** INV-LEDGER-2: nobody gets deeper below their limit. */
  #watchLimits(state: StateReader, before: Glimpse, now: Glimpse): void {
    const limits = [before.policy?.creditLimit ?? 0, now.policy?.creditLimit ?? 0];
    const widest = Math.max(...limits);
    for (const [id, { kind, balance }] of now.accounts) {
      if (kind !== 'member' || balance >= -widest) continue;
      const was = before.accounts.get(id)?.balance ?? state.get(tables.account, id)?.opening ?? 0;
      demand(
        balance >= was || balance >= -widest,
        'INV-LEDGER-2',
        () => `${id} went from ${was} to ${balance} with a limit of ${widest}`,
      );
    }
  }

  /** INV-GOV-1: what has closed stays as it closed, and its result is that of its ballots. */
  #watchProposals(state: StateReader, before: Glimpse, now: Glimpse): void {
    const closing = [...now.proposals].filter(
      ([id, row]) => row.status !== 'open' && before.proposals.get(id)?.status !== row.status,
    );
    for (const [id, row] of before.proposals) {
      const after = now.proposals.get(id);
      demand(after !== undefined, 'INV-GOV-1', () => `proposal ${id} is gone`);
      const isFrozen = row.electorate.join() === after.electorate.join();
      demand(isFrozen, 'INV-GOV-2', () => `the electorate of ${id} changed`);
      if (row.status === 'open') continue;
      const isSame = equalBytes(bytesOf(after), bytesOf(row));
      demand(isSame, 'INV-GOV-1', () => `closed proposal ${id} changed at ${now.height}`);
    }
    const removes = closing.some(([, { effect, result }]) => {
      return effect.kind.startsWith('member.') && result?.executed === true;
    });
    for (const [id, row] of closing) {
      this.#noteResult(row);
      // A membership that ends in the same checkpoint changes who counts between two closings.
      if (!removes) recount(state, id, row);
    }
  }

  #noteResult({ status, effect, result }: ProposalRow): void {
    this.#coverage.add(`proposal-${status}`);
    if (result?.executed === true) this.#coverage.add(`executed:${effect.kind}`);
    if (status === 'passed' && result?.executed === false) {
      this.#coverage.add('passed-not-executed');
      this.#coverage.add(`not-executed:${result.reason}`);
    }
  }

  #watchFounding(before: Glimpse, { coop }: Glimpse, time: number): void {
    if (before.coop?.founding !== true || coop?.founding !== false) return;
    const byTime = time >= coop.founded + foundingMaxMs ? 'time' : 'founder';
    this.#coverage.add(`founding-ended-by-${coop.active >= 10 ? 'tenth' : byTime}`);
  }

  #timeOf(height: number): number {
    const bytes = this.chain[height - 1];
    const read = bytes && decodeCertificate(bytes, this.#crypto.crypto);
    return read === undefined || isRejection(read) ? 0 : read.checkpoint.time;
  }
}

const bytesOf = (row: ProposalRow): Uint8Array => encodeCbor(row as unknown as CborValue);

function recount(state: StateReader, id: Hex, { electorate, result }: ProposalRow): void {
  const active = electorate.filter((m) => state.get(tables.member, m)?.status === 'active');
  const count = (choice: string): number =>
    active.filter((m) => state.get(tables.ballot, id + m)?.choice === choice).length;
  const seen = [count('yes'), count('no'), count('abstain'), active.length].join();
  const told = [result?.yes, result?.no, result?.abstain, result?.electorate].join();
  demand(seen === told, 'INV-GOV-1', () => `proposal ${id} tells ${told}, its ballots ${seen}`);
}

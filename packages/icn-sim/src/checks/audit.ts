/**
 * A node against two others that never saw its history: a fresh replica that gets the same events and certificates in
 * another order, in other batches, with restarts in between; and the naive fold. Both must come to the same rows.
 */
import { templateByName } from 'icn-ccl';
import { encodeCbor, fromHex, MemoryDisk, MemoryLog, zeroHex } from 'icn-core';
import { carryOut, isWrite, openReplica, stateOf, step, type Replica } from 'icn-replica';
import { naiveFold, type NaiveResult } from '../naive/naive-fold.ts';
import type { Rng } from '../prng.ts';
import type { SimNode } from '../sim-node.ts';
import type { World } from '../world.ts';
import { demand, Violation } from '../violation.ts';
import { demandSame, naiveRows, rowsOf } from './compare.ts';

const feeder = 'feeder';

/** What a node holds. */
export interface Holdings {
  readonly wires: readonly Uint8Array[];
  readonly certificates: readonly Uint8Array[];
}

/** Everything in a node's log, in its order of arrival. */
export function holdingsOf({ log }: SimNode): Holdings {
  if (log === undefined) return { wires: [], certificates: [] };
  return {
    wires: [...log.events()].map(({ wire }) => wire),
    certificates: log.certificates(1, Number.MAX_SAFE_INTEGER).map(({ bytes }) => bytes),
  };
}

/** Compares a node with a fresh replica and with the naive fold. @throws Violation */
export function auditNode(sim: World, node: SimNode, rng: Rng): void {
  const { replica } = node;
  if (replica === undefined) return;
  const holdings = holdingsOf(node);
  compareWithFresh(sim, node, rng);
  compareWithNaive(sim, replica, holdings, `n${node.index} at ${sim.agenda.now} ms`);
  sim.count('audit');
}

/** Compares a node with a replica that gets the same in another order. @throws Violation */
export function compareWithFresh(sim: World, node: SimNode, rng: Rng): void {
  const { replica } = node;
  if (replica === undefined) return;
  const where = `n${node.index} at ${sim.agenda.now} ms`;
  const fresh = refeed(sim, holdingsOf(node), rng);
  const [a, b] = [replica.certified.head, fresh.certified.head];
  const heights = (): string =>
    `${where} is at ${a.height} ${a.hash}, a fresh replica at ${b.height} ${b.hash}`;
  demand(a.hash === b.hash && replica.tail.size === fresh.tail.size, 'INV-FOLD-1', heights);
  for (const level of ['final', 'provisional'] as const) {
    const [ours, theirs] = [rowsOf(stateOf(replica, level)), rowsOf(stateOf(fresh, level))];
    demandSame('INV-FOLD-1', `${level} state of ${where} against a fresh replica`, ours, theirs);
  }
}

/** A replica that was given everything in another order. */
function refeed(sim: World, { wires, certificates }: Holdings, rng: Rng): Replica {
  const disk = new MemoryDisk(sim.coop);
  const deps = (log: MemoryLog) => ({ log, crypto: sim.crypto.crypto });
  let log = new MemoryLog(disk);
  let replica = openReplica(deps(log));
  const hello = encodeCbor(['hello', 1, fromHex(sim.coop), 0, 0, fromHex(zeroHex)]);
  const feed = (message: Uint8Array): void => {
    const effects = step(replica, { kind: 'received', peer: feeder, message, now: sim.trueTime() });
    for (const effect of effects) if (isWrite(effect)) carryOut(effect, log);
  };
  const open = (): void => {
    step(replica, { kind: 'connected', peer: feeder, now: sim.trueTime() });
    feed(hello);
  };
  open();
  for (const message of shuffledMessages(wires, certificates, rng)) {
    feed(message);
    if (!rng.chance(60)) continue;
    if (rng.chance(500)) {
      for (const effect of step(replica, { kind: 'stop', now: sim.trueTime() })) {
        if (isWrite(effect)) carryOut(effect, log);
      }
    }
    log.commit();
    log.crash();
    log = new MemoryLog(disk);
    replica = openReplica(deps(log), { anew: rng.chance(500) });
    open();
  }
  // What waited in memory was lost with each restart, so everything is offered once more.
  feed(encodeCbor(['events', wires, false]));
  feed(encodeCbor(['certificates', certificates]));
  log.commit();
  return replica;
}

function shuffledMessages(
  wires: readonly Uint8Array[],
  certificates: readonly Uint8Array[],
  rng: Rng,
): readonly Uint8Array[] {
  const messages: Uint8Array[] = [];
  const events = rng.shuffle(wires);
  while (events.length > 0) {
    messages.push(encodeCbor(['events', events.splice(0, rng.between(1, 60)), false]));
  }
  const proofs = rng.chance(500) ? [...certificates] : rng.shuffle(certificates);
  while (proofs.length > 0) {
    messages.push(encodeCbor(['certificates', proofs.splice(0, rng.between(1, 12))]));
  }
  return rng.shuffle(messages);
}

/** The same by the naive fold. */
function foldNaively(sim: World, { wires, certificates }: Holdings): NaiveResult {
  try {
    return naiveFold({
      wires,
      certificates,
      sha256: sim.crypto.crypto.sha256,
      templateText: (name) => templateByName(name),
    });
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new Violation('INV-FOLD-4', `the naive fold threw ${text}`);
  }
}

/** Final state, tail, and each height's claims. @throws Violation */
export function compareWithNaive(
  sim: World,
  replica: Replica,
  holdings: Holdings,
  where: string,
): NaiveResult {
  const naive = foldNaively(sim, holdings);
  const pairs = [
    ['final', naive],
    ['provisional', naive.tail],
  ] as const;
  for (const { height, differs } of naive.certified) {
    const same = differs.length === 0;
    if (same || height !== replica.certified.head.height) {
      demand(same, 'INV-FOLD-1', () => `the naive fold differs at ${height} in ${differs.join()}`);
    }
  }
  for (const [level, state] of pairs) {
    const ours = rowsOf(stateOf(replica, level));
    demandSame('INV-FOLD-1', `${level} state of ${where} against naive`, ours, naiveRows(state));
  }
  return naive;
}

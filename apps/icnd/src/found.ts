/** Founding a cooperative in a data directory: genesis and the founder's inception, both or neither. */
import { assert, isRejection, toHex, type Rejection, type Signer } from 'icn-core';
import {
  createMember,
  signFounding,
  type FoundingPolicy,
  type Hand,
  type Named,
  type SignedEvent,
} from 'icn-client';
import { openCrypto, type CryptoKit } from 'icn-crypto/node';
import { openReplica } from 'icn-replica';
import { createLogStore } from 'icn-store';
import { buildLog } from './build.ts';
import { LocalCoop, type LocalOptions } from './local.ts';
import { createAnchorKey, readAnchorKey, removeAnchorKey } from './node-keys.ts';

/** A cooperative to be founded on this machine. */
export interface LocalFounding {
  readonly name: string;
  /** What an hour is called. */
  readonly unit: string;
  readonly policy: FoundingPolicy;
  /** Name of the founder. */
  readonly founder: string;
  /** The founder's device. */
  readonly hand: Hand;
  /** Seed of the founder's spare key. */
  readonly spareSeed: Uint8Array;
}

/** What was founded. */
export interface Founded {
  readonly coop: Named;
  readonly founder: Named;
}

/**
 * Founds a cooperative, with this node as its one anchor and the founder as its first member. The directory is closed
 * afterwards: a node that waits for it may take it over at once.
 * @throws StoreFault `exists` when the directory holds a cooperative.
 */
export async function foundLocal(
  directory: string,
  founding: LocalFounding,
  options: LocalOptions = {},
): Promise<Founded | Rejection> {
  const kit = options.kit ?? openCrypto();
  const clock = options.clock ?? Date.now;
  let founded: Founded | undefined;
  const refusal = await buildLog(directory, (folder) =>
    withAnchorKey(directory, kit, async (anchor) => {
      const filled = await fill(folder, anchor, founding, { kit, clock });
      if (isRejection(filled)) return filled;
      founded = filled;
      return undefined;
    }),
  );
  if (refusal !== undefined) return refusal;
  assert(founded !== undefined, 'FOUND-1: a founding without a rejection has a founder');
  return founded;
}

/** A key made for a founding that fails is removed again; one that was there stays. */
async function withAnchorKey(
  directory: string,
  kit: CryptoKit,
  work: (anchor: Signer) => Promise<Rejection | undefined>,
): Promise<Rejection | undefined> {
  const known = readAnchorKey(directory, kit);
  const anchor = known ?? createAnchorKey(directory, kit);
  let isDone = false;
  try {
    const refusal = await work(anchor);
    isDone = refusal === undefined;
    return refusal;
  } finally {
    if (!isDone && known === undefined) removeAnchorKey(directory);
  }
}

async function fill(
  folder: string,
  anchor: Signer,
  founding: LocalFounding,
  { kit, clock }: Required<LocalOptions>,
): Promise<Founded | Rejection> {
  const anchors = [toHex(anchor.publicKey)];
  const genesis = signFounding({ ...founding, anchors }, founding.hand, clock());
  if (isRejection(genesis)) return genesis;
  const log = createLogStore(folder, genesis.id);
  const replica = openReplica({ log, crypto: kit.crypto, anchor, checkpointDelayMs: 0 });
  const coop = new LocalCoop(log, replica, kit, clock);
  try {
    return await writeFirstEvents(coop, genesis, founding);
  } finally {
    coop.close();
  }
}

async function writeFirstEvents(
  coop: LocalCoop,
  genesis: SignedEvent,
  { hand, name, founder, spareSeed }: LocalFounding,
): Promise<Founded | Rejection> {
  const founded = await coop.submit(genesis.wire);
  if (isRejection(founded)) return founded;
  const joined = await createMember(coop, hand).found(founder, spareSeed);
  if (isRejection(joined)) return joined;
  return { coop: { id: genesis.id, name }, founder: { id: joined.id, name: founder } };
}

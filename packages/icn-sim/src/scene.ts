/** What somebody sees when about to act: the provisional state of the node they use, and their own things. */
import type { Hex, StateReader } from 'icn-core';
import type { Device, Link, Person } from './people.ts';
import type { Plan } from './plan.ts';
import type { SimCrypto } from './sim-crypto.ts';
import { tables } from './tables.ts';

/** The occasion of one act. */
export interface Scene {
  readonly plan: Plan;
  readonly coop: Hex;
  readonly crypto: SimCrypto;
  readonly state: StateReader;
  /** The node's clock. */
  readonly now: number;
  readonly person: Person;
  /** A device that may be used; undefined before joining. */
  readonly device: Device | undefined;
  readonly links: readonly Link[];
  readonly addLink: (link: Link) => void;
  /** Anchor keys of all nodes. */
  readonly anchors: readonly Hex[];
  /** Heads of a device's chain on this node. */
  readonly headOf: (device: Hex) => { readonly seq: number; readonly id: Hex } | undefined;
  readonly x: number;
  readonly y: number;
}

/** An event somebody wants to write. */
export interface Draft {
  readonly type: string;
  readonly content: unknown;
  /** Another device than the scene's. */
  readonly device?: Device | undefined;
  readonly memo?: string | undefined;
  readonly onAcked?: ((id: Hex) => void) | undefined;
}

/** The x-th of those that fit; now and then of all, so that refusals are met too. */
export function choose<Item>(
  { x, y }: Pick<Scene, 'x' | 'y'>,
  fitting: readonly Item[],
  all: readonly Item[] = fitting,
): Item | undefined {
  const from = y % 12 === 0 && all.length > 0 ? all : fitting;
  return from[x % (from.length === 0 ? 1 : from.length)];
}

/** The key of the x-th row that fits; now and then of any row, or of none. */
export function target(
  scene: Pick<Scene, 'x' | 'y'>,
  fitting: readonly (readonly [Hex, unknown])[],
  all: readonly (readonly [Hex, unknown])[] = fitting,
): Hex | undefined {
  return scene.y % 24 === 1 ? nowhere(scene) : choose(scene, fitting, all)?.[0];
}

/** An id that names nothing. */
export function nowhere({ x }: Pick<Scene, 'x'>): Hex {
  return x.toString(16).padStart(64, '0');
}

/** The scene's member, as far as this node knows them. */
export function memberOf({ state, device }: Scene): Hex | undefined {
  if (device === undefined) return undefined;
  return state.get(tables.device, device.key)?.member ?? undefined;
}

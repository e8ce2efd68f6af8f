/**
 * The devices of a log and their chain heads, kept in memory: heads are asked for at every step, and numbers stand for
 * keys in every row.
 *
 * Invariants:
 * - `previous` of an event row is null when its previous event is the first to have arrived with number seq - 1, which
 *   it is unless the device forked; only then is the position spelled out.
 * - A device is marked forked as soon as two of its events follow the same one; heads of others are found by one seek.
 */
import { assert, compareKeys, fromHex, toHex } from 'icn-core';
import type { DeviceHead, Hex } from 'icn-core';
import { bytesAt, integerAt, integerOrNullAt } from './sql.ts';
import type { Statements } from './statements.ts';

interface Head {
  readonly position: number;
  readonly seq: number;
  readonly id: Hex;
}

/** A device of the log. */
export interface Device {
  readonly number: number;
  readonly hex: Hex;
  readonly key: Uint8Array;
  isForked: boolean;
  /** Ascending by id. */
  heads: readonly Head[];
}

/** All devices of one open log. Read anew after a rollback. */
export class Devices {
  readonly #statements: Statements;
  readonly #byHex = new Map<Hex, Device>();
  readonly #byNumber: Device[] = [];

  constructor(statements: Statements) {
    this.#statements = statements;
    for (const row of statements.devices.all()) {
      const key = bytesAt(row, 1);
      const device = {
        number: integerAt(row, 0),
        hex: toHex(key),
        key,
        isForked: integerAt(row, 2) === 1,
        heads: [],
      };
      this.#keep(device);
      this.#loadHeads(device);
    }
  }

  /** The device with a number; undefined when there is none: then the row that names it is damaged. */
  numbered(number: number): Device | undefined {
    return this.#byNumber[number];
  }

  /** The device with a key, if it has an event here. */
  find(hex: Hex): Device | undefined {
    return this.#byHex.get(hex);
  }

  /** The device with a key, added if new. */
  need(hex: Hex): Device {
    const known = this.#byHex.get(hex);
    if (known !== undefined) return known;
    const number = Math.max(1, this.#byNumber.length);
    const device = { number, hex, key: fromHex(hex), isForked: false, heads: [] };
    this.#statements.addDevice.run(number, device.key);
    this.#keep(device);
    return device;
  }

  /**
   * What the `previous` column of a new event has to say. Marks a fork.
   * @param previous id of the event it follows; null for a first event.
   */
  linkTo(device: Device, seq: number, previous: Hex | null): number | null {
    if (!device.isForked) {
      if (isNextOf(device, previous)) return null;
      device.isForked = true;
      this.#statements.markForked.run(device.number);
    }
    if (previous === null) return null;
    const found = this.#statements.positionOf.get(fromHex(previous));
    assert(found !== undefined, 'INV-STORE-6: parents are stored before their children');
    const position = integerAt(found, 0);
    const first = this.#statements.firstWithSeq.get(device.number, seq - 1)?.[0];
    return first === position ? null : position;
  }

  /** Makes an added event a head in place of the one it follows. */
  advance(device: Device, previous: Hex | null, head: Head): void {
    const others = device.heads.filter((other) => other.id !== previous);
    device.heads = others.length === 0 ? [head] : sortedHeads([...others, head]);
  }

  /** Heads of all devices, by device, then id. */
  allHeads(): readonly DeviceHead[] {
    return [...this.#byHex.values()]
      .sort((a, b) => compareKeys(a.hex, b.hex))
      .flatMap((device) => headsOf(device));
  }

  #keep(device: Device): void {
    this.#byHex.set(device.hex, device);
    this.#byNumber[device.number] = device;
  }

  #loadHeads(device: Device): void {
    const last = this.#statements.lastOfDevice.get(device.number);
    if (last === undefined) return;
    if (!device.isForked) {
      const head = {
        position: integerAt(last, 0),
        seq: integerAt(last, 1),
        id: toHex(bytesAt(last, 2)),
      };
      device.heads = [head];
      return;
    }
    const heads = new Map<number, Head>();
    const firstBySeq = new Map<number, number>();
    for (const row of this.#statements.linksOfDevice.all(device.number)) {
      const [position, seq] = [integerAt(row, 0), integerAt(row, 1)];
      const previous = integerOrNullAt(row, 3) ?? firstBySeq.get(seq - 1);
      if (previous !== undefined) heads.delete(previous);
      if (!firstBySeq.has(seq)) firstBySeq.set(seq, position);
      heads.set(position, { position, seq, id: toHex(bytesAt(row, 2)) });
    }
    device.heads = sortedHeads([...heads.values()]);
  }
}

/** True for an event after one of the device's heads, or its first: what every event is but a fork's. */
export function isNextOf({ heads }: Device, previous: Hex | null): boolean {
  if (previous === null) return heads.length === 0;
  return heads.some(({ id }) => id === previous);
}

/** The heads of a device as the port has them. */
export function headsOf(device: Device): readonly DeviceHead[] {
  return device.heads.map(({ seq, id }) => ({ device: device.hex, seq, id }));
}

function sortedHeads(heads: readonly Head[]): readonly Head[] {
  return [...heads].sort((a, b) => compareKeys(a.id, b.id));
}

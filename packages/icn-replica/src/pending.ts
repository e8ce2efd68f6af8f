/**
 * Valid-looking events whose parents have not arrived. Bounded: the oldest are dropped and come again by anti-entropy.
 *
 * Invariant: at most `pendingEventsMax` events and `pendingBytesMax` bytes are held (INV: memory stays bounded whatever
 * peers send).
 */
import { parentsOf, pendingBytesMax, pendingEventsMax, type Hex, type LogEvent } from 'icn-core';

/** An event that waits, with what came with it. */
export interface PendingEvent {
  readonly event: LogEvent;
  readonly wire: Uint8Array;
  readonly blob: Uint8Array | undefined;
  /** Peer that sent it. */
  readonly from: string;
}

const sizeOf = ({ wire, blob }: PendingEvent): number => wire.length + (blob?.length ?? 0);

/** Events that wait for parents. */
export class PendingEvents {
  readonly #events = new Map<Hex, PendingEvent>();
  readonly #waiters = new Map<Hex, Set<Hex>>();
  #bytes = 0;

  get size(): number {
    return this.#events.size;
  }

  has(id: Hex): boolean {
    return this.#events.has(id);
  }

  /** Keeps an event aside until one of `missing` arrives. */
  add(pending: PendingEvent, missing: readonly Hex[]): void {
    const { id } = pending.event;
    if (this.#events.has(id)) return;
    this.#events.set(id, pending);
    this.#bytes += sizeOf(pending);
    for (const parent of missing) {
      const waiters = this.#waiters.get(parent);
      if (waiters === undefined) this.#waiters.set(parent, new Set([id]));
      else waiters.add(id);
    }
    this.#dropOldest();
  }

  /** Takes out the events that waited for this one, for another try. */
  wake(parent: Hex): readonly PendingEvent[] {
    const waiters = this.#waiters.get(parent);
    if (waiters === undefined) return [];
    this.#waiters.delete(parent);
    return [...waiters].flatMap((id) => {
      const pending = this.#take(id);
      return pending === undefined ? [] : [pending];
    });
  }

  #take(id: Hex): PendingEvent | undefined {
    const pending = this.#events.get(id);
    if (pending === undefined) return undefined;
    this.#events.delete(id);
    this.#bytes -= sizeOf(pending);
    for (const parent of parentsOf(pending.event)) {
      const waiters = this.#waiters.get(parent);
      if (waiters?.delete(id) === true && waiters.size === 0) this.#waiters.delete(parent);
    }
    return pending;
  }

  #dropOldest(): void {
    while (this.#events.size > pendingEventsMax || this.#bytes > pendingBytesMax) {
      for (const oldest of this.#events.keys()) {
        this.#take(oldest);
        break;
      }
    }
  }
}

/**
 * The tail: valid events that no checkpoint covers yet, and the provisional state they lead to.
 *
 * Invariants:
 * - A parent of a tail event is in the tail or final.
 * - `state()` equals a fold of the whole tail on certified state, however the events arrived. An event that comes last
 *   in the order is folded on top; any other arrival only marks the provisional state as stale.
 */
import {
  assert,
  compareEvents,
  Layer,
  parentsOf,
  type Change,
  type Hex,
  type LogEvent,
  type StateReader,
} from 'icn-core';
import { frozenTable, outcomeTable, sequenceTable } from './conflicts.ts';
import { foldBatch, foldEvent, type Batch, type BatchPlan, type FoldWorld } from './fold.ts';

/** A tail event and when it came here. */
export interface TailEvent {
  readonly event: LogEvent;
  /** Local time of arrival, Unix milliseconds. */
  readonly arrived: number;
}

interface Provisional {
  readonly layer: Layer;
  readonly plan: BatchPlan;
  last: LogEvent | undefined;
}

/** Events above the last checkpoint. */
export class Tail {
  readonly #world: FoldWorld;
  readonly #base: Layer;
  readonly #events = new Map<Hex, TailEvent>();
  /** Events that nothing in the tail cites. */
  readonly #tips = new Map<Hex, LogEvent>();
  #epoch: number;
  #provisional: Provisional | undefined;

  /** @param base certified state, which moves on under the tail: call `finalise` whenever it does. */
  constructor(base: Layer, epoch: number, world: FoldWorld) {
    this.#base = base;
    this.#epoch = epoch;
    this.#world = world;
  }

  get size(): number {
    return this.#events.size;
  }

  get(id: Hex): LogEvent | undefined {
    return this.#events.get(id)?.event;
  }

  /** In order of arrival. */
  arrivals(): readonly TailEvent[] {
    return [...this.#events.values()];
  }

  /** Events that nothing in the tail has as parent, ascending in the order. */
  tips(): readonly LogEvent[] {
    return [...this.#tips.values()].sort(compareEvents);
  }

  /** Adds a valid event that is neither here nor final. */
  add(event: LogEvent, now: number): void {
    assert(!this.#events.has(event.id), 'an event enters the tail once');
    this.#events.set(event.id, { event, arrived: now });
    for (const parent of parentsOf(event)) this.#tips.delete(parent);
    this.#tips.set(event.id, event);
    const provisional = this.#provisional;
    if (provisional === undefined) return;
    if (this.#extends(provisional, event)) {
      foldEvent(provisional.layer, event, this.#batch(), provisional.plan, this.#world);
      provisional.last = event;
    } else this.#provisional = undefined;
  }

  /** Takes a batch that became final out, and starts again from the certified state that now holds it. */
  finalise(batch: readonly LogEvent[], epoch: number): void {
    for (const { id } of batch) {
      this.#events.delete(id);
      this.#tips.delete(id);
    }
    this.#epoch = epoch;
    this.#provisional = undefined;
  }

  /** Certified state with the tail folded on top. Valid until the next `add` or `finalise`. */
  state(): StateReader {
    return this.#current().layer;
  }

  /** The rows that the tail changes on top of certified state. */
  changes(): readonly Change[] {
    return this.#current().layer.changes();
  }

  /** The plan of the tail as it stands, for judging what would come next. */
  plan(): BatchPlan {
    return this.#current().plan;
  }

  #current(): Provisional {
    if (this.#provisional !== undefined) return this.#provisional;
    const layer = new Layer(this.#base);
    const events = [...this.#events.values()].map(({ event }) => event);
    const plan = foldBatch(layer, { ...this.#batch(), events }, this.#world);
    this.#provisional = { layer, plan, last: plan.events.at(-1) };
    return this.#provisional;
  }

  #batch(): Pick<Batch, 'epoch' | 'time'> {
    return { epoch: this.#epoch, time: undefined };
  }

  /** True when folding the event on top gives what a fold of everything would give. */
  #extends({ layer, last }: Provisional, event: LogEvent): boolean {
    const isLast = last === undefined || compareEvents(last, event) < 0;
    const isNext = event.seq > (layer.get(sequenceTable, event.device) ?? -1);
    const revokes = this.#world.registry.get(event.type)?.definition.concurrency === 'revocation';
    const forked =
      layer.get(frozenTable, event.device) !== undefined ||
      (event.prev !== null && layer.get(outcomeTable, event.prev)?.status === 'quarantined');
    return isLast && isNext && !revokes && !forked;
  }
}

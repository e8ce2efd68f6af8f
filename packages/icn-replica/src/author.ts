/** What a device needs to know to write its next event. */
import {
  compareEvents,
  futureMsMax,
  nextHlc,
  parentsMax,
  reject,
  type Hex,
  type LogEvent,
  type Place,
  type Rejection,
} from 'icn-core';
import type { Replica } from './replica.ts';

/**
 * Where a device's next event goes. The parents are the events that nothing builds on yet, at most 16, but for those that
 * claim a time more than ten minutes ahead or a checkpoint that this replica does not hold (1-events, 1.6).
 * @param cite further parents: the event that admits a device which writes for the first time.
 * Rejects with `device-frozen` for a device that forked, `node-behind` when the device has seen more than this replica.
 */
export function authoringContext(
  replica: Replica,
  device: Hex,
  now: number,
  cite: readonly Hex[] = [],
): Place | Rejection {
  const heads = replica.index.headsOf(device);
  if (heads.length > 1) {
    return reject(
      'device-frozen',
      'This device has signed two different entries with one number and may write no more. Add a new device.',
    );
  }
  const { head } = replica.certified;
  const find = (id: Hex): LogEvent | undefined => replica.tail.get(id) ?? replica.index.get(id);
  const previous = heads[0] === undefined ? undefined : find(heads[0].id);
  const cited = cite.map(find).filter((event) => event !== undefined);
  const isDue = (event: LogEvent): boolean =>
    event.time.ms <= now + futureMsMax && event.basis.height <= head.height;
  const tips = replica.tail
    .tips()
    .filter((event) => event.id !== previous?.id && !cite.includes(event.id) && isDue(event));
  // The newest tips fit in beside what must be cited; the others stay tips for the next event.
  const room = parentsMax - cited.length;
  const newest = room > 0 ? tips.slice(-room) : [];
  const parents = [...newest, ...cited].sort(compareEvents);
  const known = previous === undefined ? parents : [previous, ...parents];
  if (known.some((event) => event.basis.height > head.height)) {
    return reject(
      'node-behind',
      'This device has seen a newer state than this node holds. Wait until the node has caught up, then try again.',
    );
  }
  return {
    coop: replica.world.coop,
    seq: previous === undefined ? 0 : previous.seq + 1,
    prev: previous?.id ?? null,
    parents: parents.map((event) => event.id),
    time: nextHlc(
      now,
      known.map((event) => event.time),
    ),
    basis: { height: head.height, hash: head.hash },
  };
}

/**
 * Taking events in from a peer. Against libsodium's bare verification: decoding, verifying, linking,
 * folding and storing durably, a frame in a commit. Against itself: a long log and a short one, with
 * their checkpoints.
 */
import { join } from 'node:path';
import { median, medianRatio, secondsOf, type Line, type Progress, type Sizes } from './measure.ts';
import { BenchNode, feed, frameEvents, frameOf } from './node.ts';
import { benchCrypto, Workload, type Signed } from './workload.ts';

function verifyAll(events: readonly Signed[]): void {
  for (const { signature, message, key } of events) {
    if (!benchCrypto.verify(signature, message, key)) throw new Error('an event does not verify');
  }
}

const rate = (secondsPerEvent: readonly number[]): string =>
  `${Math.round(1 / median(secondsPerEvent)).toLocaleString('en')}/s`;

/** A frame of the sync protocol is closed once it holds this many bytes of events. */
const frameBytes = 256 * 1024;

function fullFrame(workload: Workload): readonly Signed[] {
  const events: Signed[] = [];
  for (let bytes = 0; bytes < frameBytes;) {
    const [event] = workload.next(1);
    if (event === undefined) throw new Error('a workload is endless');
    events.push(event);
    bytes += event.wire.length;
  }
  return events;
}

/** Ingest against verification, and what a checkpoint of 1,000 events takes. */
export function measureIngest(
  directory: string,
  { ingestEvents }: Sizes,
  onProgress: Progress,
): readonly Line[] {
  const workload = new Workload();
  const node = BenchNode.create(join(directory, 'ingest'), workload);
  // The compiler is warm after these; a node that catches up is, too.
  feed(node, workload, 4 * frameEvents, () => undefined);
  const [raw, own, checkpoints]: [number[], number[], number[]] = [[], [], []];
  for (let done = 0; done < ingestEvents;) {
    const events = fullFrame(workload);
    const message = frameOf(events);
    raw.push(secondsOf(() => verifyAll(events)) / events.length);
    own.push(secondsOf(() => node.receive(message, workload.nowMs)) / events.length);
    const tail = node.replica.tail.size;
    if (tail >= 1000) checkpoints.push(secondsOf(() => node.checkpoint(workload)) / tail);
    done += events.length;
    onProgress('ingest', done, ingestEvents);
  }
  node.stop(workload.nowMs);
  return [
    {
      name: 'ingest',
      value: medianRatio(raw, own),
      unit: '',
      limit: { bound: 'at least', value: 0.6 },
      figure: `events taken in durably (${rate(own)}) to bare libsodium verification (${rate(raw)})`,
    },
    {
      name: 'checkpoint',
      value: 1e6 * median(checkpoints),
      unit: 'ms',
      figure: 'making 1,000 events final: fold, roots, signature, rows, commit',
    },
  ];
}

/** Portions of 1,000 events with their checkpoint that are compared at the end of each log. */
const portions = 5;

/** Cost per event at the end of a long log against that at the end of a short one. */
export function measureGrowth(
  directory: string,
  { shortEvents, longEvents }: Sizes,
  onProgress: Progress,
): readonly Line[] {
  const prepare = (name: string, events: number): (() => number) => {
    const workload = new Workload();
    const node = BenchNode.create(join(directory, name), workload);
    const tell = (done: number): void => onProgress(`${name} log`, done, events);
    feed(node, workload, events - portions * 2 * frameEvents, tell);
    return () => {
      let seconds = 0;
      for (let frame = 0; frame < 2; frame += 1) {
        const message = frameOf(workload.next(frameEvents));
        seconds += secondsOf(() => node.receive(message, workload.nowMs));
      }
      return seconds + secondsOf(() => node.checkpoint(workload));
    };
  };
  const long = prepare('long', longEvents);
  const short = prepare('short', shortEvents);
  const turns = Array.from({ length: portions }, () => ({ short: short(), long: long() }));
  const [shortSeconds, longSeconds] = [turns.map((t) => t.short), turns.map((t) => t.long)];
  const cost = (seconds: readonly number[]): string =>
    `${Math.round((1e6 * median(seconds)) / (2 * frameEvents))} µs`;
  return [
    {
      name: 'growth',
      value: medianRatio(longSeconds, shortSeconds),
      unit: '',
      limit: { bound: 'at most', value: 1.3 },
      figure:
        `an event with its part of a checkpoint at ${longEvents.toLocaleString('en')} ` +
        `(${cost(longSeconds)}) to one at ${shortEvents.toLocaleString('en')} (${cost(shortSeconds)})`,
    },
  ];
}

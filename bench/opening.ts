/**
 * Opening a long log after an orderly stop, until state can be asked, against reading all its event
 * rows through a bare SQLite connection.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openReplica } from 'icn-replica';
import { openLogStore } from 'icn-store';
import { median, medianRatio, secondsOf, type Line, type Progress, type Sizes } from './measure.ts';
import { BenchNode, feed, frameOf } from './node.ts';
import { benchCrypto, Workload } from './workload.ts';

function readRows(path: string, events: number): void {
  const database = new DatabaseSync(path, { readOnly: true, returnArrays: true });
  const rows = database.prepare('SELECT * FROM event').all();
  if (rows.length !== events) throw new Error(`${rows.length} rows of ${events} events`);
  database.close();
}

/** Opening against reading; how fast the log is folded anew; and how large the snapshot is. */
export function measureOpening(
  directory: string,
  { openingEvents, openings }: Sizes,
  onProgress: Progress,
): readonly Line[] {
  const home = join(directory, 'opening');
  const workload = new Workload();
  const made = BenchNode.create(home, workload);
  feed(made, workload, openingEvents, (done) => onProgress('log to open', done, openingEvents));
  made.stop(workload.nowMs);
  const [raw, own]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < openings; turn += 1) {
    raw.push(secondsOf(() => readRows(join(home, 'log.db'), openingEvents)));
    let node: BenchNode | undefined;
    own.push(
      secondsOf(() => {
        node = BenchNode.open(home, workload);
      }),
    );
    node?.log.close();
    onProgress('openings', turn, openings);
  }
  const reopened = BenchNode.open(home, workload);
  reopened.connect();
  reopened.receive(frameOf(workload.next(1)), workload.nowMs);
  const first = secondsOf(() => reopened.checkpoint(workload));
  reopened.log.close();
  const log = openLogStore(home);
  const snapshotLength = log.snapshot()?.text.length ?? 0;
  const anew = secondsOf(() => {
    openReplica({ log, crypto: benchCrypto }, { anew: true });
  });
  log.close();
  const count = openingEvents.toLocaleString('en');
  const ms = (seconds: readonly number[]): string => `${Math.round(1000 * median(seconds))} ms`;
  return [
    {
      name: 'opening',
      value: medianRatio(own, raw),
      unit: '',
      limit: { bound: 'at most', value: 2 },
      figure: `opening ${count} events until state can be asked (${ms(own)}) to reading their rows (${ms(raw)})`,
    },
    {
      name: 'first',
      value: 1000 * first,
      unit: 'ms',
      figure: `the first checkpoint after opening, which grows the trees over all rows`,
    },
    {
      name: 'anew',
      value: openingEvents / anew,
      unit: '/s',
      figure: `events folded anew from the log, as after the loss of all derived state`,
    },
    {
      name: 'snapshot',
      value: snapshotLength / 1e6,
      unit: 'MB',
      figure: `derived state of ${count} events`,
    },
  ];
}

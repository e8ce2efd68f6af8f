/**
 * The process that gets killed: writes to a log as fast as it can and says so on standard output, one line after each
 * commit has returned. It never ends by itself within a test's patience.
 *
 *     node writer.ts DIRECTORY steady|big|snapshot SEED
 *
 *     ready EVENTS            how many events it found
 *     saved SEQ ID ID ...     these events, from number SEQ on, are committed
 *     certified HEIGHT        this certificate is committed
 *     promised HEIGHT         this promise is committed
 *     big COUNT               a commit of so many events begins now
 *     snapshot HEIGHT         the snapshot of this height is about to be written
 */
import { writeSync } from 'node:fs';
import type { LogStore, NewEvent } from 'icn-core';
import { openLogStore } from 'icn-store';
import { Author, bytesFrom, textFrom } from 'icn-store/fixture';

/** Events in the one commit of mode `big`. */
const bigCommitEvents = 10_000;
/** Far above what a round lasts. */
const commitsMax = 1_000_000;
const snapshotBytes = 8 * 1024 * 1024;

const [directory = '', mode = '', seed = ''] = process.argv.slice(2);

// The pipe keeps what is written to it when this process is killed; a stream of Node's would not.
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

/** Draws an integer below `end` for a step; the same for the same seed. */
function draw(step: string, end: number): number {
  const [a = 0, b = 0] = bytesFrom(`${seed} ${step}`, 2);
  return (a * 256 + b) % end;
}

function steady(store: LogStore, nextEvent: () => NewEvent): void {
  for (let commit = 0; commit < commitsMax; commit += 1) {
    const size = [1, 1, 3, 20, 150][draw(`size ${commit}`, 5)] ?? 1;
    const group = Array.from({ length: size }, nextEvent);
    for (const event of group) store.appendEvent(event);
    const height = store.latestHeight() + 1;
    const certifies = draw(`certify ${commit}`, 10) === 0;
    if (certifies) {
      store.setEpoch(
        store.tail().map(({ id }) => id),
        height,
      );
      store.appendCertificate(height, bytesFrom(`certificate ${height}`, 300));
      store.putSnapshot(height, textFrom(`snapshot ${height}`, 2000));
    }
    store.putPromise(height, bytesFrom(`promise ${height}`, 60));
    store.commit();
    say(`saved ${group[0]?.seq ?? 0} ${group.map(({ id }) => id).join(' ')}`);
    say(`promised ${height}`);
    if (certifies) say(`certified ${height}`);
  }
}

function big(store: LogStore, nextEvent: () => NewEvent): void {
  const group = Array.from({ length: bigCommitEvents }, nextEvent);
  say(`big ${group.length}`);
  for (const event of group) store.appendEvent(event);
  store.commit();
  say(`saved ${group[0]?.seq ?? 0} ${group.map(({ id }) => id).join(' ')}`);
}

function snapshot(store: LogStore): void {
  const text = textFrom('a large snapshot', snapshotBytes);
  for (let commit = 0; commit < commitsMax; commit += 1) {
    const height = store.latestHeight() + 1;
    store.appendCertificate(height, bytesFrom(`certificate ${height}`, 300));
    store.commit();
    say(`certified ${height}`);
    store.putSnapshot(height, text);
    say(`snapshot ${height}`);
    store.commit();
  }
}

const store = openLogStore(directory);
const author = new Author('ann');
const [head = null] = store.deviceHeads(author.device);
let isFirst = true;
const nextEvent = (): NewEvent => {
  const event = isFirst ? author.next({ after: head }) : author.next();
  isFirst = false;
  return event;
};
say(`ready ${store.counts().events}`);
if (mode === 'steady') steady(store, nextEvent);
if (mode === 'big') big(store, nextEvent);
if (mode === 'snapshot') snapshot(store);

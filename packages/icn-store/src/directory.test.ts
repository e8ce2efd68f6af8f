/** The data directory: who may use it, what keeps others out, what it costs, and what an erasure leaves behind. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreFault } from 'icn-core';
import { afterAll, describe, expect, it } from 'vitest';
import { createLogStore, openLogStore, verifyDirectory } from './index.ts';
import { openNodeSqlite } from './node-sqlite.ts';
import { SqlLog } from './sqlite.ts';
import { Author, bytesFrom, fixtureCoop } from './testing/fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'icn-directory-'));
afterAll(() => rmSync(root, { recursive: true }));
let made = 0;
const fresh = (): string => join(root, `${(made += 1)}`);
const fault = (code: StoreFault['code'], retry: StoreFault['retry']): unknown =>
  expect.objectContaining({ name: 'StoreFault', code, retry });
const created = (): string => {
  const directory = fresh();
  createLogStore(directory, fixtureCoop).close();
  return directory;
};

describe('making and opening', () => {
  it('keeps directory and files to their owner, also while it writes', () => {
    const directory = fresh();
    const store = createLogStore(directory, fixtureCoop);
    store.appendEvent(new Author('ann').next());
    store.putSnapshot(0, 'state');
    store.commit();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    const files = readdirSync(directory);
    expect(files.toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      'coop.json',
      'derived.db',
      'derived.db-wal',
      'log.db',
      'log.db-wal',
    ]);
    for (const file of files) expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
    store.close();
  });

  it('does not make a second log in a directory', () => {
    const directory = created();
    expect(() => createLogStore(directory, fixtureCoop)).toThrow(fault('exists', 'never'));
    rmSync(join(directory, 'log.db'));
    expect(() => createLogStore(directory, 'dd'.repeat(32))).toThrow(fault('exists', 'never'));
  });

  it('finishes a making that was interrupted', () => {
    const directory = created();
    renameSync(join(directory, 'log.db'), join(directory, 'log.db.new'));
    const store = createLogStore(directory, fixtureCoop);
    expect(store.counts().events).toBe(0);
    store.close();
    expect(existsSync(join(directory, 'log.db.new'))).toBe(false);
  });

  it('refuses files that others can read, with the command to run', () => {
    const directory = created();
    chmodSync(join(directory, 'log.db'), 0o640);
    expect(() => openLogStore(directory)).toThrow(/mode 0640.*chmod 600 '.*log\.db'/);
    expect(verifyDirectory(directory).map(({ code }) => code)).toEqual(['unsafe-mode']);
  });

  it('refuses a newer format', () => {
    const directory = created();
    const database = new DatabaseSync(join(directory, 'log.db'));
    database.exec('PRAGMA user_version = 2');
    database.close();
    expect(() => openLogStore(directory)).toThrow(fault('newer-schema', 'never'));
    expect(verifyDirectory(directory).map(({ code }) => code)).toEqual(['newer-schema']);
  });

  it.each([
    ['rubbish', (path: string) => writeFileSync(path, bytesFrom('rubbish', 9000))],
    [
      'a flipped column name',
      (path: string) => {
        const text = readFileSync(path).toString('latin1').replaceAll('basis', 'bazis');
        writeFileSync(path, Buffer.from(text, 'latin1'));
      },
    ],
  ])('makes derived state anew when its file is damaged: %s', (_, damage) => {
    const directory = fresh();
    const store = createLogStore(directory, fixtureCoop);
    store.putSnapshot(0, 'state');
    store.commit();
    store.close();
    damage(join(directory, 'derived.db'));
    expect(verifyDirectory(directory).map(({ code }) => code)).toEqual(['corrupt']);
    const again = openLogStore(directory);
    expect(again.snapshot()).toBeUndefined();
    again.putSnapshot(0, 'state');
    again.commit();
    expect(again.snapshot()?.height).toBe(0);
    again.close();
  });
});

describe('one at a time', () => {
  const openElsewhere = (directory: string): string => {
    const script = `import { openLogStore } from 'icn-store';
      try { openLogStore(${JSON.stringify(directory)}).close(); console.log('opened'); }
      catch (fault) { console.log(fault.code, fault.retry); }`;
    const options = { cwd: import.meta.dirname, encoding: 'utf8' } as const;
    const arguments_ = ['--input-type=module', '--eval', script];
    return spawnSync(process.execPath, arguments_, options).stdout.trim();
  };

  it('keeps other processes out, from opening to closing', () => {
    const directory = fresh();
    const store = createLogStore(directory, fixtureCoop);
    expect(openElsewhere(directory)).toBe('locked later');
    store.appendEvent(new Author('ann').next());
    store.commit();
    expect(openElsewhere(directory)).toBe('locked later');
    store.close();
    expect(openElsewhere(directory)).toBe('opened');
  });

  it('keeps out this process too', () => {
    const directory = fresh();
    const store = createLogStore(directory, fixtureCoop);
    expect(() => openLogStore(directory)).toThrow(fault('locked', 'later'));
    expect(() => verifyDirectory(directory)).toThrow(fault('locked', 'later'));
    store.close();
  });
});

describe('a disk that is full', () => {
  it('rolls the transaction back and goes on when there is room', () => {
    const directory = created();
    const database = openNodeSqlite(join(directory, 'log.db'));
    const store = new SqlLog(database);
    const events = new Author('ann').many(200);
    for (const event of events.slice(0, 5)) store.appendEvent(event);
    store.commit();
    const pages = Number(database.prepare('PRAGMA page_count').get()?.[0]);
    database.prepare(`PRAGMA max_page_count = ${pages}`).get();
    const fill = (): void => {
      for (const event of events.slice(5)) store.appendEvent(event);
    };
    expect(fill).toThrow(fault('disk-full', 'later'));
    expect(store.counts().events).toBe(5);
    expect(store.heads().map(({ seq }) => seq)).toEqual([4]);
    database.prepare('PRAGMA max_page_count = 100000').get();
    fill();
    store.commit();
    expect(store.counts().events).toBe(200);
    expect(store.verify()).toEqual([]);
    store.close();
  });
});

describe('a damaged row', () => {
  it('is a fault when it is read, never data', () => {
    const directory = fresh();
    const store = createLogStore(directory, fixtureCoop);
    const events = new Author('ann').many(3);
    for (const event of events) store.appendEvent(event);
    store.commit();
    store.close();
    const database = new DatabaseSync(join(directory, 'log.db'));
    database.exec('UPDATE event SET wire = CAST(wire || 1 AS BLOB) WHERE position = 2');
    database.close();
    const again = openLogStore(directory);
    expect(again.event(events[0]?.id ?? '')?.seq).toBe(0);
    expect(() => again.event(events[1]?.id ?? '')).toThrow(fault('corrupt', 'never'));
    expect(() => [...again.events()]).toThrow(/row 2\) is damaged\..*ledger verify/);
    again.close();
  });
});

describe('an erased blob', () => {
  it('leaves no bytes in any file once the commit has returned', () => {
    const directory = fresh();
    const store = createLogStore(directory, fixtureCoop);
    const ann = new Author('ann');
    const [short, long] = [bytesFrom('short', 200), bytesFrom('long', 60_000)];
    const events = [ann.next({ blob: short }), ann.next({ blob: long })];
    store.appendEvent(events[0] ?? ann.next(), short);
    store.appendEvent(events[1] ?? ann.next(), long);
    store.commit();
    // Every 64-byte piece counts, so that a page half overwritten is noticed.
    const pieces = [short, long].flatMap((blob) =>
      Array.from({ length: Math.floor(blob.length / 64) }, (_, at) =>
        Buffer.from(blob.subarray(64 * at, 64 * at + 64)),
      ),
    );
    const found = (): number => {
      const files = readdirSync(directory).map((file) => readFileSync(join(directory, file)));
      return pieces.filter((piece) => files.some((bytes) => bytes.includes(piece))).length;
    };
    // A piece across a page boundary is in two places and is not looked for.
    const before = found();
    expect(before).toBeGreaterThan(0.9 * pieces.length);
    for (const event of events) store.eraseBlob(event.blobHash ?? '');
    expect(found()).toBe(before);
    store.commit();
    expect(found()).toBe(0);
    store.close();
    expect(found()).toBe(0);
  });
});

describe('what it costs', () => {
  it('takes at most 700 bytes on disk for an event of 460, indexes and finality included', () => {
    const directory = fresh();
    const store = createLogStore(directory, fixtureCoop);
    const authors = Array.from({ length: 20 }, (_, index) => new Author(`author ${index}`));
    const eventsTotal = 20_000;
    let wireBytes = 0;
    for (let index = 0; index < eventsTotal; index += 1) {
      const event = authors[index % authors.length]?.next();
      if (event === undefined) continue;
      store.appendEvent(event);
      wireBytes += event.wire.length;
      if (index % 1000 !== 999) continue;
      store.setEpoch(
        store.tail().map(({ id }) => id),
        (index + 1) / 1000,
      );
      store.commit();
    }
    store.close();
    const perEvent = statSync(join(directory, 'log.db')).size / eventsTotal;
    expect(wireBytes / eventsTotal).toBeGreaterThan(455);
    expect(perEvent).toBeLessThan(700);
  });
});

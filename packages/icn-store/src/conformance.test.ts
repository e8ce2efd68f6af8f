/** The conformance suite over the memory log and over SQLite on a real disk. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryDisk, MemoryLog } from 'icn-core';
import type { LogStore } from 'icn-core';
import { afterAll } from 'vitest';
import { createLogStore, openLogStore } from './index.ts';
import { logStoreConformance } from './testing/conformance.ts';
import { fixtureCoop } from './testing/fixture.ts';

const disks = new WeakMap<LogStore, MemoryDisk>();
const diskOf = (store: LogStore): MemoryDisk => disks.get(store) ?? new MemoryDisk(fixtureCoop);
const openMemory = (disk: MemoryDisk): LogStore => {
  const log = new MemoryLog(disk);
  disks.set(log, disk);
  return log;
};

logStoreConformance('memory', {
  create: () => openMemory(new MemoryDisk(fixtureCoop)),
  reopen: (store) => {
    store.close();
    return openMemory(diskOf(store));
  },
  crash: (store) => {
    store.close();
    return openMemory(diskOf(store));
  },
  failNext: (store, fault) => diskOf(store).failNext(fault),
});

const root = mkdtempSync(join(tmpdir(), 'icn-store-'));
let made = 0;
const directories = new WeakMap<LogStore, string>();
const directoryOf = (store: LogStore): string => directories.get(store) ?? root;
const opened = (store: LogStore, directory: string): LogStore => {
  directories.set(store, directory);
  return store;
};
const freshDirectory = (): string => join(root, `${(made += 1)}`);

afterAll(() => rmSync(root, { recursive: true }));

logStoreConformance('SQLite', {
  create: () => {
    const directory = freshDirectory();
    return opened(createLogStore(directory, fixtureCoop), directory);
  },
  reopen: (store) => {
    store.close();
    return opened(openLogStore(directoryOf(store)), directoryOf(store));
  },
  crash: (store) => {
    // What another process would find if this one ended here.
    const directory = freshDirectory();
    cpSync(directoryOf(store), directory, { recursive: true });
    store.close();
    return opened(openLogStore(directory), directory);
  },
});

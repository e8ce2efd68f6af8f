/**
 * What every implementation of the log port must do. Run over the memory log and the SQLite log, and meant to be run
 * over any other: `icn-store/conformance`.
 */
import type { LogStore, NewEvent, StoreFault } from 'icn-core';
import { afterEach, describe, expect, it } from 'vitest';
import { Author, bytesFrom, fixtureCoop, fixtureCrypto, textFrom } from './fixture.ts';
import { inspectWith } from '../inspect.ts';

/** How the suite handles an implementation. */
export interface StoreHarness {
  /** An empty log of `fixtureCoop`. */
  readonly create: () => LogStore;
  /** Closes it in good order and opens it again. */
  readonly reopen: (store: LogStore) => LogStore;
  /** Ends its process as SIGKILL does, and opens what is on the disk. */
  readonly crash: (store: LogStore) => LogStore;
  /** Makes the next write or commit fail; left out where that cannot be had. */
  readonly failNext?: (store: LogStore, fault: StoreFault) => void;
}

/** Registers the suite. */
export function logStoreConformance(name: string, harness: StoreHarness): void {
  describe(`log port on ${name}`, () => {
    let store: LogStore;
    const start = (): void => {
      store = harness.create();
    };
    const append = (...events: readonly NewEvent[]): void => {
      for (const event of events) store.appendEvent(event);
    };
    afterEach(() => {
      expect(store.verify({ inspect: inspectWith(fixtureCrypto) })).toEqual([]);
      store.close();
    });
    const run: Suite = {
      start,
      append,
      store: () => store,
      harness,
      use: (next) => (store = next),
    };
    reading(run);
    forks(run);
    durability(run);
    finality(run);
    certificates(run);
    blobs(run);
    snapshots(run);
  });
}

interface Suite {
  readonly start: () => void;
  readonly append: (...events: readonly NewEvent[]) => void;
  readonly store: () => LogStore;
  readonly use: (store: LogStore) => void;
  readonly harness: StoreHarness;
}

const ids = (events: readonly { readonly id: string }[]): readonly string[] =>
  events.map((event) => event.id);

function reading({ start, append, store }: Suite): void {
  it('starts empty', () => {
    start();
    expect(store().coop).toBe(fixtureCoop);
    expect(store().counts()).toEqual({ events: 0, certificates: 0 });
    expect(store().heads()).toEqual([]);
    expect(store().tail()).toEqual([]);
    expect([...store().events()]).toEqual([]);
    expect(store().event('00'.repeat(32))).toBeUndefined();
    expect(store().blob('00'.repeat(32))).toBeUndefined();
    expect(store().snapshot()).toBeUndefined();
    expect(store().promise(1)).toBeUndefined();
    expect([store().latestHeight(), store().certificate(0), store().certificate(1)]).toEqual([
      0,
      undefined,
      undefined,
    ]);
  });

  it('gives back what was added, before and after the commit', () => {
    start();
    const ann = new Author('ann');
    const events = ann.many(3);
    append(...events);
    const check = (): void => {
      for (const [index, event] of events.entries()) {
        const { id, device, seq, wire } = event;
        const expected = { id, device, seq, position: index + 1, epoch: null, blobHash: undefined };
        const found = store().event(id);
        expect({ ...found, wire: undefined }).toEqual({ ...expected, wire: undefined });
        expect(Buffer.compare(found?.wire ?? Buffer.alloc(0), wire)).toBe(0);
        expect(store().has(id)).toBe(true);
      }
      expect(ids([...store().events()])).toEqual(ids(events));
      expect(ids([...store().events(2)])).toEqual(ids(events.slice(1)));
      expect(ids(store().tail())).toEqual(ids(events));
      expect(store().counts().events).toBe(3);
    };
    check();
    store().commit();
    check();
  });

  it('lists a device from a number on, up to a limit', () => {
    start();
    const [ann, ben] = [new Author('ann'), new Author('ben')];
    const events = ann.many(10);
    append(...events.slice(0, 5), ...ben.many(3), ...events.slice(5));
    expect(ids(store().deviceEvents(ann.device, 0, 100))).toEqual(ids(events));
    expect(ids(store().deviceEvents(ann.device, 4, 3))).toEqual(ids(events.slice(4, 7)));
    expect(store().deviceEvents(ann.device, 10, 5)).toEqual([]);
    expect(store().deviceEvents('11'.repeat(32), 0, 5)).toEqual([]);
  });

  it('walks more events than fit one batch, and those added on the way', () => {
    start();
    const ann = new Author('ann');
    append(...ann.many(600));
    let seen = 0;
    for (const event of store().events()) {
      seen += 1;
      expect(event.position).toBe(seen);
      if (seen === 600) append(ann.next());
    }
    expect(seen).toBe(601);
  });

  it('refuses an event twice, as a bug', () => {
    start();
    const event = new Author('ann').next();
    append(event);
    expect(() => append(event)).toThrow('INV-STORE-2');
  });
}

function forks({ start, append, store, use, harness }: Suite): void {
  const heads = (author: Author): readonly string[] => ids(store().deviceHeads(author.device));
  const sorted = (...events: readonly NewEvent[]): readonly string[] => ids(events).toSorted();

  it('has one head per device until a device forks', () => {
    start();
    const [ann, ben] = [new Author('ann'), new Author('ben')];
    const a = ann.many(3);
    const b = ben.many(2);
    append(...a, ...b);
    expect(heads(ann)).toEqual(ids(a.slice(-1)));
    expect(ids(store().heads()).toSorted()).toEqual(
      ids([a[2], b[1]].filter((e) => e !== undefined)).toSorted(),
    );
  });

  it('keeps every branch of a fork, whichever grows, also after opening again', () => {
    start();
    const ann = new Author('ann');
    const [root, left] = [ann.next(), ann.next()];
    const right = ann.next({ after: root });
    append(root, left, right);
    expect(heads(ann)).toEqual(sorted(left, right));
    expect(ids(store().deviceEvents(ann.device, 1, 9))).toEqual(sorted(left, right));
    const rightChild = ann.next({ after: right });
    append(rightChild);
    expect(heads(ann)).toEqual(sorted(left, rightChild));
    const leftChild = ann.next({ after: left });
    const third = ann.next({ after: root });
    append(leftChild, third);
    const expected = sorted(leftChild, rightChild, third);
    expect(heads(ann)).toEqual(expected);
    store().commit();
    use(harness.reopen(store()));
    expect(heads(ann)).toEqual(expected);
    const grown = ann.next({ after: third });
    append(grown);
    expect(heads(ann)).toEqual(sorted(leftChild, rightChild, grown));
  });

  it('knows a fork at the first event', () => {
    start();
    const ann = new Author('ann');
    const [one, two] = [ann.next(), ann.next({ after: null })];
    append(one, two);
    store().commit();
    use(harness.reopen(store()));
    expect(heads(ann)).toEqual(sorted(one, two));
  });

  it('finds the late branch of a long chain', () => {
    start();
    const ann = new Author('ann');
    const chain = ann.many(50);
    append(...chain);
    const branch = ann.next({ after: chain[20] ?? null });
    append(branch);
    expect(heads(ann)).toEqual(sorted(branch, ...chain.slice(-1)));
  });
}

function durability({ start, append, store, use, harness }: Suite): void {
  it('loses exactly the open transaction in a crash', () => {
    start();
    const [ann, ben] = [new Author('ann'), new Author('ben')];
    const kept = ann.many(5);
    append(...kept);
    store().putPromise(1, bytesFrom('one', 9));
    store().commit();
    append(...ann.many(5), ...ben.many(2));
    store().setEpoch(ids(kept), 1);
    store().appendCertificate(1, bytesFrom('certificate', 99));
    store().putPromise(1, bytesFrom('two', 9));
    store().putPromise(2, bytesFrom('three', 9));
    use(harness.crash(store()));
    expect(ids([...store().events()])).toEqual(ids(kept));
    expect(ids(store().tail())).toEqual(ids(kept));
    expect(ids(store().heads())).toEqual(ids(kept.slice(-1)));
    expect(store().latestHeight()).toBe(0);
    expect(Buffer.from(store().promise(1) ?? [])).toEqual(Buffer.from(bytesFrom('one', 9)));
    expect(store().promise(2)).toBeUndefined();
  });

  it('keeps what was committed, in a crash and in good order', () => {
    start();
    const ann = new Author('ann');
    const first = ann.many(3);
    append(...first);
    store().commit();
    use(harness.crash(store()));
    const second = ann.many(3);
    append(...second);
    store().commit();
    use(harness.reopen(store()));
    expect(ids([...store().events()])).toEqual(ids([...first, ...second]));
    append(ann.next());
    store().commit();
    expect(store().counts().events).toBe(7);
  });

  it('forgets the open transaction on request', () => {
    start();
    const [ann, ben] = [new Author('ann'), new Author('ben')];
    const kept = ann.next();
    append(kept);
    store().commit();
    const [again, other] = [ann.next(), ben.next()];
    append(again, other);
    store().rollback();
    expect(store().has(again.id)).toBe(false);
    expect(ids(store().heads())).toEqual([kept.id]);
    append(other, again);
    store().commit();
    expect(store().counts().events).toBe(3);
    store().rollback();
    store().commit();
    expect(store().counts().events).toBe(3);
  });

  const { failNext } = harness;
  if (failNext === undefined) return;
  it('rolls back on a fault and works on', async () => {
    const { StoreFault: Fault } = await import('icn-core');
    start();
    const ann = new Author('ann');
    const [one, two, three] = [ann.next(), ann.next(), ann.next()];
    append(one);
    store().commit();
    append(two);
    failNext(store(), new Fault('disk-full', 'commit', 'later', 'The disk is full.'));
    expect(() => store().commit()).toThrow(Fault);
    expect(store().has(two.id)).toBe(false);
    append(two, three);
    store().commit();
    expect(ids([...store().events()])).toEqual(ids([one, two, three]));
  });
}

function finality({ start, append, store, use, harness }: Suite): void {
  it('moves events between the tail and epochs', () => {
    start();
    const events = new Author('ann').many(6);
    append(...events);
    store().setEpoch(ids(events.slice(0, 4)), 1);
    store().commit();
    store().setEpoch(ids(events.slice(2, 4)), null);
    store().setEpoch(ids(events.slice(3, 5)), 2);
    store().commit();
    use(harness.reopen(store()));
    expect([...store().events()].map((event) => event.epoch)).toEqual([1, 1, null, 2, 2, null]);
    expect(
      store()
        .tail()
        .map((event) => event.position),
    ).toEqual([3, 6]);
    store().setEpoch(ids(events.slice(0, 1)), 3);
    expect(store().event(events[0]?.id ?? '')?.epoch).toBe(3);
  });
}

function certificates({ start, store, use, harness }: Suite): void {
  const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();
  const add = (height: number, content: string): void =>
    store().appendCertificate(height, Buffer.from(content));

  it('keeps a chain that break-glass may replace from a height on', () => {
    start();
    for (let height = 1; height <= 10; height += 1) add(height, `old ${height}`);
    store().commit();
    expect(store().latestHeight()).toBe(10);
    add(8, 'new 8');
    expect(store().latestHeight()).toBe(8);
    expect(store().certificate(9)).toBeUndefined();
    expect(
      store()
        .certificates(6, 9)
        .map(({ bytes }) => text(bytes)),
    ).toEqual(['old 6', 'old 7', 'new 8']);
    add(9, 'new 9');
    store().commit();
    use(harness.reopen(store()));
    expect(store().latestHeight()).toBe(9);
    expect(
      store()
        .certificates(8, 1)
        .map(({ height }) => height),
    ).toEqual([8]);
    expect(text(store().certificate(9))).toBe('new 9');
    expect(store().counts().certificates).toBe(12);
  });

  it('refuses a gap, as a bug', () => {
    start();
    add(1, 'one');
    expect(() => add(3, 'three')).toThrow('INV-STORE-4');
  });
}

function blobs({ start, store, use, harness }: Suite): void {
  it('knows a blob as present, missing or erased, and erased is for good', () => {
    start();
    const ann = new Author('ann');
    const [kept, late, gone] = ['kept', 'late', 'gone'].map((name) => bytesFrom(name, 500));
    if (kept === undefined || late === undefined || gone === undefined) throw new Error('three');
    const [a, b, c] = [
      ann.next({ blob: kept }),
      ann.next({ blob: late }),
      ann.next({ blob: gone }),
    ];
    store().appendEvent(a, kept);
    store().appendEvent(b);
    store().appendEvent(c, null);
    store().commit();
    const stateOf = (event: NewEvent): string | undefined =>
      store().blob(event.blobHash ?? '')?.state;
    expect([a, b, c].map(stateOf)).toEqual(['present', 'missing', 'erased']);
    expect(store().event(a.id)?.blobHash).toBe(a.blobHash);
    expect(store().missingBlobs(9)).toEqual([b.blobHash]);
    expect(store().putBlob(b.blobHash ?? '', late)).toBe(true);
    expect(store().putBlob(b.blobHash ?? '', late)).toBe(false);
    expect(store().putBlob(c.blobHash ?? '', gone)).toBe(false);
    store().commit();
    use(harness.reopen(store()));
    expect([a, b, c].map(stateOf)).toEqual(['present', 'present', 'erased']);
    store().eraseBlob(a.blobHash ?? '');
    store().commit();
    expect(store().putBlob(a.blobHash ?? '', kept)).toBe(false);
    const copy = ann.next({ blob: kept });
    store().appendEvent(copy, kept);
    store().commit();
    use(harness.crash(store()));
    expect([a, b, c].map(stateOf)).toEqual(['erased', 'present', 'erased']);
    const present = store().blob(b.blobHash ?? '');
    expect(present?.state === 'present' && Buffer.compare(present.bytes, late) === 0).toBe(true);
  });

  it('remembers an erasure that comes before the event', () => {
    start();
    const blob = bytesFrom('early', 100);
    const event = new Author('ann').next({ blob });
    store().eraseBlob(event.blobHash ?? '');
    store().appendEvent(event, blob);
    store().commit();
    expect(store().blob(event.blobHash ?? '')).toEqual({ state: 'erased' });
  });
}

function snapshots({ start, store, use, harness }: Suite): void {
  it('keeps the newest snapshot while its certificate stands', () => {
    start();
    const text = textFrom('state', 70_000);
    store().putSnapshot(0, textFrom('start', 10));
    expect(store().snapshot()?.height).toBe(0);
    store().commit();
    store().appendCertificate(1, Buffer.from('one'));
    store().putSnapshot(1, text);
    store().commit();
    use(harness.reopen(store()));
    expect(store().snapshot()?.height).toBe(1);
    expect(store().snapshot()?.text === text).toBe(true);
    store().appendCertificate(1, Buffer.from('another one'));
    expect(store().snapshot()).toBeUndefined();
    store().rollback();
    expect(store().snapshot()?.height).toBe(1);
  });

  it('forgets a snapshot with the transaction it was made in', () => {
    start();
    store().appendCertificate(1, Buffer.from('one'));
    store().putSnapshot(1, 'state \u00e9 \u{1f33b}');
    use(harness.crash(store()));
    expect(store().snapshot()).toBeUndefined();
  });

  it('needs the certificate of its height', () => {
    start();
    expect(() => store().putSnapshot(1, 'state')).toThrow('INV-STORE-5');
  });
}

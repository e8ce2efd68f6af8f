/**
 * What `verify` must find: every table and column changed by SQL, rows dropped, swapped, added; whole files exchanged;
 * and single bits flipped anywhere in the file.
 */
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from 'icn-core';
import { afterAll, describe, expect, it } from 'vitest';
import { createLogStore, inspectWith, openLogStore, verifyDirectory } from './index.ts';
import { Author, bytesFrom, fixtureCoop, fixtureCrypto, textFrom } from './testing/fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'icn-tamper-'));
afterAll(() => rmSync(root, { recursive: true }));
const inspect = inspectWith(fixtureCrypto);

/** A log with something in every table: 20 events, a fork, blobs in all states, epochs, certificates, a promise. */
function furnish(directory: string, coop = fixtureCoop): void {
  const store = createLogStore(directory, coop);
  const [ann, ben] = [new Author('ann'), new Author('ben')];
  const blobs = ['one', 'two', 'three'].map((name) => bytesFrom(name, 300));
  const withBlobs = blobs.map((blob) => ann.next({ blob }));
  for (const [index, event] of withBlobs.entries()) {
    store.appendEvent(event, [blobs[0], undefined, null][index]);
  }
  for (const event of [...ann.many(7), ...ben.many(9)]) store.appendEvent(event);
  store.appendEvent(ann.next({ after: withBlobs[1] ?? null }));
  store.commit();
  const ids = [...store.events()].map((event) => event.id);
  store.setEpoch(ids.slice(0, 8), 1);
  store.appendCertificate(1, bytesFrom('certificate 1', 200));
  store.setEpoch(ids.slice(8, 12), 2);
  store.appendCertificate(2, bytesFrom('certificate 2', 200));
  store.putPromise(3, bytesFrom('promise', 40));
  store.putSnapshot(2, textFrom('snapshot', 5000));
  store.commit();
  store.close();
}

const original = join(root, 'original');
furnish(original);
let copies = 0;
const copyOf = (directory: string): string => {
  const copy = join(root, `copy-${(copies += 1)}`);
  cpSync(directory, copy, { recursive: true });
  return copy;
};

const verify = (directory: string, withInspection = true): readonly Finding[] =>
  verifyDirectory(directory, withInspection ? { inspect } : {});
const codes = (findings: readonly Finding[]): readonly string[] =>
  [...new Set(findings.map(({ code }) => code))].toSorted((a, b) => (a < b ? -1 : 1));

function change(directory: string, sql: string): void {
  const database = new DatabaseSync(join(directory, 'log.db'), {
    enableForeignKeyConstraints: false,
  });
  database.exec(sql);
  database.close();
}

/** Flips the lowest bit of the last byte, in SQL. */
const flip = (column: string): string =>
  `${column} = CAST(substr(${column}, 1, length(${column}) - 1) || ` +
  `unhex(printf('%02X', (unicode(substr(hex(${column}), -1)) + 1) & 15)) AS BLOB)`;

interface Case {
  readonly what: string;
  readonly sql: string;
  readonly place: RegExp;
  readonly code: string;
  /** Code without the events' own hashes and signatures, where it differs. */
  readonly codeBySealsAlone?: string;
}

const columns: readonly Case[] = [
  {
    what: 'id',
    sql: `UPDATE event SET ${flip('id')} WHERE position = 7`,
    place: /event 7$/,
    code: 'event-altered',
  },
  {
    what: 'wire',
    sql: `UPDATE event SET ${flip('wire')} WHERE position = 7`,
    place: /event 7$/,
    code: 'event-altered',
  },
  {
    what: 'seq',
    sql: 'UPDATE event SET seq = seq + 1 WHERE position = 7',
    place: /event 7$/,
    code: 'event-altered',
  },
  {
    what: 'device',
    sql: 'UPDATE event SET device = 2 WHERE position = 7',
    place: /event 7$/,
    code: 'event-altered',
  },
  {
    what: 'unknown device',
    sql: 'UPDATE event SET device = 9 WHERE position = 7',
    place: /event 7$/,
    code: 'event-altered',
  },
  {
    what: 'previous',
    sql: 'UPDATE event SET previous = 3 WHERE position = 7',
    place: /event 7$/,
    code: 'event-moved',
    codeBySealsAlone: 'event-altered',
  },
  {
    what: 'blob hash',
    sql: `UPDATE event SET ${flip('blob_hash')} WHERE position = 1`,
    place: /event 1$/,
    code: 'event-altered',
  },
  {
    what: 'seal',
    sql: `UPDATE event SET ${flip('seal')} WHERE position = 7`,
    place: /event 7$/,
    code: 'event-moved',
    codeBySealsAlone: 'event-altered',
  },
  {
    what: 'device key',
    sql: `UPDATE device SET ${flip('key')} WHERE number = 2`,
    place: /event 11 to 19$/,
    code: 'event-altered',
  },
  {
    what: 'fork mark',
    sql: 'UPDATE device SET forked = 1 - forked',
    place: /device 1 to 2$|device 1$/,
    code: 'fork-mark-wrong',
  },
  {
    what: 'epoch',
    sql: 'UPDATE finality SET epoch = 2 WHERE position = 5',
    place: /finality 5$/,
    code: 'place-altered',
  },
  {
    what: 'epoch seal',
    sql: `UPDATE finality SET ${flip('seal')} WHERE position = 5`,
    place: /finality 5$/,
    code: 'place-altered',
  },
  {
    what: 'place',
    sql: 'UPDATE finality SET position = 40 WHERE position = 5',
    place: /finality 5$/,
    code: 'place-missing',
  },
  {
    what: 'tail',
    sql: 'UPDATE tail SET position = 40 WHERE position = 15',
    place: /finality 15$/,
    code: 'place-missing',
  },
  {
    what: 'certificate',
    sql: `UPDATE certificate SET ${flip('bytes')} WHERE height = 1`,
    place: /certificate 1$/,
    code: 'certificate-altered',
  },
  {
    what: 'height',
    sql: 'UPDATE certificate SET height = 3 WHERE height = 2',
    place: /certificate 2$/,
    code: 'certificate-altered',
  },
  {
    what: 'certificate seal',
    sql: `UPDATE certificate SET ${flip('seal')} WHERE height = 2`,
    place: /certificate 2$/,
    code: 'certificate-altered',
  },
  {
    what: 'blob bytes',
    sql: `UPDATE blob SET ${flip('bytes')} WHERE state = 1`,
    place: /blob [0-9a-f]{64}$/,
    code: 'blob-altered',
  },
  {
    what: 'blob state',
    sql: 'UPDATE blob SET state = 0 WHERE state = 2',
    place: /blob [0-9a-f]{64}$/,
    code: 'blob-altered',
  },
  {
    what: 'blob seal',
    sql: `UPDATE blob SET ${flip('seal')} WHERE state = 2`,
    place: /blob [0-9a-f]{64}$/,
    code: 'blob-altered',
  },
  {
    what: 'promise',
    sql: `UPDATE record SET ${flip('bytes')}`,
    place: /record promise 0+3$/,
    code: 'record-altered',
  },
  {
    what: 'promise key',
    sql: `UPDATE record SET ${flip('key')}`,
    place: /record promise/,
    code: 'record-altered',
  },
  { what: 'coop', sql: `UPDATE meta SET ${flip('coop')}`, place: /meta$/, code: 'counts-altered' },
  {
    what: 'count of events',
    sql: 'UPDATE meta SET events = 19',
    place: /meta$/,
    code: 'counts-altered',
  },
  {
    what: 'chain',
    sql: `UPDATE meta SET ${flip('event_chain')}`,
    place: /meta$/,
    code: 'counts-altered',
  },
  {
    what: 'certificate chain',
    sql: `UPDATE meta SET ${flip('certificate_chain')}`,
    place: /meta$/,
    code: 'counts-altered',
  },
  {
    what: 'meta seal',
    sql: `UPDATE meta SET ${flip('seal')}`,
    place: /meta$/,
    code: 'counts-altered',
  },
];

const rows: readonly Case[] = [
  {
    what: 'an event dropped',
    sql: 'DELETE FROM event WHERE position = 7; DELETE FROM finality WHERE position = 7',
    place: /event 7$/,
    code: 'event-missing',
  },
  {
    what: 'the last event dropped',
    sql: 'DELETE FROM event WHERE position = 20; DELETE FROM tail WHERE position = 20',
    place: /event 20$/,
    code: 'event-missing',
  },
  {
    what: 'several dropped',
    sql: 'DELETE FROM event WHERE position BETWEEN 5 AND 9',
    place: /event 5 to 9$/,
    code: 'event-missing',
  },
  {
    what: 'two events swapped',
    sql: 'UPDATE event SET position = 99 WHERE position = 12; UPDATE event SET position = 12 WHERE position = 13; UPDATE event SET position = 13 WHERE position = 99',
    place: /event 12 to 13$/,
    code: 'event-moved',
    codeBySealsAlone: 'event-altered',
  },
  {
    what: 'an event added',
    sql: 'INSERT INTO event SELECT 21, zeroblob(32), device, 99, NULL, NULL, seal, wire FROM event WHERE position = 20; INSERT INTO tail VALUES (21)',
    place: /event 21$/,
    code: 'event-uncounted',
  },
  {
    what: 'a certificate deleted',
    sql: 'DELETE FROM certificate WHERE height = 2',
    place: /certificate 2$/,
    code: 'certificate-missing',
  },
  {
    what: 'the first certificate deleted',
    sql: 'DELETE FROM certificate WHERE height = 1',
    place: /certificate 1$/,
    code: 'certificate-missing',
  },
  {
    what: 'a place lost',
    sql: 'DELETE FROM finality WHERE position = 3',
    place: /finality 3$/,
    code: 'place-missing',
  },
  {
    what: 'a place undone',
    sql: 'DELETE FROM finality WHERE position = 3; INSERT INTO tail VALUES (3)',
    place: /finality$/,
    code: 'places-changed',
  },
  {
    what: 'a place doubled',
    sql: 'INSERT INTO tail VALUES (3)',
    place: /finality 3$/,
    code: 'place-double',
  },
  {
    what: 'a blob row deleted',
    sql: 'DELETE FROM blob WHERE state = 1',
    place: /blob [0-9a-f]{64}$/,
    code: 'blob-gone',
  },
  {
    what: 'a promise deleted',
    sql: 'DELETE FROM record',
    place: /records$/,
    code: 'records-changed',
  },
  { what: 'the counts deleted', sql: 'DELETE FROM meta', place: /meta$/, code: 'counts-missing' },
  {
    what: 'all rows deleted',
    sql: 'DELETE FROM event; DELETE FROM tail; DELETE FROM finality; DELETE FROM certificate; DELETE FROM blob; DELETE FROM device; DELETE FROM record',
    place: /event 1 to 20$/,
    code: 'event-missing',
  },
];

describe('verify finds what was changed', () => {
  it('nothing in what nobody touched', () => {
    expect(verify(original)).toEqual([]);
    expect(verify(original, false)).toEqual([]);
  });

  it.each([...columns, ...rows])('$what', ({ sql, place, code, codeBySealsAlone }) => {
    const copy = copyOf(original);
    change(copy, sql);
    const findings = verify(copy);
    const located = findings.filter((finding) => place.test(finding.place));
    expect(codes(located), JSON.stringify(findings, undefined, 1)).toContain(code);
    expect(codes(verify(copy, false))).toContain(codeBySealsAlone ?? code);
    for (const { sentence } of findings) expect(sentence).toMatch(/^[A-Z].*[.]$/s);
  });

  it('the snapshot', () => {
    const copy = copyOf(original);
    const database = new DatabaseSync(join(copy, 'derived.db'));
    database.exec("UPDATE snapshot SET text = 'g' || substr(text, 2)");
    database.close();
    expect(verify(copy).map(({ place, code }) => [place, code])).toEqual([
      ['derived.db snapshot', 'snapshot-altered'],
    ]);
    const store = openLogStore(copy);
    expect(store.snapshot()).toBeUndefined();
    store.close();
  });

  it('names the event and what its bytes say instead', () => {
    const copy = copyOf(original);
    change(copy, `UPDATE event SET ${flip('wire')} WHERE position = 7`);
    const [finding] = verify(copy);
    expect(finding?.sentence).toMatch(/^Event [0-9a-f]{64}: its body is not the one/);
  });
});

describe('verify finds files put in the place of others', () => {
  it('a log that was emptied by making a new one', () => {
    const [copy, empty] = [copyOf(original), join(root, 'empty')];
    createLogStore(empty, fixtureCoop).close();
    copyFileSync(join(empty, 'log.db'), join(copy, 'log.db'));
    expect(codes(verify(copy))).toContain('log-behind-witness');
  });

  it('the log of another cooperative', () => {
    const [copy, other] = [copyOf(original), join(root, 'other')];
    furnish(other, 'dd'.repeat(32));
    copyFileSync(join(other, 'log.db'), join(copy, 'log.db'));
    expect(codes(verify(copy))).toContain('wrong-coop');
  });

  it('an older state of the log alone', () => {
    const copy = copyOf(original);
    const store = openLogStore(copy);
    store.appendEvent(new Author('cy').next());
    store.commit();
    store.close();
    expect(verify(copy)).toEqual([]);
    copyFileSync(join(original, 'log.db'), join(copy, 'log.db'));
    expect(codes(verify(copy))).toEqual(['log-behind-witness']);
    // It does not open either: its devices would sign anew what they have signed, and the witness would forget.
    const before = readFileSync(join(copy, 'coop.json'), 'utf8');
    expect(() => openLogStore(copy)).toThrow(/An older log was put in the place/);
    expect(readFileSync(join(copy, 'coop.json'), 'utf8')).toBe(before);
    expect(codes(verify(copy))).toEqual(['log-behind-witness']);
  });

  it('another history of the same length, with all its sums right', () => {
    const [copy, other] = [copyOf(original), join(root, 'rewritten')];
    const store = createLogStore(other, fixtureCoop);
    for (const event of new Author('mallory').many(20)) store.appendEvent(event);
    store.commit();
    store.close();
    copyFileSync(join(other, 'log.db'), join(copy, 'log.db'));
    const findings = verify(copy).filter(({ code }) => code === 'chain-broken');
    expect(findings[0]?.place).toBe('log.db events 1 to 20');
  });

  it.each([
    ['log.db', 'missing'],
    ['coop.json', 'missing'],
  ])('%s gone', (file, code) => {
    const copy = copyOf(original);
    rmSync(join(copy, file));
    expect(verify(copy).map((finding) => [finding.place, finding.code])).toEqual([[file, code]]);
    expect(() => openLogStore(copy)).toThrow(expect.objectContaining({ code: 'missing' }));
  });

  it.each(['log.db', 'coop.json', 'derived.db'])('%s cut off', (file) => {
    const copy = copyOf(original);
    const bytes = readFileSync(join(copy, file));
    writeFileSync(join(copy, file), bytes.subarray(0, bytes.length / 2));
    expect(verify(copy).map((finding) => finding.place.split(' ')[0])).toContain(file);
  });

  it.each(['log.db', 'coop.json', 'derived.db'])('%s overwritten with rubbish', (file) => {
    const copy = copyOf(original);
    writeFileSync(join(copy, file), bytesFrom('rubbish', 9000));
    const [finding] = verify(copy);
    expect([finding?.place, finding?.code]).toEqual([file, 'corrupt']);
  });
});

describe('one flipped bit', () => {
  const dump = (directory: string): string => {
    const database = new DatabaseSync(join(directory, 'log.db'), { returnArrays: true });
    const tables = ['meta', 'device', 'event', 'tail', 'finality', 'certificate', 'blob', 'record'];
    const text = tables.map((table) =>
      JSON.stringify(database.prepare(`SELECT * FROM ${table}`).all(), (_, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
      ),
    );
    database.close();
    return text.join('\n');
  };

  it('anywhere in log.db is found, or changed no row', () => {
    const full = copyOf(original);
    const store = openLogStore(full);
    for (const event of new Author('cy').many(200)) store.appendEvent(event);
    store.commit();
    store.close();
    const before = dump(full);
    const bytes = readFileSync(join(full, 'log.db'));
    const copy = copyOf(full);
    const flips = 300;
    const silent: string[] = [];
    let found = 0;
    for (let round = 0; round < flips; round += 1) {
      const [a = 0, b = 0, c = 0, bit = 0] = bytesFrom(`flip ${round}`, 4);
      const at = (a * 65536 + b * 256 + c) % bytes.length;
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << (bit & 7)), at);
      for (const left of ['log.db-wal', 'log.db-shm']) rmSync(join(copy, left), { force: true });
      writeFileSync(join(copy, 'log.db'), changed);
      if (verify(copy, false).length > 0) found += 1;
      else if (dump(copy) !== before) silent.push(`bit ${bit & 7} of byte ${at}`);
    }
    expect(silent).toEqual([]);
    // The rest fell into space that holds nothing.
    expect(found).toBeGreaterThan(flips / 3);
  });

  it.each(['coop', 'events', 'eventChain', 'certificates', 'certificateChain', 'format'])(
    'in %s of coop.json',
    (name) => {
      const copy = copyOf(original);
      const path = join(copy, 'coop.json');
      const text = readFileSync(path, 'utf8');
      const value = new RegExp(`"${name}": "?\\w`).exec(text);
      const at = (value?.index ?? 0) + (value?.[0].length ?? 1) - 1;
      const bytes = Buffer.from(text);
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      writeFileSync(path, bytes);
      expect(verify(copy)).not.toEqual([]);
    },
  );
});

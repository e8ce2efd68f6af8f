/**
 * A year of a ten-person cooperative on the shipped command line: members from a spreadsheet, 5,000 entries and 60 votes
 * signed by ten keystores, verified, exported, opened a second time, and then damaged in every way that is promised to be
 * found.
 */
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDesk, removeDesk, type Desk } from './testing/cli.ts';
import { createRandom, membersSheet, people, yearScript } from './testing/year.ts';

const seed = 20_250_102;
const size = { entries: 5000, proposals: 6 };

let desk: Desk;
let verified: Record<string, unknown>;

interface Member {
  readonly name: string;
  readonly link: string;
}

beforeAll(() => {
  desk = createDesk();
  const founder = ['--me', desk.path('keys', `${people[0]}.age`)];
  const at = (time: string) => ['--at', `2025-01-01T${time}`];
  desk.json(
    'coop',
    'init',
    'Riverside',
    '--founder',
    people[0],
    '--yes',
    '--common-limit',
    '500h',
    ...founder,
    ...at('08:00'),
  );
  writeFileSync(desk.path('members.csv'), membersSheet());
  const imported = desk.json('coop', 'import', 'members.csv', ...founder, ...at('09:00'));
  const links = new Map((imported['members'] as Member[]).map(({ name, link }) => [name, link]));
  writeFileSync(desk.path('year.csv'), yearScript(seed, size, links));
  desk.json('run', 'year.csv', '--keystores', 'keys');
  verified = desk.json('ledger', 'verify');
});

afterAll(() => removeDesk(desk));

const log = (...parts: string[]): string => desk.path('home', 'node', 'log', ...parts);

function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).toSorted()) {
    hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex');
}

describe('the year', () => {
  it('is verified, whole, and checking it writes nothing', () => {
    expect(verified).toMatchObject({ ok: true, findings: [] });
    const before = digestOf(log());
    expect(desk.json('log', 'verify')).toEqual(verified);
    expect(digestOf(log())).toBe(before);
  });

  it('has 5,000 entries and 60 votes, and adds to zero', () => {
    const { entries } = desk.json('ledger', 'history', '--limit', '100000') as {
      entries: { kind: string; status: string }[];
    };
    expect(entries.filter(({ kind }) => kind === 'hours' || kind === 'payment')).toHaveLength(
      size.entries,
    );
    expect(entries.every(({ status }) => status === 'posted')).toBe(true);
    const { proposals } = desk.json('governance', 'list') as {
      proposals: { status: string; votes: { yes: number; no: number; abstain: number } }[];
    };
    const votes = proposals.map(({ votes: { yes, no, abstain } }) => yes + no + abstain);
    expect(votes).toEqual([10, 10, 10, 10, 10, 10]);
    expect(proposals.every(({ status }) => status !== 'open')).toBe(true);
    const { sum, accounts } = desk.json('ledger', 'balance') as {
      sum: number;
      accounts: { name: string }[];
    };
    expect(sum).toBe(0);
    expect(accounts.map(({ name }) => name)).toEqual(['Common fund', ...people]);
  });

  it('opens a second time from its export, with the identical root and the identical export', () => {
    const written = desk.json('log', 'export', 'year.icnlog');
    const copy = desk.json('log', 'import', 'year.icnlog', '--dir', 'copy');
    expect(copy).toMatchObject({ root: verified['root'], height: verified['height'] });
    expect(desk.json('log', 'verify', '--dir', 'copy')).toEqual(verified);
    const again = desk.json('log', 'export', 'again.icnlog', '--dir', 'copy');
    expect(again['sha256']).toBe(written['sha256']);
    const balances = desk.json('ledger', 'balance');
    expect(desk.json('ledger', 'balance', '--dir', 'copy')).toEqual(balances);
  });

  it('a copy refuses to write beside the original', () => {
    const key = desk.path('keys', `${people[0]}.age`);
    const { code, err } = desk.run('pay', people[1], '1h', '--dir', 'copy', '--me', key);
    expect(code).toBe(1);
    expect(err).toContain('[follows-only]');
  });

  it('an export that was changed, cut off or reordered makes no directory', () => {
    const bytes = readFileSync(desk.path('year.icnlog'));
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8(flipped.readUInt8(100_000) ^ 4, 100_000);
    writeFileSync(desk.path('flipped.icnlog'), flipped);
    writeFileSync(desk.path('short.icnlog'), bytes.subarray(0, -40));
    for (const [file, code] of [
      ['flipped.icnlog', 'log-file-altered'],
      ['short.icnlog', 'log-file-cut-off'],
      ['members.csv', 'not-a-log-file'],
    ] as const) {
      const run = desk.run('log', 'import', file, '--dir', `from-${file}`);
      expect(run.code).toBe(1);
      expect(run.err).toContain(`[${code}]`);
      expect(desk.run('ledger', 'balance', '--dir', `from-${file}`).code).toBe(3);
    }
  });
});

/** Verifies a copy of the directory after `damage` was done to it. */
function afterDamage(damage: (folder: string) => void) {
  const folder = desk.path('damaged');
  rmSync(folder, { recursive: true, force: true });
  cpSync(desk.path('home', 'node'), folder, { recursive: true, mode: 0 });
  damage(join(folder, 'log'));
  const before = digestOf(join(folder, 'log'));
  const { code, out, err } = desk.run('ledger', 'verify', '--dir', folder, '--json');
  expect(digestOf(join(folder, 'log')), 'verify wrote something').toBe(before);
  const { findings } = JSON.parse(out) as { findings: { place: string; code: string }[] };
  return { code, err, findings, folder };
}

function alter(folder: string, ...statements: string[]): void {
  const database = new DatabaseSync(join(folder, 'log.db'));
  for (const sql of statements) database.exec(sql);
  database.close();
}

function flipBit(path: string, at: number, bit: number): void {
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
  writeFileSync(path, bytes);
}

describe('damage', () => {
  const random = createRandom(seed);
  let exports = 0;

  it.each(Array.from({ length: 8 }, (_, n) => n))('a flipped bit in log.db (%d)', () => {
    const share = random(1_000_000);
    const bit = random(8);
    const { code, findings, folder } = afterDamage((log) => {
      const path = join(log, 'log.db');
      flipBit(path, Math.trunc((readFileSync(path).length * share) / 1_000_000), bit);
    });
    // A bit where SQLite keeps nothing changes nothing that is kept: then the export is the same.
    const exported = (...args: string[]) =>
      desk.json('log', 'export', `part-${(exports += 1)}.icnlog`, ...args);
    const isSpared = code === 0 && exported('--dir', folder)['sha256'] === exported()['sha256'];
    expect(isSpared || /log\.db/u.test(findings[0]?.place ?? '')).toBe(true);
  });

  it.each(['coop.json', 'derived.db'])('a flipped bit in %s', (name) => {
    const { code, findings } = afterDamage((log) => {
      const path = join(log, name);
      // Past the headers, where the content is.
      flipBit(path, Math.trunc(readFileSync(path).length / 2), 0);
    });
    expect(code).toBe(1);
    expect(findings.length).toBeGreaterThan(0);
  });

  it('a flipped bit in the amount of a payment', () => {
    const { code, findings } = afterDamage((log) => {
      alter(
        log,
        `UPDATE event SET wire = CAST(substr(wire, 1, length(wire) - 1) || x'07' AS BLOB) WHERE position = 4000`,
      );
    });
    expect(code).toBe(1);
    expect(findings[0]?.place).toBe('log.db event 4000');
  });

  it('a dropped event', () => {
    const { code, findings } = afterDamage((log) =>
      alter(log, 'DELETE FROM event WHERE position = 3000'),
    );
    expect(code).toBe(1);
    expect(findings[0]?.place).toBe('log.db event 3000');
  });

  it('the last event dropped', () => {
    const last = Number(verified['events']);
    const { code, findings } = afterDamage((log) =>
      alter(
        log,
        `DELETE FROM event WHERE position = ${last}`,
        `DELETE FROM finality WHERE position = ${last}`,
      ),
    );
    expect(code).toBe(1);
    expect(findings[0]?.place).toContain(String(last));
  });

  it('two events swapped', () => {
    const columns = ['id', 'device', 'seq', 'previous', 'blob_hash', 'seal', 'wire'];
    const from = (position: number): string =>
      columns
        .map((name) => `${name} = (SELECT ${name} FROM kept WHERE position = ${position})`)
        .join(', ');
    const { code, findings } = afterDamage((log) =>
      alter(
        log,
        'CREATE TEMP TABLE kept AS SELECT * FROM event WHERE position IN (2000, 2010)',
        `UPDATE event SET id = randomblob(32) WHERE position = 2010`,
        `UPDATE event SET ${from(2010)} WHERE position = 2000`,
        `UPDATE event SET ${from(2000)} WHERE position = 2010`,
      ),
    );
    expect(code).toBe(1);
    expect(findings.some(({ place }) => place.includes('2000'))).toBe(true);
  });

  it('all rows deleted', () => {
    const tables = ['event', 'finality', 'tail', 'certificate', 'blob', 'record', 'device', 'meta'];
    const { code, findings } = afterDamage((log) =>
      alter(log, ...tables.map((name) => `DELETE FROM ${name}`)),
    );
    expect(code).toBe(1);
    expect(findings[0]?.place).toContain('log.db');
  });

  it.each([
    ['an empty file', (log: string) => truncateSync(join(log, 'log.db'), 0)],
    ['half a file', (log: string) => truncateSync(join(log, 'log.db'), 400_000)],
    ['no file', (log: string) => rmSync(join(log, 'log.db'))],
    ['no witness', (log: string) => rmSync(join(log, 'coop.json'))],
    ['no log at all', (log: string) => rmSync(log, { recursive: true })],
  ])('%s', (_what, damage) => {
    const folder = desk.path('damaged');
    rmSync(folder, { recursive: true, force: true });
    cpSync(desk.path('home', 'node'), folder, { recursive: true });
    damage(join(folder, 'log'));
    const { code, out } = desk.run('log', 'verify', '--dir', folder, '--json');
    expect(code).toBe(1);
    const { findings } = JSON.parse(out) as { findings: { place: string }[] };
    expect(findings.length).toBeGreaterThan(0);
  });

  it('says where in plain words, too', () => {
    const folder = desk.path('damaged');
    rmSync(folder, { recursive: true, force: true });
    cpSync(desk.path('home', 'node'), folder, { recursive: true });
    alter(join(folder, 'log'), 'DELETE FROM event WHERE position = 5000');
    const { code, out, err } = desk.run('ledger', 'verify', '--dir', folder);
    expect(code).toBe(1);
    expect(out).toContain('log.db event 5000');
    expect(err).toContain('[records-damaged]');
  });
});

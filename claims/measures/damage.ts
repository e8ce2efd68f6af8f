/**
 * Measures: `ledger verify` finds what was changed in the records and says where: one flipped bit, a
 * dropped event, swapped events, an emptied database. Uses the command line on the files of a node.
 *
 * Prints {"damaged", "located", "clean", "failures"}.
 */
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openCoop } from './desk.ts';

using desk = openCoop();

function alter(log: string, ...statements: readonly string[]): void {
  const database = new DatabaseSync(join(log, 'log.db'));
  for (const sql of statements) database.exec(sql);
  database.close();
}

/** Turns over one bit of an event, found in the file by its bytes. */
function flipBit(log: string, position: number): void {
  const database = new DatabaseSync(join(log, 'log.db'), { readOnly: true });
  const row = database.prepare('SELECT wire FROM event WHERE position = ?').get(position);
  database.close();
  const path = join(log, 'log.db');
  const bytes = readFileSync(path);
  const { wire } = row ?? {};
  const at = wire instanceof Uint8Array ? bytes.indexOf(wire) : -1;
  if (at < 0) throw new Error(`event ${position} is not in one piece in the file`);
  bytes.writeUInt8(bytes.readUInt8(at + 200) ^ 1, at + 200);
  writeFileSync(path, bytes);
}

const columns = ['id', 'device', 'seq', 'previous', 'blob_hash', 'seal', 'wire'];
const columnsOf = (position: number): string =>
  columns.map((name) => `${name} = (SELECT ${name} FROM kept WHERE position = ${position})`).join();

interface Damage {
  readonly what: string;
  /** What the place has to name. */
  readonly place: RegExp;
  readonly do: (log: string) => void;
}

const damages: readonly Damage[] = [
  { what: 'one flipped bit', place: /^log\.db event 17$/u, do: (log) => flipBit(log, 17) },
  {
    what: 'a dropped event',
    place: /^log\.db event 21$/u,
    do: (log) => alter(log, 'DELETE FROM event WHERE position = 21'),
  },
  {
    what: 'swapped events',
    place: /^log\.db events? 2[05]\b/u,
    do: (log) =>
      alter(
        log,
        'CREATE TEMP TABLE kept AS SELECT * FROM event WHERE position IN (20, 25)',
        'UPDATE event SET id = randomblob(32) WHERE position = 25',
        `UPDATE event SET ${columnsOf(25)} WHERE position = 20`,
        `UPDATE event SET ${columnsOf(20)} WHERE position = 25`,
      ),
  },
  {
    what: 'an emptied database',
    place: /^log\.db/u,
    do: (log) =>
      alter(
        log,
        ...['event', 'finality', 'tail', 'certificate', 'meta'].map((t) => `DELETE FROM ${t}`),
      ),
  },
  { what: 'an empty file', place: /^log\.db/u, do: (log) => truncateSync(join(log, 'log.db'), 0) },
  { what: 'no file', place: /^log\.db/u, do: (log) => rmSync(join(log, 'log.db')) },
];

const failures: string[] = [];
const untouched = desk.run('ledger', 'verify');
const clean = untouched.code === 0 && untouched.out['ok'] === true;
if (!clean) failures.push(`untouched records: ${untouched.reason.sentence}`);
let located = 0;
for (const { what, place, do: damage } of damages) {
  rmSync(desk.path('damaged'), { recursive: true, force: true });
  cpSync(desk.path('home', 'node'), desk.path('damaged'), { recursive: true });
  damage(desk.path('damaged', 'log'));
  const { code, out, reason } = desk.run('ledger', 'verify', '--dir', 'damaged');
  const findings = (out['findings'] ?? []) as { readonly place: string }[];
  const places = findings.map((finding) => finding.place);
  if (code === 1 && reason.code !== '' && places.some((found) => place.test(found))) located += 1;
  else failures.push(`${what}: exit code ${code}, places ${places.join(', ') || 'none'}`);
}
console.log(JSON.stringify({ damaged: damages.length, located, clean, failures }));

/**
 * Measures: records that were exported and opened in a second directory give the same state, and an
 * export that somebody changed opens nowhere. Uses the command line and its files alone.
 *
 * Prints {"compared", "different", "spoilt", "opened", "failures"}.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { openCoop } from './desk.ts';

using desk = openCoop();
const failures: string[] = [];
const exported = desk.done('log', 'export', 'books.icnlog');
desk.done('log', 'import', 'books.icnlog', '--dir', 'second');

// What people see of the cooperative, asked in both directories.
const questions = [
  ['ledger', 'verify'],
  ['ledger', 'history', '--limit', '1000'],
  ['log', 'show', '--limit', '1000'],
];
for (const question of questions) {
  const first = desk.done(...question);
  const second = desk.done(...question, '--dir', 'second');
  if (JSON.stringify(first) !== JSON.stringify(second)) failures.push(question.join(' '));
}
const again = desk.done('log', 'export', 'again.icnlog', '--dir', 'second');
if (again['sha256'] !== exported['sha256']) failures.push('the export of the second directory');
const different = failures.length;

const bytes = readFileSync(desk.path('books.icnlog'));
const flipped = (at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
};
const spoilt = [
  ...[3, 8].map((tenths) => flipped(Math.floor((bytes.length * tenths) / 10))),
  bytes.subarray(0, -1),
];
let opened = 0;
for (const [index, content] of spoilt.entries()) {
  writeFileSync(desk.path('spoilt.icnlog'), content);
  const directory = `spoilt-${index}`;
  const { code, reason } = desk.run('log', 'import', 'spoilt.icnlog', '--dir', directory);
  if (code === 1 && reason.code !== '' && !existsSync(desk.path(directory, 'log', 'coop.json')))
    continue;
  opened += 1;
  failures.push(`spoilt export ${index}: exit code ${code}, ${reason.sentence}`);
}
console.log(
  JSON.stringify({
    compared: questions.length + 1,
    different,
    spoilt: spoilt.length,
    opened,
    failures,
  }),
);

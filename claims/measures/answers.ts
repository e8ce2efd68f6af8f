/**
 * Measures: what the command line refuses it refuses with exit code 1, a code, a reason and a next
 * step in plain words, and the records stay as they were. Uses the command line alone.
 *
 * Prints {"asked", "unclear", "changed", "failures"}.
 */
import { asAna, openCoop } from './desk.ts';

using desk = openCoop();
const asBen = ['--me', 'keys/Ben.age'];

const refused: readonly (readonly [readonly string[], string])[] = [
  [['pay', 'Nobody', '1h', ...asBen], 'unknown-account'],
  [['pay', 'Cleo', '1000h', ...asBen], 'over-limit'],
  [['pay', 'Cleo', 'much', ...asBen], 'not-an-amount'],
  [['hours', 'log', '25h', ...asBen], 'wrong-body'],
  [['invite', 'Dan', ...asBen], 'not-coordinator'],
  [['join', 'icn://join#AAAA', '--name', 'Dan', '--yes', '--me', 'keys/Dan.age'], 'not-a-link'],
  [['vouch', 'Ben', '--code', 'AAAA-AAAA-AAAA', ...asAna], 'code-mismatch'],
  [['governance', 'vote', 'A second oven', 'yes', ...asBen], 'proposal-not-open'],
  [['coop', 'init', 'Again', '--yes', '--me', 'keys/Eva.age'], 'exists'],
];

const failures: string[] = [];
// Whatever has fallen due since January becomes final with this, so that nothing else changes later.
desk.done('hours', 'log', '1h', ...asBen);
const before = JSON.stringify(desk.done('ledger', 'verify'));
for (const [args, expected] of refused) {
  const { code, reason } = desk.run(...args);
  const isClear = isPlain(reason.sentence);
  if (code === 1 && isClear && reason.code === expected) continue;
  failures.push(`${args.join(' ')}: exit code ${code}, ${reason.code}, ${reason.sentence}`);
}
const unclear = failures.length;
const isChanged = JSON.stringify(desk.done('ledger', 'verify')) !== before;
if (isChanged) failures.push('the records are not as they were before');
console.log(
  JSON.stringify({ asked: refused.length, unclear, changed: isChanged ? 1 : 0, failures }),
);

/** Cause, then the next step; no ids, and nothing that only programmers say. */
function isPlain(sentence: string): boolean {
  return (
    /^\S.+[.:;,] .+\.$/u.test(sentence) && !/[0-9a-f]{16}|[<>]=|expected|undefined/u.test(sentence)
  );
}

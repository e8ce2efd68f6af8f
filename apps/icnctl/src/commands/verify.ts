/** `ledger verify` and `log verify`: one check of everything that is stored, twice named. */
import type { Command } from 'commander';
import { reject } from 'icn-core';
import { verifyLocal } from 'icnd';
import { does } from '../command.ts';
import type { Outcome } from '../outcome.ts';
import { showProgress } from '../progress.ts';
import { directoryOf, type GlobalOptions } from '../session.ts';
import { moment } from '../show.ts';

/** Declares `verify`. */
export function verifyCommand(group: Command, example: string): void {
  does<object>(
    group
      .command('verify')
      .description('check all records: every byte, signature and checkpoint, and fold them anew'),
    example,
    ({ options }) => verify(options),
  );
}

async function verify(options: GlobalOptions): Promise<Outcome> {
  const progress = showProgress('Checking', options.json === true);
  const verdict = verifyLocal(directoryOf(options), { onProgress: progress.report });
  progress.end();
  const { findings, summary } = verdict;
  const json = {
    ok: findings.length === 0,
    coop: summary?.coop ?? null,
    events: summary?.events ?? null,
    checkpoints: summary?.checkpoints ?? null,
    height: summary?.height ?? null,
    root: summary?.root ?? null,
    findings: findings.map(({ place, code, sentence }) => ({ place, code, sentence })),
  };
  if (findings.length === 0 && summary !== undefined) {
    const until = summary.time === 0 ? '' : ` up to ${moment(summary.time)} UTC`;
    return {
      json,
      text:
        `All is well: ${summary.events} events, ${summary.checkpoints} checkpoints${until}. ` +
        `Every signature holds, folding anew gives the same state, and all balances add to zero.\n` +
        `State: ${summary.root.slice(0, 16)}`,
    };
  }
  return {
    json,
    text: findings.map(({ place, code, sentence }) => `${place}: ${sentence} [${code}]`).join('\n'),
    bad: reject(
      'records-damaged',
      `The records are damaged in ${findings.length === 1 ? 'one place' : `${findings.length} places`}. ` +
        'Keep this directory as it is, and restore a backup or an export into another one.',
    ),
  };
}

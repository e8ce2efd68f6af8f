/**
 * `run`: signs each row of a batch file with the keystore of whoever it names, in one process and as one: all rows are
 * saved or none. The clock is the row's time, which is the claim of whoever runs it.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { reject } from 'icn-core';
import { readLink } from 'icn-client';
import { onDisk, writePrivateFile, type LocalCoop } from 'icnd';
import {
  answerOpening,
  confirmHours,
  deploy,
  logHours,
  pay,
  propose,
  vote,
  vouch,
} from '../acts.ts';
import { inLine, readBatch, type BatchRow } from '../batch.ts';
import { does } from '../command.ts';
import { findMember } from '../find.ts';
import { makeKey, openKeystore, type NewKey } from '../keystore.ts';
import { must, refuse, Refused, type Outcome } from '../outcome.ts';
import { showProgress } from '../progress.ts';
import { passphrase } from '../prompt.ts';
import { actAs, requireWritable, withCoop, type Acting, type GlobalOptions } from '../session.ts';
import { moment } from '../show.ts';
import { joinAs, makeSpare } from './coop.ts';

interface RunOptions {
  readonly keystores: string;
  readonly dryRun?: boolean;
}

/** Declares the command. */
export function addRunCommand(program: Command): void {
  const command = program
    .command('run')
    .description('enter books that were kept by hand: rows of at,who,command,... from a CSV file')
    .argument('<file>')
    .requiredOption('--keystores <folder>', 'where the keystores are: WHO.age for each name')
    .option('--dry-run', 'try every row and save nothing');
  does<RunOptions>(command, 'icnctl run 2025.csv --keystores ./keys', ({ args, options }) =>
    runFile(args[0] ?? '', options),
  );
}

async function runFile(file: string, options: RunOptions & GlobalOptions): Promise<Outcome> {
  const rows = must(readBatch(onDisk(`read ${file}`, () => readFileSync(file))));
  return withCoop(options, async (coop) => {
    requireWritable(coop);
    const progress = showProgress('Signing rows', options.json === true);
    const before = await coop.overview();
    const isDry = options.dryRun === true;
    const crew = new Crew(coop, options.keystores);
    try {
      const after = await coop.together(async () => {
        for (const [done, row] of rows.entries()) {
          await runRow(crew, row);
          progress.report(done + 1, rows.length);
        }
        return coop.overview();
      }, !isDry);
      if (isDry) crew.forget();
      return outcomeOf(rows, { events: after.events - before.events, height: after.height, isDry });
    } catch (failure) {
      crew.forget();
      throw failure;
    } finally {
      progress.end();
    }
  });
}

function outcomeOf(
  rows: readonly BatchRow[],
  { events, height, isDry }: { events: number; height: number; isDry: boolean },
): Outcome {
  const [first, last] = [rows[0], rows.at(-1)];
  const span =
    first === undefined || last === undefined
      ? ''
      : `, from ${moment(first.at)} to ${moment(last.at)} UTC`;
  const end = isDry
    ? 'All rows are fine; nothing was saved.'
    : 'The times are your claim; the records say so.';
  return {
    json: { rows: rows.length, events, height, dryRun: isDry },
    text: `${rows.length} rows, ${events} signed events${span}. ${end}`,
  };
}

/** The people of a batch file, each with an open keystore. */
class Crew {
  readonly coop: LocalCoop;
  readonly #folder: string;
  readonly #acting = new Map<string, Acting>();
  readonly #made: { readonly key: NewKey; readonly path: string; readonly codePath: string }[] = [];

  constructor(coop: LocalCoop, folder: string) {
    this.coop = coop;
    this.#folder = folder;
  }

  /** @throws Refused when there is no keystore, or its key belongs to nobody here. */
  async act(who: string): Promise<Acting> {
    const known = this.#acting.get(who);
    if (known !== undefined) return known;
    const hand = must(await openKeystore(this.#path(who), this.coop.kit, () => passphrase()));
    const acting = must(await actAs(this.coop, hand));
    this.#acting.set(who, acting);
    return acting;
  }

  /** Makes a keystore, a file with the spare code, and joins with a link. */
  async join(who: string, typed: string): Promise<void> {
    const { coop } = this;
    const link = must(readLink(typed, coop.kit.crypto));
    if (link.coop !== coop.coop)
      refuse(reject('wrong-coop', 'this link is for another cooperative.'));
    const key = makeKey(coop.kit);
    const path = this.#path(who);
    const secret = process.env['ICN_PASSPHRASE'];
    const refusal = await key.save(path, secret === '' ? undefined : secret);
    if (refusal !== undefined) refuse(refusal);
    const codePath = join(this.#folder, `${who}-spare-code.txt`);
    this.#made.push({ key, path, codePath });
    const spare = makeSpare(coop.kit);
    writePrivateFile(codePath, Buffer.from(`${spare.code}\n`));
    const use = {
      name: who,
      invitation: link.invitation,
      oneTimeSeed: link.seed,
      spare: spare.seed,
    };
    must(await joinAs(coop, key, use));
  }

  /** Removes the keystores that were made for what was not saved. */
  forget(): void {
    for (const { key, path, codePath } of this.#made) {
      key.unsave(path);
      rmSync(codePath, { force: true });
    }
  }

  #path(who: string): string {
    return join(this.#folder, `${who}.age`);
  }
}

async function runRow(crew: Crew, row: BatchRow): Promise<void> {
  try {
    const refusal = crew.coop.actAt(row.at);
    if (refusal !== undefined) refuse(refusal);
    const act = acts.get(row.command);
    if (act === undefined) refuse(unknownCommand(row.command));
    await act(crew, row);
  } catch (failure) {
    if (failure instanceof Refused) refuse(inLine(row.line, failure.rejection));
    throw failure;
  }
}

type Act = (crew: Crew, row: BatchRow) => Promise<unknown>;

/** An empty cell is a left-out argument. */
const cellOf = (row: BatchRow, at: number): string | undefined =>
  row.args[at] === '' ? undefined : row.args[at];
const textOf = (row: BatchRow, at: number): string => row.args[at] ?? '';

const acts: ReadonlyMap<string, Act> = new Map<string, Act>([
  ['join', (crew, row) => crew.join(row.who, textOf(row, 0))],
  ['vouch', (crew, row) => vouchInBatch(crew, row)],
  [
    'hours log',
    async (crew, row) =>
      logHours(await crew.act(row.who), {
        amount: textOf(row, 0),
        day: cellOf(row, 1),
        memo: cellOf(row, 2),
      }),
  ],
  [
    'hours confirm',
    async (crew, row) =>
      confirmHours(await crew.act(row.who), {
        who: textOf(row, 0),
        day: cellOf(row, 1),
        all: true,
      }),
  ],
  [
    'pay',
    async (crew, row) =>
      pay(await crew.act(row.who), {
        to: textOf(row, 0),
        amount: textOf(row, 1),
        memo: cellOf(row, 2),
      }),
  ],
  [
    'ledger answer',
    async (crew, row) => answerOpening(await crew.act(row.who), textOf(row, 0) === 'confirm'),
  ],
  [
    'governance deploy',
    async (crew, row) =>
      deploy(await crew.act(row.who), {
        template: textOf(row, 0),
        duration: cellOf(row, 1),
        quorum: cellOf(row, 2),
      }),
  ],
  [
    'governance propose',
    async (crew, row) =>
      propose(await crew.act(row.who), {
        title: textOf(row, 0),
        contract: textOf(row, 1),
        to: cellOf(row, 2),
        amount: cellOf(row, 3),
        text: cellOf(row, 4),
      }),
  ],
  [
    'governance vote',
    async (crew, row) =>
      vote(await crew.act(row.who), {
        title: textOf(row, 0),
        choice: textOf(row, 1),
        reason: cellOf(row, 2),
      }),
  ],
  ['wait', async (crew) => crew.coop.tick()],
]);

/** Without a code the newcomer's own keystore, which is at hand, says who they are. */
async function vouchInBatch(crew: Crew, row: BatchRow): Promise<void> {
  const acting = await crew.act(row.who);
  const who = textOf(row, 0);
  const typed = cellOf(row, 1);
  if (typed !== undefined) {
    await vouch(acting, { who, code: typed });
    return;
  }
  const newcomer = await crew.act(who);
  const { code } = await findMember(crew.coop, newcomer.self.id);
  await vouch(acting, { who: newcomer.self.id, code });
}

function unknownCommand(command: string) {
  const known = [...acts.keys()].join(', ');
  return reject(
    'unknown-command',
    `"${command}" is not a command of batch files. There are: ${known}.`,
  );
}

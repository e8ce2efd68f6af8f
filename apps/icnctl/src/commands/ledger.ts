/** `hours`, `pay` and `ledger`: who gave what to whom. */
import type { Command } from 'commander';
import { showDay, type AccountView, type EntryView } from 'icn-client';
import { nodeHome, type LocalCoop } from 'icnd';
import { answerOpening, confirmHours, logHours, pay, waitingHours } from '../acts.ts';
import { does } from '../command.ts';
import { findAccount } from '../find.ts';
import type { Outcome } from '../outcome.ts';
import { withCoop, withMember } from '../session.ts';
import { amount, idColumn, moment, safe, table } from '../show.ts';
import { verifyCommand } from './verify.ts';

/** Declares the commands. */
export function addLedgerCommands(program: Command): void {
  const hours = program.command('hours').description('hours worked for the cooperative');
  const log = hours
    .command('log')
    .description('log hours that you worked')
    .argument('<amount>', '1:30, 1.5h or 90m')
    .option('--day <day>', 'the day worked, such as 2026-03-31 (default: today)')
    .option('--for <note>', 'what it was');
  does<{ day?: string; for?: string }>(
    log,
    'icnctl hours log 1:30 --for "Market stall"',
    ({ args, options }) =>
      withMember(options, (acting) =>
        logHours(acting, { amount: args[0] ?? '', day: options.day, memo: options.for }),
      ),
  );
  addConfirm(hours);
  const payment = program
    .command('pay')
    .description('give hours from your account to a member, or to the common fund ("common")')
    .argument('<to>', 'a name')
    .argument('<amount>', '1:30, 1.5h or 90m')
    .option('--for <note>', 'what it is for');
  does<{ for?: string }>(
    payment,
    'icnctl pay "Ben Okoro" 2h --for "Bicycle repair"',
    ({ args, options }) =>
      withMember(options, (acting) =>
        pay(acting, { to: args[0] ?? '', amount: args[1] ?? '', memo: options.for }),
      ),
  );
  addLedger(program.command('ledger').description('accounts and entries'));
}

function addConfirm(hours: Command): void {
  const confirming = hours
    .command('confirm')
    .description("confirm another member's hours; without a name, list those that wait")
    .argument('[name]')
    .option('--day <day>', 'only those of this day')
    .option('--all', 'all that match');
  does<{ day?: string; all?: boolean }>(
    confirming,
    'icnctl hours confirm "Ben Okoro" --day 2026-03-31',
    ({ args, options }) =>
      withMember(options, async (acting) => {
        const words = { who: args[0], day: options.day, all: options.all };
        if (args[0] !== undefined || options.all === true) return confirmHours(acting, words);
        const waiting = await waitingHours(acting, words);
        return showEntries(
          waiting,
          await unitOf(acting.coop),
          options.ids === true,
          'No hours wait for you.',
        );
      }),
  );
}

function addLedger(ledger: Command): void {
  const balance = ledger
    .command('balance')
    .description('balances of all accounts, or of one')
    .argument('[account]', 'a name');
  does<object>(balance, 'icnctl ledger balance', ({ args, options }) =>
    withCoop(options, (coop) => showBalances(coop, args[0], options.ids === true)),
  );
  const history = ledger
    .command('history')
    .description('entries, newest last')
    .argument('[account]', 'only those of this account')
    .option('--limit <count>', 'at most so many of the newest', '50');
  does<{ limit: string }>(history, 'icnctl ledger history "Ben Okoro"', ({ args, options }) =>
    withCoop(options, async (coop) => {
      const account = args[0] === undefined ? undefined : (await findAccount(coop, args[0])).id;
      const entries = (await coop.entries({ account })).slice(
        -Math.max(1, Number(options.limit) || 50),
      );
      return showEntries(
        entries,
        await unitOf(coop),
        options.ids === true,
        'There are no entries yet.',
      );
    }),
  );
  const answer = ledger
    .command('answer')
    .description('confirm or dispute your opening balance from the earlier books')
    .argument('<answer>', 'confirm or dispute');
  does<object>(answer, 'icnctl ledger answer confirm', ({ args, options }) =>
    withMember(options, (acting) => answerOpening(acting, args[0] === 'confirm')),
  );
  verifyCommand(
    ledger,
    `icnctl ledger verify --dir ${nodeHome({}).replace(/^.*\.icn/u, '~/.icn')}`,
  );
}

async function unitOf(coop: LocalCoop): Promise<string> {
  return (await coop.overview()).unit;
}

async function showBalances(
  coop: LocalCoop,
  name: string | undefined,
  ids: boolean,
): Promise<Outcome> {
  const all = await coop.accounts();
  const accounts = name === undefined ? all : [await findAccount(coop, name)];
  const unit = await unitOf(coop);
  const sum = all.reduce((total, { balance }) => total + balance, 0);
  const list = table(
    accounts,
    [
      { title: 'account', of: labelOf },
      { title: 'balance', of: ({ balance }) => amount(balance, unit), right: true },
      { title: 'may go to', of: (account) => amount(-account.limit || 0, unit), right: true },
      ...idColumn<AccountView>(ids),
    ],
    'There are no accounts.',
  );
  return {
    json: {
      unit,
      sum,
      accounts: accounts.map(({ id, name: label, kind, balance, limit, held }) => ({
        id,
        name: label,
        kind,
        balance,
        limit,
        held,
      })),
    },
    text: name === undefined ? `${list}\n\nAll balances add to ${amount(sum, unit)}.` : list,
  };
}

function labelOf(account: AccountView): string {
  if (account.kind === 'provisional') return `${account.name} (invited)`;
  return account.openingAnswer === 'waiting'
    ? `${account.name} (opening balance not confirmed)`
    : account.name;
}

function showEntries(
  entries: readonly EntryView[],
  unit: string,
  ids: boolean,
  nothing: string,
): Outcome {
  return {
    json: {
      entries: entries.map((entry) => ({
        id: entry.id,
        kind: entry.kind,
        status: entry.status,
        from: { id: entry.from.id, name: entry.from.name },
        to: { id: entry.to.id, name: entry.to.name },
        minutes: entry.minutes,
        at: entry.at,
        day: entry.day === undefined ? null : showDay(entry.day),
        memo: entry.memo ?? null,
      })),
    },
    text: table(
      entries,
      [
        { title: 'when', of: ({ at }) => moment(at) },
        {
          title: 'what',
          of: ({ kind, status }) => (status === 'posted' ? kind : `${kind}, ${status}`),
        },
        { title: 'from', of: ({ from }) => from.name },
        { title: 'to', of: ({ to }) => to.name },
        { title: 'amount', of: ({ minutes }) => amount(minutes, unit), right: true },
        {
          title: 'for',
          of: ({ memo, day }) =>
            [day === undefined ? '' : showDay(day), safe(memo ?? '')].join(' ').trim(),
        },
        ...idColumn<EntryView>(ids),
      ],
      nothing,
    ),
  };
}

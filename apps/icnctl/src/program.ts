/** All commands of icnctl and the options they share. */
import { Command } from 'commander';
import { addCoopCommands } from './commands/coop.ts';
import { addGovernanceCommands } from './commands/governance.ts';
import { addImportCommand } from './commands/import.ts';
import { addLedgerCommands } from './commands/ledger.ts';
import { addLogCommands } from './commands/log.ts';
import { addRunCommand } from './commands/run.ts';

/** Makes the program; nothing runs before it is parsed. */
export function createProgram(): Command {
  const program = new Command('icnctl')
    .description('Run your worker cooperative: members, hours, payments, votes.')
    .option('--dir <folder>', "the node's data directory (default: ~/.icn/node, or ICN_DIR)")
    .option('--me <file>', 'your keystore (default: ~/.icn/me/keystore.age, or ICN_ME)')
    .option('--json', 'print one JSON value')
    .option('--ids', 'show ids too')
    .option(
      '--at <time>',
      'act as of this time, for books kept by hand (UTC); the time is your claim',
    )
    .showHelpAfterError('Add --help for how this command is used.')
    .exitOverride();
  const coop = program.command('coop').description('found a cooperative, take over its books');
  addCoopCommands(program, coop);
  addImportCommand(coop);
  addLedgerCommands(program);
  addGovernanceCommands(
    program.command('governance').description('agreements, proposals and votes'),
  );
  addLogCommands(program.command('log').description('the signed records themselves'));
  addRunCommand(program);
  program.addHelpText(
    'after',
    '\nAmounts: 1:30, 1.5h, 90m. Exit codes: 0 done, 1 rejected, 2 wrong usage, 3 node unreachable.\n' +
      '\nExample:\n  icnctl hours log 1:30 --for "Market stall"\n',
  );
  return program;
}

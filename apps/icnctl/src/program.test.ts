/** What every command has in common. */
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { createProgram } from './program.ts';

const leaves = (command: Command, path: string): readonly (readonly [string, Command])[] =>
  command.commands.length === 0
    ? [[path, command]]
    : command.commands.flatMap((sub) => leaves(sub, `${path} ${sub.name()}`.trim()));

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}

it('has the names that the guides and the design use', () => {
  expect(leaves(createProgram(), '').map(([path]) => path)).toEqual([
    'coop init',
    'coop import',
    'invite',
    'join',
    'vouch',
    'members',
    'hours log',
    'hours confirm',
    'pay',
    'ledger balance',
    'ledger history',
    'ledger answer',
    'ledger verify',
    'governance templates',
    'governance deploy',
    'governance contracts',
    'governance propose',
    'governance vote',
    'governance show',
    'governance list',
    'log show',
    'log verify',
    'log export',
    'log import',
    'run',
  ]);
});

it.each(leaves(createProgram(), ''))(
  '%s: the help has a sentence and an example',
  (path, command) => {
    const help = helpOf(command);
    expect(command.description()).not.toBe('');
    expect(help).toContain('Example:');
    expect(help).toContain(`icnctl ${path}`);
  },
);

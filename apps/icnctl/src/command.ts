/**
 * How a command is declared and how it ends: options that all have, an example in the help, the outcome on stdout, the
 * reason of a rejection on stderr, and the exit code.
 */
import type { Command } from 'commander';
import { StoreFault, type Rejection } from 'icn-core';
import { exitCodes, faultExitCode, Refused, type Outcome } from './outcome.ts';
import type { GlobalOptions } from './session.ts';

/** Arguments and options of a command, as typed. */
export interface Typed<Options> {
  readonly args: readonly string[];
  readonly options: Options & GlobalOptions;
}

/** Ends a declaration: an example for the help, and what the command does. */
export function does<Options extends object>(
  command: Command,
  example: string,
  act: (typed: Typed<Options>) => Promise<Outcome>,
): void {
  command.addHelpText('after', `\nExample:\n  ${example}\n`);
  command.action(async () => {
    const options = command.optsWithGlobals<Options & GlobalOptions>();
    process.exitCode = await finish(options.json === true, () =>
      act({ args: command.args, options }),
    );
  });
}

async function finish(json: boolean, act: () => Promise<Outcome>): Promise<number> {
  try {
    const outcome = await act();
    process.stdout.write(`${json ? JSON.stringify(outcome.json) : outcome.text}\n`);
    if (outcome.bad === undefined) return exitCodes.done;
    complain(json, outcome.bad);
    return exitCodes.rejected;
  } catch (failure) {
    if (failure instanceof Refused) {
      complain(json, failure.rejection);
      return exitCodes.rejected;
    }
    if (!(failure instanceof StoreFault)) throw failure;
    complain(json, { code: failure.code, sentence: failure.message });
    return faultExitCode(failure);
  }
}

function complain(json: boolean, { code, sentence }: Pick<Rejection, 'code' | 'sentence'>): void {
  process.stderr.write(
    json ? `${JSON.stringify({ code, sentence })}\n` : `${sentence} [${code}]\n`,
  );
}

/** The entry of icnctl: reads the command line, runs one command, sets the exit code. */
import { CommanderError } from 'commander';
import { exitCodes } from './outcome.ts';
import { createProgram } from './program.ts';

// npm runs scripts in the root of the repository; paths are meant as seen from where the person stands.
const startedIn = process.env['INIT_CWD'];
if (process.env['npm_lifecycle_event'] === 'icnctl' && startedIn !== undefined) {
  process.chdir(startedIn);
}

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (failure: NodeJS.ErrnoException) => {
  if (failure.code !== 'EPIPE') throw failure;
});

try {
  await createProgram().parseAsync();
} catch (failure) {
  if (!(failure instanceof CommanderError)) throw failure;
  process.exitCode = failure.exitCode === 0 ? exitCodes.done : exitCodes.usage;
}

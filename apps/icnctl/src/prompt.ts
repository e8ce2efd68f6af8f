/** Questions in a terminal. Without a terminal nothing is asked, and the command says what to set instead. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** True when there is somebody to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Asks for a secret, without showing what is typed. Undefined when nobody can be asked or nothing was typed. */
async function askSecret(question: string): Promise<string | undefined> {
  if (!canAsk()) return undefined;
  process.stderr.write(question);
  // readline echoes to its output; this one swallows it.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  const typed = await lines.question('');
  lines.close();
  process.stderr.write('\n');
  return typed === '' ? undefined : typed;
}

/** Asks a yes-or-no question; no unless the answer is yes. */
export async function confirm(question: string): Promise<boolean> {
  if (!canAsk()) return false;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const typed = await lines.question(`${question} [y/N] `);
  lines.close();
  return /^y(es)?$/iu.test(typed.trim());
}

/** The passphrase of the keystore: from ICN_PASSPHRASE, else asked for. */
export async function passphrase(
  question = 'Passphrase of your keystore: ',
): Promise<string | undefined> {
  const set = process.env['ICN_PASSPHRASE'];
  if (set !== undefined && set !== '') return set;
  return askSecret(question);
}

/**
 * Making the log of a data directory. It is built under another name and gets its own when it is whole, so a failure
 * half-way leaves no cooperative behind.
 */
import { renameSync, rmSync } from 'node:fs';
import { StoreFault, type Rejection } from 'icn-core';
import { makePrivateFolder, onDisk } from './home.ts';
import { hasCoop, logFolder } from './local.ts';

/**
 * Lets `fill` make a log in a folder of its own and puts it in place, unless it rejects.
 * @throws StoreFault `exists` when the directory holds a cooperative.
 */
export async function buildLog(
  directory: string,
  fill: (folder: string) => Promise<Rejection | undefined>,
): Promise<Rejection | undefined> {
  if (hasCoop(directory)) {
    const sentence = `${directory} holds a cooperative already. Choose another directory with --dir.`;
    throw new StoreFault('exists', 'create', 'never', sentence);
  }
  makePrivateFolder(directory);
  const folder = `${logFolder(directory)}.new`;
  const clear = (): void =>
    onDisk(`clear ${folder}`, () => rmSync(folder, { recursive: true, force: true }));
  clear();
  try {
    const refusal = await fill(folder);
    if (refusal !== undefined) return refusal;
    onDisk(`name ${logFolder(directory)}`, () => renameSync(folder, logFolder(directory)));
    return undefined;
  } finally {
    clear();
  }
}

/** A second data directory from an export file: every event and checkpoint is validated as if it came from a stranger. */
import { isRejection, reject, type Hex, type Rejection } from 'icn-core';
import { openCrypto } from 'icn-crypto/node';
import { createLogStore } from 'icn-store';
import { buildLog } from './build.ts';
import { Intake } from './intake.ts';
import type { LocalOptions } from './local.ts';
import { readLogFile, type LogFile } from './log-file.ts';

/** What was taken in. */
export interface Imported {
  readonly coop: Hex;
  readonly events: number;
  readonly checkpoints: number;
  readonly height: number;
  readonly root: Hex;
}

/** How to import. */
export interface ImportOptions extends LocalOptions {
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Makes a data directory from a file, or nothing at all. The directory has no anchor key: it verifies and follows.
 * @throws StoreFault `exists` when the directory holds a cooperative.
 */
export async function importLocal(
  directory: string,
  path: string,
  options: ImportOptions = {},
): Promise<Imported | Rejection> {
  const file = readLogFile(path);
  if (isRejection(file)) return file;
  const kit = options.kit ?? openCrypto();
  const now = (options.clock ?? Date.now)();
  let imported: Imported | undefined;
  const refusal = await buildLog(directory, async (folder) => {
    const log = createLogStore(folder, file.coop);
    try {
      const intake = new Intake(log, kit.crypto, now);
      const broken = takeAll(intake, file, options.onProgress);
      if (broken !== undefined) return broken;
      intake.stop();
      const { height, root } = intake.standing();
      const { coop, events, certificates: checkpoints } = file;
      imported = { coop, events, checkpoints, height, root };
      return undefined;
    } finally {
      log.close();
    }
  });
  return refusal ?? imported ?? reject('import-empty', 'This export holds nothing.');
}

function takeAll(
  intake: Intake,
  { records }: LogFile,
  onProgress: (done: number, total: number) => void = () => undefined,
): Rejection | undefined {
  for (const [done, { kind, bytes, number }] of records.entries()) {
    const refusal = kind === 'event' ? intake.takeEvent(bytes) : intake.takeCertificate(bytes);
    if (refusal !== undefined) {
      return reject(refusal.code, `${kind} ${number} of the file: ${refusal.sentence}`);
    }
    onProgress(done + 1, records.length);
  }
  return undefined;
}

/**
 * A process that writes a log is killed with SIGKILL at random moments, again and again on the same directory. This
 * process holds what was acknowledged to it, and after each kill the log must hold all of that, whole and once.
 *
 * The seed fixes what is written; when the kill strikes is up to the machine.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from 'vitest';
import { createLogStore, inspectWith, openLogStore, verifyDirectory } from 'icn-store';
import type { SqlLog } from 'icn-store';
import { Author, bytesFrom, fixtureCoop, fixtureCrypto, textFrom } from 'icn-store/fixture';

const directories = 4;
const roundsPerDirectory = 20;
const bigRounds = 8;
const snapshotRounds = 8;

const root = mkdtempSync(join(tmpdir(), 'icn-kill-'));
afterAll(() => rmSync(root, { recursive: true }));
const author = new Author('ann');

/** What the writer has said, by the last word on each subject. */
interface Acknowledged {
  /** Ids by number in the author's sequence. */
  readonly saved: string[];
  promised: number;
  certified: number;
  foundEvents: number;
}

const nothing = (): Acknowledged => ({ saved: [], promised: 0, certified: 0, foundEvents: 0 });

/** Takes a line; false when it tells of work that only begins. */
function note(known: Acknowledged, line: string): void {
  const [verb, number, ...ids] = line.split(' ');
  const value = Number(number);
  if (verb === 'ready') known.foundEvents = value;
  if (verb === 'promised') known.promised = value;
  if (verb === 'certified') known.certified = value;
  if (verb === 'saved') for (const [index, id] of ids.entries()) known.saved[value + index] = id;
}

interface Round {
  readonly directory: string;
  readonly mode: 'steady' | 'big' | 'snapshot';
  readonly seed: string;
  /** Arms the kill when the line says so. */
  readonly isTime: (line: string, lines: number) => boolean;
  /** Milliseconds from then to the kill. */
  readonly delayMs: number;
}

/** Runs a writer until it is killed, or until it ends by itself; returns once its last word is in. */
async function killOnce(round: Round, known: Acknowledged): Promise<{ wasKilled: boolean }> {
  const script = join(import.meta.dirname, 'writer.ts');
  const child = spawn(process.execPath, [script, round.directory, round.mode, round.seed], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once('close', (_, signal) => resolve(signal));
  });
  let lines = 0;
  let timer: NodeJS.Timeout | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    note(known, line);
    lines += 1;
    if (timer === undefined && round.isTime(line, lines)) {
      timer = setTimeout(() => child.kill('SIGKILL'), round.delayMs);
    }
  }
  const signal = await ended;
  clearTimeout(timer);
  return { wasKilled: signal === 'SIGKILL' };
}

/** Opens what the killed process left and holds it against what was acknowledged. */
function judge(directory: string, known: Acknowledged): void {
  expect(verifyDirectory(directory)).toEqual([]);
  const store = openLogStore(directory);
  const found = store.deviceEvents(author.device, 0, Number.MAX_SAFE_INTEGER);
  // In the order of numbers: no gap, none twice, and one head.
  expect(found.map(({ seq }) => seq)).toEqual(found.map((_, index) => index));
  expect(store.counts().events).toBe(found.length);
  expect(store.deviceHeads(author.device).map(({ seq }) => seq)).toEqual(
    found.length === 0 ? [] : [found.length - 1],
  );
  const lost = known.saved.filter((id, seq) => found[seq]?.id !== id);
  expect(lost, 'acknowledged events that are gone or changed').toEqual([]);
  expect(store.latestHeight()).toBeGreaterThanOrEqual(known.certified);
  for (let height = 1; height <= store.latestHeight(); height += 1) {
    expect(sameBytes(store.certificate(height), `certificate ${height}`, 300)).toBe(true);
  }
  const promised = store.promise(known.promised);
  expect(known.promised === 0 || sameBytes(promised, `promise ${known.promised}`, 60)).toBe(true);
  judgeSnapshot(store);
  store.close();
}

function judgeSnapshot(store: SqlLog): void {
  const snapshot = store.snapshot();
  if (snapshot === undefined) return;
  const { height, text } = snapshot;
  const name = text.length > 10_000 ? 'a large snapshot' : `snapshot ${height}`;
  expect(height <= store.latestHeight() && text === textFrom(name, text.length)).toBe(true);
}

function sameBytes(bytes: Uint8Array | undefined, text: string, length: number): boolean {
  return Buffer.compare(bytes ?? Buffer.alloc(0), bytesFrom(text, length)) === 0;
}

/** An integer below `end`, the same for the same text. */
function draw(text: string, end: number): number {
  const [a = 0, b = 0] = bytesFrom(text, 2);
  return (a * 256 + b) % end;
}

const fresh = (name: string): string => {
  const directory = join(root, name);
  createLogStore(directory, fixtureCoop).close();
  return directory;
};

describe('SIGKILL', () => {
  it.each(Array.from({ length: directories }, (_, index) => index))(
    'in the middle of small commits, directory %i',
    async (index) => {
      const directory = fresh(`steady-${index}`);
      const known = nothing();
      for (let round = 0; round < roundsPerDirectory; round += 1) {
        const seed = `steady ${index} ${round}`;
        const before = known.saved.length;
        const linesBefore = 1 + draw(`lines ${seed}`, 40);
        const { wasKilled } = await killOnce(
          {
            directory,
            mode: 'steady',
            seed,
            isTime: (_, lines) => lines >= linesBefore,
            delayMs: draw(`delay ${seed}`, 8),
          },
          known,
        );
        expect(wasKilled).toBe(true);
        // It took up the log where the last one was killed, with nothing acknowledged missing.
        expect(known.foundEvents).toBeGreaterThanOrEqual(before);
        judge(directory, known);
      }
      expect(verifyDirectory(directory, { inspect: inspectWith(fixtureCrypto) })).toEqual([]);
      console.log(
        `${roundsPerDirectory} kills, ${known.saved.length} acknowledged events, none lost`,
      );
    },
  );

  it('in the middle of one big commit: all of it or nothing', async () => {
    const directory = fresh('big');
    const known = nothing();
    const sizes = new Set<number>();
    let interrupted = 0;
    for (let round = 0; round < bigRounds; round += 1) {
      const seed = `big ${round}`;
      const savedBefore = known.saved.length;
      await killOnce(
        {
          directory,
          mode: 'big',
          seed,
          isTime: (line) => line.startsWith('big'),
          delayMs: draw(seed, 120),
        },
        known,
      );
      if (known.saved.length === savedBefore) interrupted += 1;
      judge(directory, known);
      const store = openLogStore(directory);
      sizes.add(store.counts().events % 10_000);
      store.close();
    }
    expect([...sizes]).toEqual([0]);
    expect(interrupted, 'rounds that struck before the commit was acknowledged').toBeGreaterThan(0);
  });

  it('while a snapshot is being written: an older one, none, or the whole', async () => {
    const directory = fresh('snapshot');
    const known = nothing();
    for (let round = 0; round < snapshotRounds; round += 1) {
      const seed = `snapshot ${round}`;
      const snapshotsBefore = 1 + draw(`count ${seed}`, 4);
      let snapshots = 0;
      const { wasKilled } = await killOnce(
        {
          directory,
          mode: 'snapshot',
          seed,
          isTime: (line) => {
            if (line.startsWith('snapshot')) snapshots += 1;
            return snapshots >= snapshotsBefore;
          },
          delayMs: draw(`delay ${seed}`, 20),
        },
        known,
      );
      expect(wasKilled).toBe(true);
      judge(directory, known);
    }
  });
});

/**
 * A small cooperative on the shipped command line, for measurements: every act is a process of
 * `icnctl`, in a home of its own that is removed at the end.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const bin = resolve(import.meta.dirname, '../../apps/icnctl/bin/icnctl.mjs');

/** How a command ended. */
export interface Ended {
  readonly code: number;
  /** What `--json` printed; empty when nothing. */
  readonly out: Readonly<Record<string, unknown>>;
  /** The reason on standard error of a command that was refused. */
  readonly reason: { readonly code: string; readonly sentence: string };
}

/** A folder in which the command line runs. */
export class Desk {
  readonly folder = mkdtempSync(join(tmpdir(), 'icn-measure-'));

  path(...parts: readonly string[]): string {
    return join(this.folder, ...parts);
  }

  /** Runs a command with `--json`. */
  run(...args: readonly string[]): Ended {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args, '--json'], {
      cwd: this.folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ICN_HOME: this.path('home') },
    });
    return { code: status ?? -1, out: readObject(stdout), reason: readReason(stderr) };
  }

  /** Runs a command that has to succeed. @throws Error with what it said */
  done(...args: readonly string[]): Readonly<Record<string, unknown>> {
    const { code, out, reason } = this.run(...args);
    if (code !== 0) throw new Error(`icnctl ${args.join(' ')}: ${code} ${reason.sentence}`);
    return out;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    // Nothing was printed, or not JSON: the caller finds the figures missing.
    return {};
  }
}

function readReason(text: string): Ended['reason'] {
  const { code, sentence } = readObject(text.trim().split('\n').at(-1) ?? '');
  return {
    code: typeof code === 'string' ? code : '',
    sentence: typeof sentence === 'string' ? sentence : text.trim(),
  };
}

const rows = (lines: readonly (readonly string[])[]): string =>
  lines.map((cells) => cells.map((cell) => `"${cell}"`).join(',')).join('\n');

/** The founder's keystore, as options. */
export const asAna = ['--me', 'keys/Ana.age'] as const;

/** Ana, Ben and Cleo, with a month of hours, payments and a vote; all of it signed by their keys. */
export function openCoop(): Desk {
  const desk = new Desk();
  const at = (time: string): string[] => ['--at', `2026-01-01T${time}`];
  desk.done('coop', 'init', 'Bakery', '--founder', 'Ana', '--yes', ...asAna, ...at('08:00'));
  const sheet =
    'name,email,balance\nAna,ana@example.org,0\nBen,ben@example.org,2\nCleo,cleo@example.org,-1\n';
  writeFileSync(desk.path('members.csv'), sheet);
  const imported = desk.done('coop', 'import', 'members.csv', ...asAna, ...at('09:00'));
  const links = imported['members'] as { readonly name: string; readonly link: string }[];
  const linkOf = (name: string): string => links.find((member) => member.name === name)?.link ?? '';
  const day = (n: number, time: string): string =>
    `2026-01-${String(n).padStart(2, '0')}T${time}:00Z`;
  const joining = ['Ben', 'Cleo'].flatMap((name, n) => [
    [day(2, `08:0${n}`), name, 'join', linkOf(name)],
    [day(2, `08:1${n}`), 'Ana', 'vouch', name],
  ]);
  const month = Array.from({ length: 20 }, (_, n) => [
    [day(3 + n, '08:00'), 'Ben', 'hours log', '2h', '', 'Baking'],
    [day(3 + n, '09:00'), 'Ana', 'hours confirm', 'Ben'],
    [day(3 + n, '10:00'), 'Ben', 'pay', 'Cleo', '45m', 'Thanks'],
  ]).flat();
  const vote = [
    [day(24, '08:00'), 'Ana', 'governance deploy', 'simple-vote'],
    [day(24, '09:00'), 'Ben', 'governance propose', 'A second oven', 'simple-vote'],
    ...['Ana', 'Ben', 'Cleo'].map((name, n) => [
      day(24, `1${n}:00`),
      name,
      'governance vote',
      'A second oven',
      'yes',
    ]),
  ];
  const lines = rows([...joining.toSorted(byTime), ...month, ...vote]);
  writeFileSync(desk.path('books.csv'), `at,who,command,a,b,c,d\n${lines}\n`);
  desk.done('run', 'books.csv', '--keystores', 'keys');
  return desk;
}

function byTime([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return a < b ? -1 : 1;
}

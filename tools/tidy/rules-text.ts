/**
 * Rules about the text of single files: a header on every module, no marks of unfinished work, no
 * test that does not run, names in kebab-case, nothing that is true on one machine only.
 *
 * The forbidden words are put together from pieces here, so that this file keeps the rules too.
 */
import type { TidyFinding, TidyRule } from './rule.ts';

interface LineRule {
  readonly rule: string;
  readonly appliesTo: (path: string) => boolean;
  readonly pattern: RegExp;
  readonly message: string;
}

const isCode = (path: string): boolean => /\.(ts|tsx|mjs|js)$/.test(path);
const isData = (path: string): boolean => path.startsWith('vectors/');
const anyOf = (...words: readonly string[]): string => words.join('|');

const unfinished = anyOf('TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK');
const skipping = anyOf('skip', 'only', 'todo', 'skipIf', 'runIf', 'fails');
const hosts = anyOf('npmjs\\.(org|com)', 'yarnpkg\\.com', 'debian\\.org', 'pypi\\.org');

const lineRules: readonly LineRule[] = [
  {
    rule: 'unfinished',
    appliesTo: isCode,
    pattern: new RegExp(`\\b(${unfinished}|not ${'implemented'}|${'place'}holder\\b(?!\\s*[=:]))`),
    message: 'finish it, or leave it out and say so in an issue',
  },
  {
    rule: 'skipped-test',
    appliesTo: isCode,
    pattern: new RegExp(`\\b(it|test|describe|suite|bench)(\\.\\w+)*\\.(${skipping})\\b`),
    message: 'a test runs, or it goes; `npm test` names what it left out',
  },
  {
    rule: 'machine-path',
    appliesTo: (path) => !isData(path),
    pattern: new RegExp(`(?<![\\w./-])/(${anyOf('work', 'root', 'Users')})/|\\.\\./${'shared'}\\b`),
    message: 'a path that exists on one machine only; make it relative to the repository',
  },
  {
    rule: 'registry-host',
    appliesTo: (path) => !isData(path),
    pattern: new RegExp(`\\b(registry|deb|security|snapshot|www)\\.(${hosts})`),
    message: 'no registry host; packages go by name, the client knows where to ask',
  },
  {
    rule: 'lock-host',
    appliesTo: (path) => path === 'package-lock.json',
    pattern: /"resolved": "(https?|git\+?\w*):/,
    message: 'no download address in the lock: npm config set omit-lockfile-registry-resolved true',
  },
];

const checkLines: TidyRule = ({ paths, textOf }) =>
  paths.flatMap((path) => {
    const applying = lineRules.filter(({ appliesTo }) => appliesTo(path));
    const lines = applying.length === 0 ? [] : (textOf(path)?.split('\n') ?? []);
    return lines.flatMap((text, index) =>
      applying
        .filter(({ pattern }) => pattern.test(text))
        .map(({ rule, message }) => ({ file: path, line: index + 1, rule, message })),
    );
  });

const headerCharsMin = 20;

/** Every module opens with a comment that says what it is; state also lists its invariants. */
const checkHeaders: TidyRule = ({ paths, textOf }) =>
  paths
    .filter((path) => isCode(path) && !path.endsWith('.d.ts') && !isData(path))
    .filter((path) => {
      const text = (textOf(path) ?? '').replace(/^#!.*\n/, '').trimStart();
      const header = /^\/\*\*?([\s\S]*?)\*\//.exec(text)?.[1] ?? /^(?:\/\/.*\n)+/.exec(text)?.[0];
      return (header ?? '').replaceAll(/[\s*/]/g, '').length < headerCharsMin;
    })
    .map((file) => ({
      file,
      line: 1,
      rule: 'module-header',
      message: 'open the module with a comment: what it is, and its invariants if it has state',
    }));

const isNamedWell = (path: string): boolean =>
  path.split('/').every((name) => /^(\.?[a-z0-9][a-z0-9.-]*|[A-Z]+(\.md)?|Dockerfile)$/.test(name));

const checkNames: TidyRule = ({ paths }) =>
  paths
    .filter((path) => !isData(path) && !isNamedWell(path))
    .map((file): TidyFinding => ({ file, rule: 'file-name', message: 'use kebab-case' }));

export const textRules: readonly TidyRule[] = [checkLines, checkHeaders, checkNames];

/**
 * The parts of `npm run check`: for each, the command and how to read its answer.
 *
 * Invariants: a tool that fails without saying where still yields a finding; a tool that looked at
 * nothing yields one too (a check of nothing always succeeds).
 */
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { runCommand, type CommandResult } from '../run-command.ts';
import { checkTidiness } from '../tidy/tidy.ts';
import type { Finding } from './finding.ts';

export interface Part {
  readonly name: string;
  readonly run: (root: string) => Promise<readonly Finding[]>;
}

/** Runs a program of node_modules and reads its findings; its own failure is a finding as well. */
const runTool = async (
  root: string,
  part: string,
  [program = '', ...args]: readonly string[],
  read: (result: CommandResult) => readonly Omit<Finding, 'part'>[],
): Promise<readonly Finding[]> => {
  const result = await runCommand([`${root}/node_modules/.bin/${program}`, ...args], { cwd: root });
  const failed = (message: string): Finding => ({ part, file: program, rule: 'tool', message });
  try {
    const findings = read(result).map((finding) => ({ part, ...finding }));
    if (findings.length > 0 || result.exitCode === 0) return findings;
    return [failed(`exit code ${result.exitCode}: ${result.output.trim()}`)];
  } catch (cause) {
    return [failed(`${String(cause)}\n${result.output.trim()}`)];
  }
};

const checkTypes = async (root: string): Promise<readonly Finding[]> => {
  const configs = ['tsconfig.json', 'tsconfig.pure.json', 'tsconfig.web.json'];
  const perConfig = await Promise.all(
    configs.map((config) =>
      runTool(root, 'types', ['tsc', '--pretty', 'false', '-p', config], ({ stdout }) =>
        [...stdout.matchAll(/^(?:(.+)\((\d+),\d+\): )?error (TS\d+): (.*)$/gm)].map(
          ([, file, line, rule = '', message = '']) => ({
            file: file ?? config,
            ...(line === undefined ? {} : { line: Number(line) }),
            rule,
            message,
          }),
        ),
      ),
    ),
  );
  return perConfig.flat();
};

interface LintReport {
  readonly number_of_files: number;
  readonly diagnostics: readonly {
    readonly message: string;
    readonly code?: string;
    readonly filename: string;
    readonly labels: readonly { readonly span: { readonly line: number } }[];
  }[];
}

const checkLint = (root: string): Promise<readonly Finding[]> =>
  runTool(
    root,
    'lint',
    ['oxlint', '--type-aware', '--report-unused-disable-directives', '--format', 'json'],
    ({ stdout }) => {
      const report = JSON.parse(stdout) as LintReport;
      if (report.number_of_files === 0) throw new Error('no file was linted');
      return report.diagnostics.map(({ message, code, filename, labels }) => {
        const line = labels[0]?.span.line;
        const rule = code ?? 'oxlint';
        return { file: filename, ...(line === undefined ? {} : { line }), rule, message };
      });
    },
  );

const checkFormat = (root: string): Promise<readonly Finding[]> =>
  runTool(root, 'format', ['oxfmt', '--list-different', '.'], ({ stdout, exitCode, output }) => {
    const files = stdout.split('\n').filter((line) => line !== '');
    if (exitCode !== 0 && !files.every((file) => existsSync(`${root}/${file}`))) {
      throw new Error(output);
    }
    return files.map((file) => ({ file, rule: 'format', message: 'run `npm run format`' }));
  });

interface UnusedReport {
  readonly issues: readonly ({ readonly file: string } & Readonly<Record<string, unknown>>)[];
}

const unusedRules: Readonly<Record<string, string>> = {
  files: 'unused-file',
  dependencies: 'unused-dependency',
  devDependencies: 'unused-dependency',
  exports: 'unused-export',
  types: 'unused-export',
  nsExports: 'unused-export',
  enumMembers: 'unused-member',
  duplicates: 'duplicate-export',
  unlisted: 'undeclared-dependency',
  binaries: 'undeclared-program',
  unresolved: 'unresolved-import',
};

const checkUnused = (root: string): Promise<readonly Finding[]> =>
  runTool(root, 'unused', ['knip', '--reporter', 'json', '--no-progress'], ({ stdout }) => {
    const { issues } = JSON.parse(stdout) as UnusedReport;
    return issues.flatMap(({ file, ...kinds }) =>
      Object.entries(kinds).flatMap(([kind, found]) =>
        (Array.isArray(found) ? found : [found]).flat().map((entry: unknown) => {
          const { name = '', line } = entry as { name?: string; line?: number };
          const rule = unusedRules[kind] ?? kind;
          return { file, ...(line === undefined ? {} : { line }), rule, message: name };
        }),
      ),
    );
  });

interface ImportReport {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
      readonly cycle?: readonly { readonly name: string }[];
    }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { name: string; comment?: string }[] };
  };
}

const sourceFolders = ['packages', 'apps', 'tools', 'test', 'bench', 'claims'];

const checkImports = (root: string): Promise<readonly Finding[]> => {
  const folders = sourceFolders.filter((folder) => existsSync(`${root}/${folder}`));
  const args = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...folders];
  return runTool(root, 'imports', ['depcruise', ...args], ({ stdout }) => {
    const { totalCruised, violations, ruleSetUsed } = (JSON.parse(stdout) as ImportReport).summary;
    if (totalCruised === 0) throw new Error('no module was read, so no import was checked');
    const comments = new Map(ruleSetUsed.forbidden.map(({ name, comment }) => [name, comment]));
    return violations.map(({ from, to, rule, cycle }) => {
      const what = cycle === undefined ? to : cycle.map(({ name }) => name).join(' -> ');
      const message = `-> ${what}. ${comments.get(rule.name) ?? ''}`;
      return { file: relative(root, `${root}/${from}`), rule: rule.name, message };
    });
  });
};

const checkTidy = async (root: string): Promise<readonly Finding[]> =>
  checkTidiness(root).map((finding) => ({ part: 'tidy', ...finding }));

export const parts: readonly Part[] = [
  { name: 'types', run: checkTypes },
  { name: 'lint', run: checkLint },
  { name: 'unused', run: checkUnused },
  { name: 'imports', run: checkImports },
  { name: 'format', run: checkFormat },
  { name: 'tidy', run: checkTidy },
];

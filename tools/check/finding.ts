/** One thing that a check found: where, which rule, what to do. Sorted for stable output. */
export interface Finding {
  readonly part: string;
  readonly file: string;
  readonly line?: number;
  readonly rule: string;
  readonly message: string;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Order of printing: by part, file, line, rule; equal findings of two runs are merged. */
export const sortFindings = (findings: readonly Finding[]): readonly Finding[] => {
  const byText = new Map(findings.map((finding) => [formatFinding(finding), finding]));
  return [...byText.values()].toSorted(
    (a, b) =>
      compareText(a.part, b.part) ||
      compareText(a.file, b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      compareText(a.rule, b.rule),
  );
};

/** One line a person can click on: `lint  packages/x/src/y.ts:3  rule-name  message`. */
export const formatFinding = ({ part, file, line, rule, message }: Finding): string =>
  `${part}  ${line === undefined ? file : `${file}:${line}`}  ${rule}  ${message}`;

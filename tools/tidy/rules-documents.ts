/** Rules about the documents at the root: one word per concept in order, and a changelog in shape. */
import type { TidyFinding, TidyRule } from './rule.ts';

const termsOf = (text: string): readonly { readonly term: string; readonly line: number }[] =>
  text.split('\n').flatMap((lineText, index) => {
    const term = /^- \*\*(.+?)\*\*:/.exec(lineText)?.[1];
    return term === undefined ? [] : [{ term, line: index + 1 }];
  });

/** Alphabetical without regard to case; each term once. */
const checkGlossary: TidyRule = ({ textOf }) => {
  const file = 'GLOSSARY.md';
  const terms = termsOf(textOf(file) ?? '');
  if (terms.length === 0) {
    return [{ file, rule: 'glossary', message: 'no "- **term**: meaning" line was found' }];
  }
  return terms.flatMap(({ term, line }, index): TidyFinding[] => {
    const before = terms[index - 1]?.term.toLowerCase();
    if (before === undefined || before < term.toLowerCase()) return [];
    return [{ file, line, rule: 'glossary', message: `"${term}" belongs before "${before}"` }];
  });
};

/** The first section is unreleased work or a version; versions carry a date or say "unreleased". */
const checkChangelog: TidyRule = ({ textOf }) => {
  const file = 'CHANGELOG.md';
  const headings = (textOf(file) ?? '').split('\n').filter((line) => line.startsWith('## '));
  const isShaped = (heading: string): boolean =>
    /^## \[(Unreleased|\d+\.\d+\.\d+)\]( - (\d{4}-\d{2}-\d{2}|unreleased))?$/.test(heading);
  if (headings.length > 0 && headings.every(isShaped)) return [];
  const message = 'one "## [x.y.z] - date" heading for each version (Keep a Changelog)';
  return [{ file, rule: 'changelog', message }];
};

export const documentRules: readonly TidyRule[] = [checkGlossary, checkChangelog];

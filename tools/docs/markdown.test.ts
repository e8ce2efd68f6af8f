/** Reading documents: a block or link that is not found is one that nobody checks. */
import { describe, expect, it } from 'vitest';
import { checkLinks } from './check-links.ts';
import { findAnchors, findBlocks, findLinks } from './markdown.ts';

const sample = `# First steps

\`\`\`sh
npm start
npm test
\`\`\`

<!-- not-run: needs root -->

\`\`\`console
$ icnctl pay \\
    bob 1:30
paid
$ icnctl ledger balance
\`\`\`

\`\`\`sh
ls
\`\`\`

\`\`\`ts
[no](link.md)
\`\`\`

See [the guide](guide.md#first-steps), [above](#first-steps), \`[not](this.md)\`
and [outside](https://example.com).
`;

describe('blocks', () => {
  const blocks = findBlocks('a.md', sample);

  it('finds what a reader would type, with its line', () => {
    expect(blocks.map(({ line, script }) => [line, script])).toEqual([
      [3, 'npm start\nnpm test'],
      [10, 'icnctl pay \\\nbob 1:30\nicnctl ledger balance'],
      [17, 'ls'],
    ]);
  });

  it('exempts the block right after the comment and no other', () => {
    expect(blocks.map(({ exemption }) => exemption)).toEqual([undefined, 'needs root', undefined]);
  });

  it('reads what a program that does not end must print', () => {
    const text = '<!-- runs-until: listening on -->\n```sh\nnpm start\n```\n';
    expect(findBlocks('a.md', text)[0]?.until).toBe('listening on');
  });
});

describe('links', () => {
  it('finds links to this repository, outside code', () => {
    const targets = findLinks('a.md', sample).map(({ target }) => target);
    expect(targets).toEqual(['guide.md#first-steps', '#first-steps']);
  });

  it('spells anchors as hosts do, and numbers repeated ones', () => {
    expect([...findAnchors('# A b\n## A `b`!\n')]).toEqual(['a-b', 'a-b-1']);
  });

  it.each([
    ['a file that is not there', { 'a.md': sample }, ['guide.md#first-steps']],
    [
      'a heading that is not there',
      { 'a.md': sample, 'guide.md': '# Other\n' },
      ['guide.md#first-steps'],
    ],
    ['all well', { 'a.md': sample, 'guide.md': '# First steps\n' }, []],
  ])('reports %s', (_name, files: Record<string, string>, expected) => {
    const tree = { paths: Object.keys(files), textOf: (path: string) => files[path] };
    expect(checkLinks(['a.md'], tree).broken.map(({ target }) => target)).toEqual(expected);
  });
});

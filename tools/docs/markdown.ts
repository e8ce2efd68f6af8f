/** What the documents say that can be checked: command blocks, headings, links between them. */

export interface Block {
  readonly file: string;
  readonly line: number;
  /** The commands alone; of a console block, what stands after each `$ `. */
  readonly script: string;
  /** Why it is not run, from `<!-- not-run: reason -->` right before it. */
  readonly exemption?: string;
  /** What a program that does not end must print, from `<!-- runs-until: text -->`. */
  readonly until?: string;
}

export interface Link {
  readonly file: string;
  readonly line: number;
  readonly target: string;
}

interface Fence {
  readonly line: number;
  readonly language: string;
  readonly before: string;
  readonly text: readonly string[];
}

interface Document {
  readonly fences: readonly Fence[];
  /** The lines outside fences; those inside are empty, so that line numbers stay. */
  readonly prose: readonly string[];
}

const fencePattern = /^(\s*)(`{3,}|~{3,})\s*(\w*)/;

const readDocument = (text: string): Document => {
  const fences: Fence[] = [];
  const prose: string[] = [];
  let open: { mark: string; language: string; line: number; text: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [, , mark, language = ''] = fencePattern.exec(line) ?? [];
    if (open === undefined && mark !== undefined) {
      open = { mark, language, line: index + 1, text: [] };
    } else if (open !== undefined && line.trim().startsWith(open.mark)) {
      const before = prose.findLast((earlier) => earlier.trim() !== '') ?? '';
      fences.push({ language: open.language, line: open.line, before, text: open.text });
      open = undefined;
    } else if (open !== undefined) {
      open.text.push(line);
    }
    // A fence leaves a mark that is no comment, so that a comment belongs to one block only.
    prose.push(open === undefined && mark === undefined ? line : '');
    if (open === undefined && mark !== undefined) prose[prose.length - 1] = '```';
  }
  return { fences, prose };
};

/** The commands of a console session: after `$ `, and the lines a trailing backslash goes on to. */
const commandsOf = (lines: readonly string[]): string => {
  const commands: string[] = [];
  let isContinued = false;
  for (const line of lines.map((text) => text.trimStart())) {
    if (line.startsWith('$ ')) commands.push(line.slice(2));
    else if (isContinued) commands.push(line.replace(/^> /, ''));
    isContinued = (line.startsWith('$ ') || isContinued) && line.endsWith('\\');
  }
  return commands.join('\n');
};

const shellNames = ['sh', 'console', 'bash', 'shell', 'zsh'];

/** Every block that a reader would type into a shell. */
export const findBlocks = (file: string, text: string): readonly Block[] =>
  readDocument(text)
    .fences.filter(({ language }) => shellNames.includes(language))
    .map(({ language, line, before, text: lines }) => {
      const [, kind, words = ''] = /<!--\s*(not-run|runs-until):\s*(.+?)\s*-->/.exec(before) ?? [];
      return {
        file,
        line,
        script: language === 'console' ? commandsOf(lines) : lines.join('\n'),
        ...(kind === 'not-run' ? { exemption: words } : {}),
        ...(kind === 'runs-until' ? { until: words } : {}),
      };
    });

/** Links to files of this repository, or to headings of the same document. */
export const findLinks = (file: string, text: string): readonly Link[] =>
  readDocument(text).prose.flatMap((line, index) =>
    [...line.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)[^)]*\)/g)]
      .map(([, target = '']) => ({ file, line: index + 1, target }))
      .filter(({ target }) => !/^[a-z]+:/.test(target)),
  );

/** The anchors of a document's headings, spelled as the usual Markdown hosts spell them. */
export const findAnchors = (text: string): ReadonlySet<string> => {
  const anchors = new Set<string>();
  for (const line of readDocument(text).prose) {
    const title = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    if (title === undefined) continue;
    const slug = title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
};

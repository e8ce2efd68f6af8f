/** Command blocks are run as a reader would run them: in order, on a fresh checkout, until one fails. */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Block } from '../../tools/docs/markdown.ts';
import { runBlocks } from '../../tools/docs/run-blocks.ts';

const repository = resolve(import.meta.dirname, '../..');
const block = (script: string, more: Partial<Block> = {}): Block => ({
  file: 'a.md',
  line: 1,
  script,
  ...more,
});

const run = async (...blocks: Block[]): Promise<readonly [string, boolean][]> => {
  const reports = await runBlocks(repository, blocks);
  return reports.map((report) => [report.block.script, report.isOk]);
};

describe('the blocks of a document', () => {
  it('share a home and a checkout, which are not the real ones', async () => {
    const here = `test "$(pwd)" != '${repository}' && test "$HOME" != '${process.env['HOME'] ?? ''}'`;
    expect(
      await run(block('echo 1 > "$HOME/note"'), block(`cat ~/note package.json && ${here}`)),
    ).toEqual([
      ['echo 1 > "$HOME/note"', true],
      [`cat ~/note package.json && ${here}`, true],
    ]);
  });

  it('stop at the first that fails', async () => {
    expect(await run(block('true'), block('false; true'), block('echo never'))).toEqual([
      ['true', true],
      ['false; true', false],
    ]);
  });

  it('leave out what is exempt', async () => {
    expect(await run(block('exit 1', { exemption: 'a reason' }))).toEqual([]);
  });

  it('let a program run on once it has said what it must', async () => {
    const server = 'echo $$ > ~/pid; echo ready; sleep 60';
    const reports = await run(block(server, { until: 'ready' }), block('kill -0 "$(cat ~/pid)"'));
    expect(reports).toEqual([
      [server, true],
      ['kill -0 "$(cat ~/pid)"', true],
    ]);
  });

  it('fail when the program ends without saying it', async () => {
    expect(await run(block('echo sorry', { until: 'ready' }))).toEqual([['echo sorry', false]]);
  });
});

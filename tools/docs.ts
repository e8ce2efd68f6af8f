/**
 * The docs stage of `npm test`: runs every command block of every document as a reader would, and
 * checks the links between the documents.
 *
 *     node tools/docs.ts [FILE.md …]
 *
 * A block is left out only by `<!-- not-run: reason -->` right before it, and the reasons are
 * listed. `<!-- runs-until: text -->` is for programs that do not end: one must print the text,
 * then runs on beside the document's later blocks.
 */
import { resolve } from 'node:path';
import { checkLinks } from './docs/check-links.ts';
import { findBlocks } from './docs/markdown.ts';
import { runBlocks, type BlockReport } from './docs/run-blocks.ts';
import { readTree } from './tidy/tree.ts';

const root = resolve(import.meta.dirname, '..');
const tree = readTree(root);
const wanted = process.argv.slice(2);
const documents = tree.paths
  .filter((path) => path.endsWith('.md') && (wanted.length === 0 || wanted.includes(path)))
  .toSorted();

const blocks = documents.flatMap((file) => findBlocks(file, tree.textOf(file) ?? ''));
const reports: BlockReport[] = [];
for (const file of documents) {
  const ofFile = blocks.filter((block) => block.file === file);
  // One document after the other: they start nodes on the same ports.
  for (const report of await runBlocks(root, ofFile)) {
    const { block, isOk, output } = report;
    reports.push(report);
    console.log(`${isOk ? 'ok  ' : 'FAIL'}  ${block.file}:${block.line}`);
    if (!isOk) console.log(`${block.script}\n${output}`);
  }
}

const exempt = blocks.filter(({ exemption }) => exemption !== undefined);
for (const { file, line, exemption = '' } of exempt) {
  console.log(`not run  ${file}:${line}  ${exemption}`);
}
const { checked, broken } = checkLinks(documents, tree);
for (const { file, line, target } of broken) console.log(`FAIL  ${file}:${line}  no ${target}`);

const isReached = blocks.length - exempt.length === reports.length;
if (!isReached) console.log('blocks after a failing one were not run');
console.log(`${blocks.length} blocks found, ${reports.length} run, ${exempt.length} exempt`);
console.log(`${checked} links checked, ${broken.length} broken`);
const failed = reports.filter(({ isOk }) => !isOk).length + broken.length;
const passed = reports.length + checked - failed;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/**
 * Writes the vector files, or with `--check` compares them with what would be written. They are made from fixed seeds,
 * so a difference means that the protocol's bytes or verdicts have changed: that needs an ADR (see vectors/README.md).
 *
 * Usage: node tools/vectors.ts [--check] [--json]
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openCrypto } from 'icn-crypto/node';
import { makeVectorFiles } from '../test/vectors/make/all.ts';

const folder = join(import.meta.dirname, '..', 'vectors');
const isCheck = process.argv.includes('--check');
const asJson = process.argv.includes('--json');

const different: string[] = [];
const files = Object.entries(makeVectorFiles(openCrypto()));
for (const [name, content] of files) {
  const path = join(folder, name);
  const text = `${JSON.stringify(content, undefined, 1)}\n`;
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  different.push(name);
  if (!isCheck) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

if (asJson) {
  console.log(JSON.stringify({ files: files.length, different }));
} else {
  for (const name of different) console.log(`${isCheck ? 'differs' : 'written'}: ${name}`);
  console.log(`${files.length} files, ${different.length} ${isCheck ? 'differ' : 'written'}`);
}
if (isCheck && different.length > 0) process.exitCode = 1;

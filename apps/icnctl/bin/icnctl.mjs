#!/usr/bin/env node
/**
 * Starts icnctl on Node.js 24 or newer: this one if it is, else the one that the package `node` brings along. Plain
 * JavaScript, because an older Node.js has to be able to read it.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const nodeMajorMin = 24;
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

const findNode = () => {
  try {
    return createRequire(import.meta.url).resolve('node/bin/node');
  } catch {
    return undefined;
  }
};

if (Number(process.versions.node.split('.')[0]) >= nodeMajorMin) {
  await import(main);
} else {
  const node = findNode();
  if (node === undefined) {
    console.error(
      'icnctl needs Node.js 24. Run "npm ci" in the repository, or install Node.js 24.',
    );
    process.exit(3);
  }
  const { status, signal } = spawnSync(node, [main, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exit(signal === null ? (status ?? 3) : 1);
}

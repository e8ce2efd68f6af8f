/**
 * The vector suite in Chromium: the verdicts of the page's cryptography are those of the nodes.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { vectorFiles } from '../vectors/suite.ts';
import type { VectorsPage } from './vectors-page.ts';

/** The page's own globals, as seen by the functions that run there. */
type PageGlobals = typeof globalThis & { readonly vectorsPage: VectorsPage };

const browserArguments = [
  // Root, as in a container, cannot use the sandbox; the page is ours alone.
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-gpu',
];

let server: Server | undefined;
let browser: Browser | undefined;
let page: Page;

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'vectors-page.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2024',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

beforeAll(async () => {
  const script = await bundle();
  const html = '<!doctype html><meta charset="utf-8"><script src="/script.js"></script>';
  server = createServer((request, response) => {
    const isScript = request.url === '/script.js';
    response.setHeader('content-type', isScript ? 'text/javascript; charset=utf-8' : 'text/html');
    response.end(isScript ? script : html);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  browser = await chromium.launch({
    executablePath: process.env['ICN_CHROMIUM'] ?? '/usr/bin/chromium',
    args: browserArguments,
  });
  page = await browser.newPage();
  // Loopback counts as a secure context, so WebCrypto is there.
  await page.goto(`http://127.0.0.1:${port}/`);
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

it('gives the verdict of every vector', async () => {
  const folder = join(import.meta.dirname, '..', '..', 'vectors');
  const files = Object.fromEntries(
    vectorFiles.map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]),
  );
  const results = await page.evaluate(
    (given) => (globalThis as PageGlobals).vectorsPage.judgeFiles(given),
    files,
  );
  expect(results.map(({ file }) => file)).toEqual(vectorFiles);
  expect(
    results.flatMap(({ file, failures }) => failures.map((text) => `${file}: ${text}`)),
  ).toEqual([]);
  expect(results.every(({ cases }) => cases > 0)).toBe(true);
});

it('signs events with libsodium and with WebCrypto, and libsodium accepts both', async () => {
  const signing = await page.evaluate(() => (globalThis as PageGlobals).vectorsPage.signBoth());
  expect(signing.bySodium).toBe('valid');
  expect(signing.byWebCrypto).toBe('valid');
  expect(signing.sameId).toBe(true);
});

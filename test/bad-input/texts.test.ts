/**
 * Texts that mean something elsewhere: SQL to a database, HTML to a browser, control codes to a
 * terminal. The first two are ordinary texts and come back letter for letter, from the store that
 * nodes use; what a person could not see is refused.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRejection, makeBlob, readBlob, type Hex } from 'icn-core';
import { contractTable, proposalTable } from 'icn-governance';
import { coopKey, coopTable } from 'icn-identity';
import { accountTable } from 'icn-ledger';
import { openReplica, stateOf, stateRoot } from 'icn-replica';
import { createLogStore, openLogStore, verifyDirectory } from 'icn-store';
import { afterAll, describe, expect, it } from 'vitest';
import { Bakery, crypto, dayMs, shipped, signerOf } from './bakery.ts';
import { expectInvalid } from './expectations.ts';
import { rewrite } from './rewrite.ts';

const attacks = [
  `Robert'); DROP TABLE event;--`,
  `' OR '1'='1`,
  `"; DELETE FROM event WHERE "1"="1`,
  `x' UNION SELECT bytes FROM record--`,
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `<svg/onload=alert(1)>`,
  `&lt;b&gt; javascript:alert(1)`,
  '{{constructor.constructor("1")()}} ${7*7} %s %00',
  '=HYPERLINK("http://x";"y")',
  '__proto__',
];

const directories: string[] = [];
afterAll(() => directories.forEach((path) => rmSync(path, { recursive: true, force: true })));

function inDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'icn-texts-'));
  directories.push(path);
  return join(path, 'coop');
}

describe.each(attacks)('SQL and HTML in every text: %s', (attack) => {
  const directory = inDirectory();
  const bakery = new Bakery({
    name: attack,
    openLog: (coop) => createLogStore(directory, coop),
  });
  const salt = crypto.sha256(new TextEncoder().encode(attack));
  const memo = makeBlob(salt, { memo: attack, name: attack });
  if (isRejection(memo)) throw new Error(memo.sentence);

  it('comes back letter for letter from every place that has a text', () => {
    const account = bakery.write('ana', 'ledger.account-opened', { name: attack });
    const policy = bakery.deploy('ana', 'policy-change');
    const document = {
      ...shipped('simple-vote'),
      template: null,
      parameters: { [attack.slice(0, 32).trim() === '__proto__' ? 'p' : 'note']: attack },
      name: attack,
      explanation: attack,
    };
    const proposal = bakery.write('ben', 'proposal.opened', {
      contract: policy,
      title: attack,
      text: `${attack}\n\t${attack}`,
      effect: { kind: 'contract.deploy', document },
    });
    for (const name of ['ana', 'ben', 'cleo']) {
      bakery.write(name, 'vote.cast', { proposal, choice: 'yes' });
    }
    const payment = bakery.next(
      'ben',
      'ledger.transferred',
      { to: bakery.person('cleo').member, minutes: 5 },
      { blob: memo },
    );
    bakery.must(payment.wire);
    bakery.settle();

    const state = stateOf(bakery.replica, 'final');
    expect(state.get(coopTable, coopKey)?.name).toBe(attack);
    expect(state.get(accountTable, account)?.name).toBe(attack);
    expect(state.get(proposalTable, proposal)).toMatchObject({
      title: attack,
      text: `${attack}\n\t${attack}`,
      status: 'passed',
      result: { executed: true },
    });
    const deployed = state.entries(contractTable).map(([, row]) => row.document);
    expect(deployed).toContainEqual(document);
  });

  it('does nothing to the store: the same events, the same root, nothing found by verify', () => {
    const before = { ...bakery.log.counts(), root: rootOf(bakery.replica.certified.roots()) };
    const events = [...bakery.log.events()];
    bakery.log.close();
    expect(verifyDirectory(directory)).toEqual([]);
    const log = openLogStore(directory);
    try {
      expect([...log.events()]).toEqual(events);
      const hash = events.flatMap(({ blobHash }) => (blobHash === undefined ? [] : [blobHash]));
      const blob = log.blob(hash.at(-1) ?? '');
      const content = blob?.state === 'present' ? readBlob(blob.bytes) : undefined;
      expect(content).toEqual({ memo: attack, name: attack });
      const replica = openReplica({ log, crypto }, { anew: true });
      expect({ ...log.counts(), root: rootOf(replica.certified.roots()) }).toEqual(before);
    } finally {
      log.close();
    }
  });
});

const rootOf = (roots: Parameters<typeof stateRoot>[0]): Hex => stateRoot(roots, crypto);

describe('texts that people could not see as they are', () => {
  const bakery = new Bakery();
  const contract = bakery.deploy('ana', 'simple-vote');
  const hidden: [string, string][] = [
    ['a zero byte', 'a\u0000b'],
    ['an escape sequence for terminals', '\u001b[2Jgone'],
    ['a carriage return', 'pay Ana\rpay Ben'],
    ['a backspace', 'Ann\u0008a'],
    ['a C1 control', 'a\u009bb'],
    ['a turned direction of writing', 'pay \u202enaD'],
    ['an isolate', 'a\u2066b'],
    ['a zero-width space', 'An\u200ba'],
    ['a word joiner', 'An\u2060a'],
    ['a byte order mark', '\ufeffAna'],
    ['a line separator', 'a\u2028b'],
    ['a space at the front', ' Ana'],
    ['a newline at the end', 'Ana\n'],
    ['nothing', ''],
  ];

  it.each(hidden)('%s', (_about, text) => {
    const ana = signerOf('ana');
    const named = bakery.next('ana', 'ledger.account-opened', { name: 'Tools' }).wire;
    expectInvalid(bakery, rewrite(named, ana, { body: { name: text } }).wire, 'wrong-body');
    const content = { contract, title: 'Title', text: 'Text', effect: { kind: 'none' } };
    const opened = bakery.next('ana', 'proposal.opened', content).wire;
    expectInvalid(bakery, rewrite(opened, ana, { body: { title: text } }).wire, 'wrong-body');
    expectInvalid(bakery, rewrite(opened, ana, { body: { text } }).wire, 'wrong-body');
  });

  it('a line break in what is one line', () => {
    const named = bakery.next('ana', 'ledger.account-opened', { name: 'Tools' }).wire;
    const body = { name: 'Tools\nand more' };
    expectInvalid(bakery, rewrite(named, signerOf('ana'), { body }).wire, 'wrong-body');
  });

  it('half of a character, which has no form in UTF-8', () => {
    const day = Math.floor(bakery.now / dayMs);
    const { wire } = bakery.next('ana', 'hours.logged', { day, minutes: 1 });
    // {"name": <the three bytes that half of a pair would take>}
    const body = new Uint8Array([0xa1, 0x64, 0x6e, 0x61, 0x6d, 0x65, 0x63, 0xed, 0xa0, 0x80]);
    const header = { k: 'ledger.account-opened' };
    const event = rewrite(wire, signerOf('ana'), { header, bodyBytes: () => body });
    expectInvalid(bakery, event.wire, 'not-canonical');
  });
});

/**
 * The command line as people and scripts meet it: the frozen JSON shapes, exit codes, and refusals that leave everything as
 * it was. docs/guides/cli-json.md describes the shapes that are checked here.
 */
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDesk, deskForTest, removeDesk, type Desk } from './testing/cli.ts';

const ana = 'Ana Ruiz';
const ben = 'Ben Okoro';
const hex32: unknown = expect.stringMatching(/^[0-9a-f]{64}$/u);
const text: unknown = expect.any(String);
const count: unknown = expect.any(Number);

/** Founds a cooperative with Ana and Ben in it; `ben.age` is Ben's keystore. */
function found(desk: Desk): void {
  desk.json('coop', 'init', 'Riverside', '--founder', ana, '--yes');
  const { link } = desk.json('invite', ben) as { link: string };
  const { code } = desk.json('join', link, '--yes', '--me', 'ben.age') as { code: string };
  desk.json('vouch', ben, '--code', code);
}

describe('frozen JSON', () => {
  let desk: Desk;
  beforeAll(() => {
    desk = createDesk();
    found(desk);
  });
  afterAll(() => removeDesk(desk));

  it('coop init', () => {
    expect(deskForTest().json('coop', 'init', 'Other', '--founder', ana, '--yes')).toEqual({
      coop: { id: hex32, name: 'Other' },
      founder: { id: hex32, name: ana },
      directory: text,
      keystore: text,
      protected: false,
      spareCode: expect.stringMatching(/^([0-9A-Z]{4}-){7}[0-9A-Z]{4}$/u),
    });
  });

  it('hours log', () => {
    expect(desk.json('hours', 'log', '1,5h', '--day', '2026-01-31', '--for', 'Market')).toEqual({
      id: hex32,
      status: 'final',
      member: { id: hex32, name: ana },
      minutes: 90,
      day: '2026-01-31',
      state: 'pending',
      memo: 'Market',
    });
  });

  it('pay', () => {
    expect(desk.json('pay', 'ben', '0:30')).toEqual({
      id: hex32,
      status: 'final',
      from: { id: hex32, name: ana },
      to: { id: hex32, name: ben },
      minutes: 30,
      memo: null,
      balance: -30,
    });
  });

  it('governance vote', () => {
    desk.json('governance', 'deploy', 'simple-vote');
    desk.json('governance', 'propose', 'Paint it green?', '--contract', 'simple-vote');
    const shape = {
      id: hex32,
      status: 'final',
      proposal: { id: hex32, title: 'Paint it green?' },
      choice: 'yes',
      reason: 'It is nicer',
      proposalStatus: 'open',
    };
    expect(
      desk.json('governance', 'vote', 'paint it green?', 'yes', '--reason', 'It is nicer'),
    ).toEqual(shape);
    expect(
      desk.json('governance', 'vote', 'Paint it green?', 'no', '--me', 'ben.age'),
    ).toMatchObject({ choice: 'no', reason: null, proposalStatus: 'failed' });
  });

  it('ledger balance', () => {
    const { sum, accounts } = desk.json('ledger', 'balance') as {
      sum: number;
      accounts: unknown[];
    };
    expect(sum).toBe(0);
    expect(accounts).toHaveLength(3);
    expect(desk.json('ledger', 'balance', ben)).toEqual({
      unit: 'h',
      sum: 0,
      accounts: [{ id: hex32, name: ben, kind: 'member', balance: 30, limit: 2400, held: 0 }],
    });
  });

  it('ledger verify', () => {
    const shape = {
      ok: true,
      coop: hex32,
      events: count,
      checkpoints: count,
      height: count,
      root: hex32,
      findings: [],
    };
    expect(desk.json('ledger', 'verify')).toEqual(shape);
    expect(desk.json('log', 'verify')).toEqual(shape);
  });

  it('log export refuses a file that exists: it could be a key', () => {
    const before = readFileSync(desk.path('ben.age'));
    const refused = desk.run('log', 'export', 'ben.age');
    expect(refused.code).toBeGreaterThan(0);
    expect(refused.err).toMatch(/exists already/u);
    expect(readFileSync(desk.path('ben.age'))).toEqual(before);
  });

  it('log export', () => {
    expect(desk.json('log', 'export', 'out.icnlog')).toEqual({
      file: 'out.icnlog',
      bytes: statSync(desk.path('out.icnlog')).size,
      events: count,
      checkpoints: count,
      blobs: count,
      sha256: hex32,
      height: count,
      root: hex32,
    });
    expect(statSync(desk.path('out.icnlog')).mode & 0o777).toBe(0o600);
  });

  it('names stand before ids: no hash in what people read, unless asked for', () => {
    for (const command of [
      ['members'],
      ['ledger', 'balance'],
      ['ledger', 'history'],
      ['log', 'show'],
      ['governance', 'list'],
      ['governance', 'contracts'],
    ]) {
      expect(desk.run(...command).out).not.toMatch(/[0-9a-f]{12}|did:/u);
      expect(desk.run(...command, '--ids').out).toMatch(/[0-9a-f]{64}/u);
    }
  });
});

describe('refusals leave everything as it was', () => {
  let desk: Desk;
  beforeAll(() => {
    desk = createDesk();
    found(desk);
  });
  afterAll(() => removeDesk(desk));

  /** Runs a command that must be rejected, with a reason and without any change; its code and the reason. */
  function refusal(...args: string[]): { code: string; sentence: string } {
    const records = desk.path('home', 'node', 'log', 'log.db');
    const before = readFileSync(records);
    const run = desk.run(...args);
    expect(run).toMatchObject({ code: 1, out: '' });
    expect(readFileSync(records).equals(before), 'the records changed').toBe(true);
    const [, sentence = '', code = ''] = /^([^]*) \[([\w-]+)\]\n$/u.exec(run.err) ?? [];
    return { code, sentence };
  }

  it('a payment over the limit says how much is possible', () => {
    const { code, sentence } = refusal('pay', ben, '40:01');
    expect(code).toBe('over-limit');
    expect(sentence).toContain('40:00');
  });

  it.each([
    ['unknown-account', ['pay', 'Nobody', '1h']],
    ['same-account', ['pay', ana, '1h']],
    ['amount-without-unit', ['pay', ben, '90']],
    ['not-an-amount', ['pay', ben, 'a lot', '--for', 'x']],
    ['not-an-amount', ['pay', ben, '--', '-1h']],
    ['bad-memo', ['pay', ben, '1h', '--for', `x${'y'.repeat(300)}`]],
    ['bad-memo', ['pay', ben, '1h', '--for', 'turn\u202eround']],
    ['day-out-of-range', ['hours', 'log', '1h', '--day', '2001-01-01']],
    ['not-a-day', ['hours', 'log', '1h', '--day', 'monday']],
    ['bad-name', ['invite', '\u200b']],
    ['unknown-template', ['governance', 'deploy', 'dictatorship']],
    ['parameter-out-of-range', ['governance', 'deploy', 'quorum-vote', '--quorum', '101']],
    ['unknown-contract', ['governance', 'propose', 'x', '--contract', 'none']],
    ['unknown-proposal', ['governance', 'vote', 'nothing', 'yes']],
    ['not-a-choice', ['governance', 'vote', 'nothing', 'maybe']],
    ['nothing-to-confirm', ['hours', 'confirm', ben]],
    ['not-a-link', ['join', 'icn://join#abc', '--yes', '--me', 'x.age']],
    ['key-exists', ['coop', 'init', 'Again', '--yes', '--dir', 'elsewhere']],
    ['exists', ['coop', 'init', 'Again', '--yes', '--me', 'new.age']],
    ['time-in-future', ['hours', 'log', '1h', '--at', '2999-01-01']],
    ['time-before-log', ['hours', 'log', '1h', '--at', '2020-01-01']],
    ['not-a-log-file', ['log', 'import', 'ben.age', '--dir', 'third']],
    ['key-missing', ['pay', ben, '1h', '--me', 'nowhere.age']],
  ])('%s: %j', (code, args) => {
    expect(refusal(...args).code).toBe(code);
  });

  it('not-a-choice comes before anything is looked up', () => {
    const choice = "yes'; DROP TABLE ballot;--";
    expect(refusal('governance', 'vote', 'x', choice).code).toBe('not-a-choice');
  });

  it('SQL and HTML stay the texts that they are', () => {
    const evil = `<script>alert(1)</script>'); DROP TABLE event;--`;
    desk.json('pay', ben, '1m', '--for', evil);
    desk.json('governance', 'deploy', 'simple-vote');
    desk.json('governance', 'propose', evil, '--contract', 'simple-vote', '--text', evil);
    desk.json('governance', 'vote', evil, 'yes', '--reason', evil);
    const { link } = desk.json('invite', evil) as { link: string };
    desk.json('join', link, '--yes', '--me', 'evil.age');
    const { entries } = desk.json('ledger', 'history') as { entries: { memo: string }[] };
    expect(entries.at(-1)?.memo).toBe(evil);
    const { members } = desk.json('members') as { members: { name: string }[] };
    expect(members.map(({ name }) => name)).toContain(evil);
    expect(desk.json('governance', 'show', evil)).toMatchObject({ title: evil, text: evil });
    expect(desk.run('governance', 'show', evil).out).toContain(evil);
    expect(desk.json('ledger', 'verify')).toMatchObject({ ok: true });
  });

  it('a link works once, and only here', () => {
    const { link } = desk.json('invite', 'Chloé') as { link: string };
    const other = deskForTest();
    other.json('coop', 'init', 'Other', '--founder', ana, '--yes');
    const elsewhere = other.run('join', link, '--yes', '--me', 'c.age', '--name', 'Chloé');
    expect(elsewhere).toMatchObject({ code: 1 });
    expect(elsewhere.err).toContain('[wrong-coop]');
    desk.json('join', link, '--yes', '--me', 'c.age');
    expect(refusal('join', link, '--yes', '--me', 'd.age', '--name', 'Dora').code).toBe(
      'invitation-used',
    );
    expect(() => statSync(desk.path('d.age')), 'a keystore was left behind').toThrow('ENOENT');
  });

  it('a wrong code does not vouch', () => {
    expect(refusal('vouch', 'Chloé', '--code', '0000-0000-0000').code).toBe('code-mismatch');
    expect(refusal('vouch', 'Chloé', '--code', 'hello').code).toBe('not-a-code');
  });

  it('a newcomer has no vote and no credit', () => {
    expect(refusal('pay', ben, '1m', '--me', 'c.age').code).toBe('not-active');
    expect(refusal('hours', 'log', '1h', '--me', 'c.age').code).toBe('not-active');
  });

  it('who is a member elsewhere is nobody here', () => {
    const other = deskForTest();
    other.json('coop', 'init', 'Other', '--founder', ana, '--yes');
    const key = other.path('home', 'me', 'keystore.age');
    expect(refusal('pay', ben, '1h', '--me', key).code).toBe('wrong-coop');
  });

  it('a keystore that others can read is not used', () => {
    chmodSync(desk.path('ben.age'), 0o644);
    expect(refusal('pay', ana, '1m', '--me', 'ben.age')).toMatchObject({
      code: 'key-exposed',
      sentence: expect.stringContaining('chmod 600'),
    });
    chmodSync(desk.path('ben.age'), 0o600);
  });
});

describe('the spreadsheet', () => {
  const sheet =
    'name;e-mail;balance\nBen Okoro;ben@example.org;12,5\nChloé;chloe@example.org;-2:30\n';

  it('is all or nothing, a dry run does nothing, e-mails stay out of the records', () => {
    const desk = deskForTest();
    desk.json('coop', 'init', 'Riverside', '--founder', ana, '--yes');
    const before = desk.json('ledger', 'verify');
    writeFileSync(desk.path('bad.csv'), `${sheet}Dora;dora@example.org;=A1\n`);
    const bad = desk.run('coop', 'import', 'bad.csv');
    expect(bad).toMatchObject({ code: 1 });
    expect(bad.err).toContain('line 4:');
    writeFileSync(desk.path('members.csv'), sheet);
    expect(desk.run('coop', 'import', 'members.csv', '--dry-run').out).toContain(
      'Nothing was done',
    );
    expect(desk.json('ledger', 'verify')).toEqual(before);
    const done = desk.json('coop', 'import', 'members.csv');
    expect(done).toMatchObject({ commonFund: -600, linksFile: 'members-links.csv' });
    expect(statSync(desk.path('members-links.csv')).mode & 0o777).toBe(0o600);
    expect(desk.json('ledger', 'balance')).toMatchObject({ sum: 0 });
    const records = readFileSync(desk.path('home', 'node', 'log', 'log.db'), 'latin1');
    expect(records).not.toContain('example.org');
    const again = desk.run('coop', 'import', 'members.csv', '--links', 'again.csv');
    expect(again.err).toContain('line 2: a person of that name is a member or invited already');
  });

  it('does not overwrite links, and saves no invitation without its link', () => {
    const desk = deskForTest();
    desk.json('coop', 'init', 'Riverside', '--founder', ana, '--yes');
    writeFileSync(desk.path('members.csv'), sheet);
    writeFileSync(desk.path('members-links.csv'), 'precious');
    const run = desk.run('coop', 'import', 'members.csv');
    expect(run.code).toBe(1);
    expect(run.err).toContain('[exists]');
    expect(readFileSync(desk.path('members-links.csv'), 'utf8')).toBe('precious');
    expect(desk.json('members')).toMatchObject({ invitations: [] });
  });
});

describe('books kept by hand', () => {
  it('one bad row, and nothing of the file is saved, named by its line', () => {
    const desk = deskForTest();
    desk.json(
      'coop',
      'init',
      'Riverside',
      '--founder',
      ana,
      '--yes',
      '--at',
      '2025-01-01',
      '--me',
      `k/${ana}.age`,
    );
    const before = desk.json('ledger', 'verify');
    const rows = [
      'at,who,command,a,b,c',
      `2025-02-01,${ana},hours log,1h,,x`,
      `2025-02-02,${ana},pay,Nobody,1h`,
    ];
    writeFileSync(desk.path('books.csv'), rows.join('\n'));
    const run = desk.run('run', 'books.csv', '--keystores', 'k');
    expect(run.code).toBe(1);
    expect(run.err).toContain('Line 3:');
    expect(desk.json('ledger', 'verify')).toEqual(before);
    writeFileSync(desk.path('books.csv'), rows.slice(0, 2).join('\n'));
    expect(desk.json('run', 'books.csv', '--keystores', 'k', '--dry-run')).toMatchObject({
      events: 1,
    });
    expect(desk.json('ledger', 'verify')).toEqual(before);
    expect(desk.json('run', 'books.csv', '--keystores', 'k')).toMatchObject({ rows: 1, events: 1 });
  });

  it('votes count by the claimed time: late ones are refused, and a vote closes by data', () => {
    const desk = deskForTest();
    desk.json(
      'coop',
      'init',
      'Riverside',
      '--founder',
      ana,
      '--yes',
      '--at',
      '2025-01-01',
      '--me',
      `k/${ana}.age`,
    );
    const script = (...rows: string[]) => {
      writeFileSync(desk.path('s.csv'), ['at,who,command,a,b,c', ...rows].join('\n'));
      return desk.run('run', 's.csv', '--keystores', 'k');
    };
    expect(
      script(
        `2025-01-02,${ana},governance deploy,quorum-vote,1d,50`,
        `2025-01-03,${ana},governance propose,Shall we?,quorum-vote`,
        `2025-01-03T10:00,${ana},governance vote,Shall we?,yes`,
        `2025-01-03T11:00,${ana},governance vote,Shall we?,no`,
      ),
    ).toMatchObject({ code: 0 });
    const late = script(`2025-01-05,${ana},governance vote,Shall we?,yes`);
    expect(late.code).toBe(1);
    expect(late.err).toMatch(/\[(late|proposal-not-open)\]/u);
    expect(script(`2025-01-06,${ana},wait`)).toMatchObject({ code: 0 });
    expect(desk.json('governance', 'show', 'Shall we?')).toMatchObject({
      status: 'failed',
      result: { yes: 0, no: 1 },
    });
  });
});

describe('keystores with a passphrase', () => {
  it('open with it and with nothing else', () => {
    const desk = deskForTest({ ICN_PASSPHRASE: 'correct horse battery' });
    expect(desk.json('coop', 'init', 'Locked', '--founder', ana, '--yes')).toMatchObject({
      protected: true,
    });
    expect(desk.json('hours', 'log', '1h')).toMatchObject({ state: 'posted' });
    const home = desk.path('home');
    const other = deskForTest({ ICN_PASSPHRASE: 'wrong' });
    const args = [
      'pay',
      'common',
      '1m',
      '--dir',
      `${home}/node`,
      '--me',
      `${home}/me/keystore.age`,
    ];
    expect(other.run(...args).err).toContain('[wrong-passphrase]');
    expect(deskForTest().run(...args).err).toContain('[passphrase-needed]');
  });
});

describe('exit codes', () => {
  it('2 for wrong usage, 3 where there is nothing, 0 for help', () => {
    const desk = deskForTest();
    expect(desk.run('fly').code).toBe(2);
    expect(desk.run('pay').code).toBe(2);
    expect(desk.run('pay', 'x', '1h', '--colour').code).toBe(2);
    expect(desk.run('members').code).toBe(3);
    expect(desk.run('ledger', 'verify').code).toBe(3);
    expect(desk.run('--help').code).toBe(0);
    const help = desk.run('pay', '--help');
    expect(help.code).toBe(0);
    expect(help.out).toContain('Example:');
    const json = desk.run('members', '--json');
    expect(JSON.parse(json.err)).toEqual({ code: 'missing', sentence: text });
  });
});

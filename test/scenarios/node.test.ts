/** The node by itself: `npm start` in a home without a cooperative, a founding beside it, and an orderly stop. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { deskForTest, type Desk } from './testing/cli.ts';

const main = resolve(import.meta.dirname, '../../apps/icnd/src/main.ts');

interface Started {
  readonly node: ChildProcess;
  /** Resolves once the node has printed the text. */
  says(text: string): Promise<void>;
}

function start(desk: Desk): Started {
  const node = spawn(process.execPath, [main], {
    env: { ...process.env, ICN_HOME: desk.path('home') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    node.kill('SIGKILL');
  });
  let said = '';
  const waiting: { readonly text: string; readonly met: () => void }[] = [];
  node.stdout?.setEncoding('utf8').on('data', (part: string) => {
    said += part;
    for (const { text, met } of waiting) if (said.includes(text)) met();
  });
  return {
    node,
    says: (text) =>
      new Promise((met) => {
        if (said.includes(text)) met();
        else waiting.push({ text, met });
      }),
  };
}

it('waits for a cooperative, takes it over, keeps others out, and stops in order', async () => {
  const desk = deskForTest();
  const { node, says } = start(desk);
  await says('No cooperative here yet');
  desk.json('coop', 'init', 'Riverside', '--founder', 'Ana', '--yes');
  await says('Cooperative: Riverside');
  const refused = desk.run('ledger', 'balance');
  expect(refused).toMatchObject({ code: 3 });
  expect(refused.err).toContain('[locked]');
  expect(desk.run('ledger', 'verify').code).toBe(3);
  const ended = once(node, 'exit');
  node.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  await says('Everything is saved');
  expect(desk.json('ledger', 'verify')).toMatchObject({ ok: true, events: 2 });
});

it('goes on after it was killed', async () => {
  const desk = deskForTest();
  desk.json('coop', 'init', 'Riverside', '--founder', 'Ana', '--yes');
  const { node, says } = start(desk);
  await says('Cooperative: Riverside');
  const ended = once(node, 'exit');
  node.kill('SIGKILL');
  await ended;
  expect(desk.json('hours', 'log', '1h')).toMatchObject({ status: 'final', state: 'posted' });
  expect(desk.json('ledger', 'verify')).toMatchObject({ ok: true, events: 3 });
});

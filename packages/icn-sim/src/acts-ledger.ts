/** Acts on the ledger (docs/protocol/4-registry.md, 4.6). */
import { compareKeys, divideDown } from 'icn-core';
import type { ActName } from './op.ts';
import { choose, memberOf, nowhere, target, type Draft, type Scene } from './scene.ts';
import { tables } from './tables.ts';

const dayMs = 86_400_000;

type Act = (scene: Scene) => Draft | undefined;

const memos = [undefined, undefined, 'cleaning', 'books', 'hours of the week'];

function logHours(scene: Scene): Draft {
  const { now, x, y } = scene;
  const today = divideDown(now, dayMs);
  const back = x % 40 === 0 ? 400 : x % 5;
  return {
    type: 'hours.logged',
    content: { day: today - back, minutes: 30 + (y % 480) },
    memo: memos[y % memos.length],
  };
}

function confirmHours(scene: Scene): Draft | undefined {
  const me = memberOf(scene);
  const all = scene.state.entries(tables.entry);
  const waiting = all.filter(
    ([, { kind, status, author }]) => kind === 'hours' && status === 'pending' && author !== me,
  );
  const entry = target(scene, waiting, all);
  return entry === undefined ? undefined : { type: 'hours.confirmed', content: { entry } };
}

function withdraw(scene: Scene): Draft | undefined {
  const me = memberOf(scene);
  const all = scene.state.entries(tables.entry);
  const open = all.filter(
    ([, { status, author, to }]) =>
      (status === 'pending' || status === 'held') && (author === me || to === me),
  );
  const entry = target(scene, open, all);
  return entry === undefined ? undefined : { type: 'ledger.withdrawn', content: { entry } };
}

function payee(scene: Scene) {
  const me = memberOf(scene);
  const all = scene.state.entries(tables.account);
  const others = all.filter(([id, { kind }]) => id !== me && kind !== 'provisional');
  return choose(scene, others, all)?.[0] ?? nowhere(scene);
}

function pay(scene: Scene): Draft {
  const minutes = 1 + (scene.y % 120);
  return {
    type: 'ledger.transferred',
    content: { to: payee(scene), minutes },
    memo: memos[scene.y % 5],
  };
}

/** Everything that is left, or most of it, so that two such payments on two sides of a partition do not both fit. */
function overpay(scene: Scene): Draft {
  const { state, y } = scene;
  const me = memberOf(scene);
  const balance = me === undefined ? 0 : (state.get(tables.account, me)?.balance ?? 0);
  const left = balance + (state.get(tables.policy, 'policy')?.creditLimit ?? 0);
  const less = y % 5 === 0 ? -(1 + (y % 600)) : y % 50;
  const minutes = left - less;
  return {
    type: 'ledger.transferred',
    content: { to: payee(scene), minutes: minutes < 1 ? 1 + (y % 600) : minutes },
  };
}

function proposeCorrection(scene: Scene): Draft | undefined {
  const me = memberOf(scene);
  const all = scene.state.entries(tables.entry);
  const own = all.filter(
    ([, { kind, status, from, to }]) =>
      status === 'posted' &&
      (kind === 'hours' || (kind === 'payment' && (from === me || to === me))),
  );
  const chosen = choose(scene, own, all);
  if (chosen === undefined) return undefined;
  const [entry, { minutes }] = chosen;
  return {
    type: 'ledger.correction-proposed',
    content: { entry, minutes: scene.y % (minutes + (scene.y % 9 === 0 ? 9 : 0)) },
  };
}

function agreeCorrection(scene: Scene): Draft | undefined {
  const { state, coop } = scene;
  const me = memberOf(scene);
  const all = state.entries(tables.correction);
  const open = all.filter(([, row]) => {
    const { from, to } = state.get(tables.entry, row.entry) ?? {};
    const isParty = from === me || to === me || (from === coop && row.by === to);
    return !row.agreed && row.by !== me && isParty;
  });
  const correction = target(scene, open, all);
  return correction === undefined
    ? undefined
    : { type: 'ledger.correction-agreed', content: { correction } };
}

function answerOpening(scene: Scene): Draft | undefined {
  const me = memberOf(scene);
  const waits =
    me !== undefined && scene.state.get(tables.account, me)?.openingAnswer === 'waiting';
  if (!waits && scene.y % 8 > 0) return undefined;
  return { type: 'ledger.opening-answered', content: { agrees: scene.y % 2 === 0 } };
}

function importBalances(scene: Scene): Draft | undefined {
  const all = scene.state.entries(tables.invitation);
  const lines = all
    .filter(([, row], i) => row.status === 'open' || (scene.y % 5 === 0 && i === 0))
    .map(([id], i) => [id, ((scene.x + 37 * i) % 400) - 150] as const)
    .toSorted((a, b) => compareKeys(a[0], b[0]));
  return lines.length === 0
    ? undefined
    : { type: 'ledger.imported', content: { balances: lines.slice(0, 1 + (scene.y % 8)) } };
}

/** By name. */
export const ledgerActs = {
  'open-account': ({ y }) => ({
    type: 'ledger.account-opened',
    content: { name: `Fund ${y % 100}` },
  }),
  import: importBalances,
  'answer-opening': answerOpening,
  'log-hours': logHours,
  'confirm-hours': confirmHours,
  withdraw,
  pay,
  overpay,
  'propose-correction': proposeCorrection,
  'agree-correction': agreeCorrection,
} satisfies Partial<Record<ActName, Act>>;

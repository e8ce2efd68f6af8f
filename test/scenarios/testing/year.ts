/**
 * A year of a ten-person cooperative, made up from a seed: the spreadsheet it starts from, and the batch file of what its
 * members do, once their links are known. The same seed gives the same files.
 */

/** The ten. The first founds. */
export const people = [
  'Ana Ruiz',
  'Ben Okoro',
  'Chloé Martin',
  'Dara Nguyen',
  'Eva Kowalska',
  'Farid Haddad',
  'Gloria Núñez',
  'Hiro Tanaka',
  'Inés Ferrer',
  "Jo O'Brien",
] as const;

const [founder, ...others] = people;

/** Random numbers from a seed (mulberry32): small, and the same everywhere. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** What the cooperative had before: semicolons, decimal commas, a heading in Spanish, as a spreadsheet saves it. */
export function membersSheet(): string {
  const balances = ['', '12,5', '-3,25', '0', '8:30', '(1,5)', '−2', '4', '20,75', '-10'];
  const rows = people.map((name, at) => `"${name}";${emailOf(name)};${balances[at]}`);
  return `\ufeff${['Nombre;Correo electrónico;Saldo (horas)', ...rows].join('\r\n')}\r\n`;
}

const emailOf = (name: string): string =>
  `${name
    .split(' ')[0]
    ?.normalize('NFD')
    .replaceAll(/\P{ASCII}/gu, '')
    .toLowerCase()}@example.org`;

/** Figures of a year. */
export interface YearSize {
  /** Entries of hours and payments, half and half. */
  readonly entries: number;
  /** Proposals; all ten vote on each. */
  readonly proposals: number;
}

interface Row {
  readonly at: number;
  readonly cells: readonly string[];
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const start = Date.UTC(2025, 0, 2, 8);

/** The batch file. `links` by name, as the import gave them. */
export function yearScript(
  seed: number,
  size: YearSize,
  links: ReadonlyMap<string, string>,
): string {
  const random = createRandom(seed);
  const rows = [
    ...joining(links),
    ...working(random, size.entries),
    ...voting(random, size.proposals),
  ];
  const sorted = rows.toSorted((a, b) => a.at - b.at);
  const lines = sorted.map(({ at, cells }) =>
    [new Date(at).toISOString(), ...cells]
      .map((cell) => `"${cell.replaceAll('"', '""')}"`)
      .join(','),
  );
  return `${['at,who,command,a,b,c,d', ...lines].join('\n')}\n`;
}

function joining(links: ReadonlyMap<string, string>): readonly Row[] {
  return others.flatMap((name, at): Row[] => {
    const when = start + at * 10 * minuteMs;
    const vouchers = at < 3 ? [founder] : [founder, others[0] ?? ''];
    return [
      { at: when, cells: [name, 'join', links.get(name) ?? ''] },
      ...vouchers.map((who, n) => ({ at: when + (n + 1) * minuteMs, cells: [who, 'vouch', name] })),
      { at: when + 4 * minuteMs, cells: [name, 'ledger answer', 'confirm'] },
    ];
  });
}

const notes = [
  'Market stall',
  'Accounts',
  'Bicycle repair',
  'Café "Sol"',
  'Dachstuhl, außen',
  '=SUM(A1)',
  '<b>cleaning</b>',
];

/** Each working day everybody logs hours and pays somebody; every Friday all hours are confirmed. */
function working(random: (below: number) => number, entries: number): readonly Row[] {
  const rows: Row[] = [];
  let left = entries;
  for (let day = 1; left > 0; day += 1) {
    const weekday = new Date(start + day * dayMs).getUTCDay();
    if (weekday === 0 || weekday === 6) continue;
    const morning = start + day * dayMs;
    for (const [at, who] of people.entries()) {
      if (left === 0) break;
      const minutes = 15 * (8 + random(20));
      const note = notes[random(notes.length)] ?? '';
      rows.push({
        at: morning + at * minuteMs,
        cells: [who, 'hours log', `${minutes}m`, '', note],
      });
      left -= 1;
      if (left === 0) break;
      const to = people[(at + 1 + random(people.length - 1)) % people.length] ?? '';
      // At most half an hour a day: with a credit limit of 40 h nobody meets it before Friday.
      rows.push({
        at: morning + (30 + at) * minuteMs,
        cells: [who, 'pay', to, `${1 + random(30)}m`, notes[random(notes.length)] ?? ''],
      });
      left -= 1;
    }
    if (weekday === 5 || left === 0) rows.push(...confirming(morning + 9 * 60 * minuteMs));
  }
  return rows;
}

function confirming(at: number): readonly Row[] {
  return people.map((name, n) => ({
    at: at + n * minuteMs,
    cells: [people[(n + 1) % people.length] ?? '', 'hours confirm', name],
  }));
}

const choices = ['yes', 'yes', 'yes', 'no', 'abstain'];

function voting(random: (below: number) => number, proposals: number): readonly Row[] {
  const before = start + 3 * 3_600_000;
  const templates = ['simple-vote', 'quorum-vote', 'budget-approval'];
  const rows: Row[] = templates.map((template, n) => ({
    at: before + n * minuteMs,
    cells: [founder, 'governance deploy', template],
  }));
  for (let n = 0; n < proposals; n += 1) {
    const opened = start + (10 + n * 30) * dayMs + 5 * 3_600_000;
    const template = templates[n % templates.length] ?? '';
    const title = `Question ${n + 1}: <i>shall we?</i>`;
    const effect = template === 'budget-approval' ? ['Ben Okoro', '10h'] : ['', ''];
    rows.push({ at: opened, cells: [founder, 'governance propose', title, template, ...effect] });
    for (const [at, who] of people.entries()) {
      const choice = choices[random(choices.length)] ?? 'yes';
      rows.push({
        at: opened + (at + 1) * 3_600_000,
        cells: [who, 'governance vote', title, choice, 'Because'],
      });
    }
    rows.push({ at: opened + 8 * dayMs, cells: [founder, 'wait'] });
  }
  return rows;
}

/** `coop init`, `invite`, `join`, `vouch`, `members`: how a cooperative begins and grows. */
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import {
  checkName,
  createMember,
  readAmount,
  readLink,
  showMinutes,
  spareCode,
  spareSecretBytes,
  spareSeed,
  startingPolicy,
  type FoundingPolicy,
  type MemberView,
} from 'icn-client';
import { isRejection, reject } from 'icn-core';
import { openCrypto, type CryptoKit } from 'icn-crypto/node';
import { foundLocal, hasCoop, type LocalCoop } from 'icnd';
import { vouch } from '../acts.ts';
import { does } from '../command.ts';
import { readDuration } from '../duration.ts';
import { makeKey, type NewKey } from '../keystore.ts';
import { must, refuse, type Outcome } from '../outcome.ts';
import { canAsk, confirm, passphrase } from '../prompt.ts';
import {
  actAs,
  directoryOf,
  keystoreOf,
  requireWritable,
  withCoop,
  withMember,
  type GlobalOptions,
} from '../session.ts';
import { amount, idColumn, moment, named, safe, table } from '../show.ts';
import { readTime } from '../time.ts';

/** Declares the commands. */
export function addCoopCommands(program: Command, coop: Command): void {
  const init = coop
    .command('init')
    .description('found a cooperative on this machine')
    .argument('<name>', 'its name')
    .option('-y, --yes', 'ask nothing; without ICN_PASSPHRASE the keystore has no passphrase')
    .option('--founder <name>', 'your name (default: your name on this machine)')
    .option('--unit <word>', 'what an hour is called', 'h')
    .option('--limit <amount>', 'how far a member may go below zero', '40h')
    .option('--common-limit <amount>', 'how far common accounts may go below zero by paying', '0h')
    .option('--vouches <few,many>', 'vouches a newcomer needs: below four members, then', '1,2')
    .option('--objection-time <span>', 'time to object to a newcomer', '3d')
    .option('--no-confirm-hours', 'hours count without a confirmation');
  does<InitOptions>(
    init,
    'icnctl coop init "Riverside Workers" --founder "Ana Ruiz" --yes',
    ({ args, options }) => initCoop(args[0] ?? '', options),
  );
  const invite = program
    .command('invite')
    .description('make a link with which one person can join')
    .argument('<name>', 'their name')
    .option('--for <span>', 'how long the link works', '14d');
  does<{ for: string }>(invite, 'icnctl invite "Ben Okoro"', ({ args, options }) =>
    withMember(options, async ({ coop: open, member }) => {
      const lasts = must(readDuration(options.for));
      const made = must(await member.invite(args[0] ?? '', open.now(), lasts));
      return {
        json: { id: made.id, status: made.status, link: made.link, expires: made.expires },
        text:
          `${made.link}\n\nSend this link to ${safe(args[0] ?? '')} alone: whoever has it can join. ` +
          `It works once, until ${moment(made.expires)} UTC.`,
      };
    }),
  );
  addJoining(program);
}

function addJoining(program: Command): void {
  const join = program
    .command('join')
    .description('join with a link; makes your keystore')
    .argument('<link>', 'the whole link')
    .option('--name <name>', 'your name')
    .option('-y, --yes', 'ask nothing; without ICN_PASSPHRASE the keystore has no passphrase');
  does<{ name?: string; yes?: boolean }>(
    join,
    'icnctl join "icn://join#AY3k..." --name "Ben Okoro"',
    ({ args, options }) => withCoop(options, (coop) => joinCoop(coop, args[0] ?? '', options)),
  );
  const vouching = program
    .command('vouch')
    .description('answer for a newcomer, with the code that they read out to you')
    .argument('<name>')
    .requiredOption('--code <code>', 'their 12-character code');
  does<{ code: string }>(
    vouching,
    'icnctl vouch "Ben Okoro" --code 7K3M-Q2XT-94PA',
    ({ args, options }) =>
      withMember(options, (acting) => vouch(acting, { who: args[0] ?? '', code: options.code })),
  );
  const members = program.command('members').description('who belongs, who waits, who is invited');
  does<object>(members, 'icnctl members', ({ options }) =>
    withCoop(options, (coop) => listMembers(coop, options.ids === true)),
  );
}

interface InitOptions {
  readonly yes?: boolean;
  readonly founder?: string;
  readonly unit: string;
  readonly limit: string;
  readonly commonLimit: string;
  readonly vouches: string;
  readonly objectionTime: string;
  readonly confirmHours: boolean;
}

const coopExists = (directory: string) =>
  reject(
    'exists',
    `${directory} holds a cooperative already. To found another one, name another directory with --dir.`,
  );

async function initCoop(name: string, options: InitOptions & GlobalOptions): Promise<Outcome> {
  const directory = directoryOf(options);
  if (hasCoop(directory)) refuse(coopExists(directory));
  const policy = readPolicy(options);
  const founder = options.founder ?? userInfo().username;
  const refusal = checkName(founder) ?? (await askToGoOn(name, founder, policy, options));
  if (refusal !== undefined) refuse(refusal);
  const clock = clockOf(options);
  const kit = openCrypto();
  const kept = await keepKey(kit, options);
  const spare = makeSpare(kit);
  const founding = { name, unit: options.unit, policy, founder, hand: kept.key.hand };
  const founded = await kept.orUndo(() =>
    foundLocal(directory, { ...founding, spareSeed: spare.seed }, { kit, ...clock }),
  );
  return {
    json: {
      coop: named(founded.coop),
      founder: named(founded.founder),
      directory,
      keystore: kept.path,
      protected: kept.isProtected,
      spareCode: spare.code,
    },
    text: [
      `${safe(name)} is founded; ${safe(founder)} is its first member.`,
      `Records: ${directory}`,
      ...keyLines(kept, spare.code),
      'Next: icnctl coop import members.csv, or icnctl invite "Somebody".',
    ].join('\n'),
  };
}

function clockOf({ at }: GlobalOptions): { readonly clock?: () => number } {
  if (at === undefined) return {};
  const ms = must(readTime(at));
  if (ms > Date.now()) {
    refuse(
      reject(
        'time-in-future',
        'This time is still to come. Give a time that has passed, or none for now.',
      ),
    );
  }
  return { clock: () => ms };
}

function readPolicy(options: InitOptions): FoundingPolicy {
  const limit = (typed: string): number =>
    /^0+\s*[hm]?$/u.test(typed.trim()) ? 0 : must(readAmount(typed));
  const [few, many] = options.vouches.split(',').map((part) => Number(part.trim()));
  if (
    few === undefined ||
    many === undefined ||
    ![few, many].every((count) => Number.isInteger(count) && count >= 1 && count <= 50)
  ) {
    refuse(
      reject(
        'bad-vouches',
        'Vouches are two whole numbers from 1 to 50, such as 1,2. Correct --vouches.',
      ),
    );
  }
  return {
    ...startingPolicy,
    creditLimit: limit(options.limit),
    commonLimit: limit(options.commonLimit),
    vouchesFew: few,
    vouchesMany: many,
    admissionDelay: must(readDuration(options.objectionTime)),
    confirmHours: options.confirmHours,
  };
}

async function askToGoOn(
  name: string,
  founder: string,
  policy: FoundingPolicy,
  { yes }: InitOptions,
) {
  if (yes === true) return undefined;
  if (!canAsk())
    return reject('not-confirmed', 'Nobody could be asked. Add --yes to found it as it is.');
  const question =
    `Found "${safe(name)}" with ${safe(founder)} as its first member, a credit limit of ` +
    `${showMinutes(policy.creditLimit)}, and this machine keeping the records?`;
  return (await confirm(question)) ? undefined : reject('not-confirmed', 'Nothing was done.');
}

/** A keystore that was just made, and what to do when what it was made for fails. */
interface KeptKey {
  readonly key: NewKey;
  readonly path: string;
  readonly isProtected: boolean;
  /** The result, or the end of the command with the keystore removed again. */
  orUndo<Value>(act: () => Promise<Value>): Promise<Exclude<Value, { readonly rejected: true }>>;
}

async function keepKey(
  kit: CryptoKit,
  options: GlobalOptions & { yes?: boolean },
): Promise<KeptKey> {
  const path = keystoreOf(options);
  const secret =
    options.yes === true
      ? process.env['ICN_PASSPHRASE'] || undefined
      : await passphrase('A passphrase for your keystore: ');
  if (secret === undefined && options.yes !== true) {
    refuse(
      reject(
        'passphrase-needed',
        'A keystore needs a passphrase. Set ICN_PASSPHRASE, or add --yes to do without one.',
      ),
    );
  }
  const key = makeKey(kit);
  const refusal = await key.save(path, secret);
  if (refusal !== undefined) refuse(refusal);
  return {
    key,
    path,
    isProtected: secret !== undefined,
    async orUndo(act) {
      let isDone = false;
      try {
        const result = must(await act());
        isDone = true;
        return result as Exclude<typeof result, { readonly rejected: true }>;
      } finally {
        if (!isDone) key.unsave(path);
      }
    },
  };
}

/** A spare key: what it is made from, and the code for paper. */
export function makeSpare(kit: CryptoKit): { readonly seed: Uint8Array; readonly code: string } {
  const secret = kit.randomBytes(spareSecretBytes);
  return { seed: spareSeed(secret, kit.crypto), code: spareCode(secret, kit.crypto) };
}

function keyLines(kept: KeptKey, code: string): readonly string[] {
  const lock = kept.isProtected
    ? 'locked with your passphrase'
    : 'WITHOUT a passphrase: whoever can read your files can act as you';
  return [
    `Your keystore: ${kept.path} (${lock})`,
    '',
    'Your spare code. Write it on paper now; it is shown once and kept nowhere:',
    `  ${code}`,
    'It can do one thing: add a new device when this one is lost.',
    '',
  ];
}

const wrongCoop = reject(
  'wrong-coop',
  'This link is for another cooperative than the one in this directory. Check --dir.',
);
const nameMissing = reject('name-missing', 'Say who you are: --name "Your Name".');

async function joinCoop(
  coop: LocalCoop,
  typed: string,
  options: GlobalOptions & { name?: string; yes?: boolean },
): Promise<Outcome> {
  requireWritable(coop);
  const link = must(readLink(typed, coop.kit.crypto));
  if (link.coop !== coop.coop) refuse(wrongCoop);
  const invitation = (await coop.invitations()).find(({ id }) => id === link.invitation);
  const name =
    options.name ?? (invitation?.name.startsWith('(') === false ? invitation.name : undefined);
  if (name === undefined) return refuse(nameMissing);
  const kept = await keepKey(coop.kit, options);
  const spare = makeSpare(coop.kit);
  const use = { name, invitation: link.invitation, oneTimeSeed: link.seed, spare: spare.seed };
  const self = await kept.orUndo(() => joinAs(coop, kept.key, use));
  return {
    json: {
      id: self.id,
      member: named(self),
      memberStatus: self.status,
      keystore: kept.path,
      protected: kept.isProtected,
      code: self.code,
      spareCode: spare.code,
    },
    text: [
      `Welcome, ${safe(name)}. You have joined; ${self.vouchesMissing} more vouch makes you an active member.`,
      `Your code, to read out to whoever vouches for you: ${self.code}`,
      ...keyLines(kept, spare.code),
    ].join('\n'),
  };
}

/** Joins with a key that is saved already. Shared with batch files. */
export async function joinAs(
  coop: LocalCoop,
  key: NewKey,
  use: { name: string; invitation: string; oneTimeSeed: Uint8Array; spare: Uint8Array },
): Promise<MemberView | ReturnType<typeof reject>> {
  const joined = await createMember(coop, key.hand).join(use);
  if (isRejection(joined)) return joined;
  const acting = await actAs(coop, key.hand);
  return isRejection(acting) ? acting : acting.self;
}

async function listMembers(coop: LocalCoop, ids: boolean): Promise<Outcome> {
  const members = await coop.members();
  const invitations = (await coop.invitations()).filter(({ status }) => status === 'open');
  const { unit } = await coop.overview();
  const balances = new Map((await coop.accounts()).map(({ id, balance }) => [id, balance]));
  const list = table(
    members,
    [
      { title: 'name', of: ({ name }) => name },
      { title: 'status', of: statusOf },
      { title: 'joined', of: ({ joined }) => moment(joined).slice(0, 10) },
      { title: 'balance', of: ({ id }) => amount(balances.get(id) ?? 0, unit), right: true },
      ...idColumn<MemberView>(ids),
    ],
    'Nobody has joined yet.',
  );
  const open = table(
    invitations,
    [
      { title: 'invited', of: ({ name }) => name },
      { title: 'until', of: ({ expires }) => moment(expires).slice(0, 10) },
      {
        title: 'opening balance',
        of: ({ opening }) => (opening === undefined ? '' : amount(opening, unit)),
        right: true,
      },
      ...idColumn<(typeof invitations)[number]>(ids),
    ],
    '',
  );
  return {
    json: {
      members: members.map((member) => ({
        id: member.id,
        name: member.name,
        status: member.status,
        paused: member.isPaused,
        founder: member.isFounder,
        coordinator: member.isCoordinator,
        joined: member.joined,
        vouchesMissing: member.vouchesMissing,
        code: member.code,
        balance: balances.get(member.id) ?? 0,
      })),
      invitations: invitations.map(({ id, name, expires, opening }) => ({
        id,
        name,
        expires,
        opening: opening ?? null,
      })),
    },
    text: open === '' ? list : `${list}\n\n${open}`,
  };
}

function statusOf(member: MemberView): string {
  if (member.status === 'joined') {
    return member.vouchesMissing > 0
      ? `waits for ${member.vouchesMissing} vouch`
      : 'waits for objections';
  }
  const roles = [
    member.isFounder ? 'founder' : '',
    member.isCoordinator ? 'coordinator' : '',
    member.isPaused ? 'paused' : '',
  ];
  return [member.status, ...roles.filter((role) => role !== '')].join(', ');
}

/**
 * What a member does, from words to a finished outcome. Commands and batch files share these, so a row of a batch file
 * does what the command of that name does.
 */
import {
  choices,
  dayOf,
  instantiate,
  readAmount,
  readDay,
  showDay,
  templateByName,
  templates,
  type EntryView,
  type Receipt,
} from 'icn-client';
import { groupCode, readCode, reject } from 'icn-core';
import { findAccount, findContract, findMember, findProposal } from './find.ts';
import { must, refuse, type Outcome } from './outcome.ts';
import { readDuration } from './duration.ts';
import type { Acting } from './session.ts';
import { amount, moment, named, safe } from './show.ts';

const saidHow = (receipt: Receipt): string =>
  receipt.status === 'final' ? 'final' : 'saved, not final yet';

/** Words of `hours log`. */
export interface HoursWords {
  readonly amount: string;
  /** `YYYY-MM-DD`; today if left out. */
  readonly day?: string | undefined;
  readonly memo?: string | undefined;
}

/** `hours log`. */
export async function logHours(
  { coop, member, self }: Acting,
  words: HoursWords,
): Promise<Outcome> {
  const minutes = must(readAmount(words.amount));
  const day = words.day === undefined ? dayOf(coop.now()) : must(readDay(words.day));
  const receipt = must(await member.logHours({ day, minutes, memo: words.memo }));
  const { unit } = await coop.overview();
  const entries = await coop.entries({ account: self.id, kind: 'hours', id: receipt.id });
  const state = entries[0]?.status ?? 'pending';
  const wait = state === 'pending' ? ' They count once another member confirms them.' : '';
  return {
    json: {
      id: receipt.id,
      status: receipt.status,
      member: named(self),
      minutes,
      day: showDay(day),
      state,
      memo: words.memo ?? null,
    },
    text: `Logged ${amount(minutes, unit)} for ${showDay(day)} (${saidHow(receipt)}).${wait}`,
  };
}

/** Words of `hours confirm`. */
export interface ConfirmWords {
  /** Whose hours; everybody's if left out. */
  readonly who?: string | undefined;
  readonly day?: string | undefined;
  /** Confirm all that match, however many. */
  readonly all?: boolean | undefined;
}

const nothingToConfirm = reject(
  'nothing-to-confirm',
  'No such hours wait for a confirmation. "icnctl hours confirm" lists those that do.',
);

/** Hours of others that wait, as the words narrow them down. */
export async function waitingHours(
  acting: Acting,
  words: ConfirmWords,
): Promise<readonly EntryView[]> {
  const { coop, self } = acting;
  const who = words.who === undefined ? undefined : (await findMember(coop, words.who)).id;
  const day = words.day === undefined ? undefined : must(readDay(words.day));
  const pending = await coop.entries({ account: who, kind: 'hours', status: 'pending' });
  return pending.filter(
    (entry) => entry.author?.id !== self.id && (day === undefined || entry.day === day),
  );
}

/** `hours confirm`. */
export async function confirmHours(acting: Acting, words: ConfirmWords): Promise<Outcome> {
  const waiting = await waitingHours(acting, words);
  if (waiting.length === 0) refuse(nothingToConfirm);
  if (waiting.length > 1 && words.all !== true) {
    refuse(
      reject(
        'which-hours',
        `${waiting.length} entries match. Name the day with --day, or confirm all of them with --all.`,
      ),
    );
  }
  const { unit } = await acting.coop.overview();
  const lines: string[] = [];
  const done: { id: string; entry: string; member: string; minutes: number }[] = [];
  for (const entry of waiting) {
    const receipt = must(await acting.member.confirmHours(entry.id));
    const name = entry.author?.name ?? '';
    lines.push(
      `Confirmed ${amount(entry.minutes, unit)} of ${safe(name)} on ${showDay(entry.day ?? 0)}.`,
    );
    done.push({ id: receipt.id, entry: entry.id, member: name, minutes: entry.minutes });
  }
  return { json: { confirmed: done }, text: lines.join('\n') };
}

/** Words of `pay`. */
export interface PayWords {
  readonly to: string;
  readonly amount: string;
  readonly memo?: string | undefined;
}

/** `pay`. */
export async function pay({ coop, member, self }: Acting, words: PayWords): Promise<Outcome> {
  const minutes = must(readAmount(words.amount));
  const to = await findAccount(coop, words.to);
  const receipt = must(await member.pay({ to: to.id, minutes, memo: words.memo }));
  const own = (await coop.accounts()).find(({ id }) => id === self.id);
  const { unit } = await coop.overview();
  const balance = own?.balance ?? 0;
  return {
    json: {
      id: receipt.id,
      status: receipt.status,
      from: named(self),
      to: named(to),
      minutes,
      memo: words.memo ?? null,
      balance,
    },
    text:
      `Paid ${amount(minutes, unit)} to ${safe(to.name)} (${saidHow(receipt)}). ` +
      `Your balance is ${amount(balance, unit)}.`,
  };
}

/** `vouch`. A code proves that the newcomer is who they say; a batch file has the newcomer's own keystore for that. */
export async function vouch(
  { coop, member }: Acting,
  words: { readonly who: string; readonly code: string },
): Promise<Outcome> {
  const newcomer = await findMember(coop, words.who);
  const code = must(readCode(words.code));
  if (groupCode(code) !== newcomer.code) {
    refuse(
      reject(
        'code-mismatch',
        `This is not the code of ${safe(newcomer.name)}. Have it read out again; if it stays wrong, do not vouch.`,
      ),
    );
  }
  const receipt = must(await member.vouch(newcomer.id));
  const after = await findMember(coop, newcomer.id);
  const next =
    after.status === 'active'
      ? `${safe(after.name)} is an active member now.`
      : after.vouchesMissing > 0
        ? `${after.vouchesMissing} more needed.`
        : 'Members have time to object now; then the membership begins.';
  return {
    json: {
      id: receipt.id,
      status: receipt.status,
      member: named(after),
      memberStatus: after.status,
      vouchesMissing: after.vouchesMissing,
    },
    text: `You vouched for ${safe(newcomer.name)}. ${next}`,
  };
}

/** Words of `governance deploy`. */
export interface DeployWords {
  readonly template: string;
  readonly duration?: string | undefined;
  readonly quorum?: string | undefined;
}

/** `governance deploy`. */
export async function deploy({ coop, member }: Acting, words: DeployWords): Promise<Outcome> {
  const template =
    templateByName(words.template) ??
    refuse(
      reject(
        'unknown-template',
        `There is no template "${words.template}". There are: ${templates.map((known) => known.template).join(', ')}.`,
      ),
    );
  const document = must(
    instantiate(template, {
      ...(words.duration === undefined ? {} : { duration: must(readDuration(words.duration)) }),
      ...(words.quorum === undefined ? {} : { quorum: Number(words.quorum) }),
    }),
  );
  const receipt = must(await member.deploy(document));
  const contract = (await coop.contracts()).find(({ id }) => id === receipt.id);
  return {
    json: {
      id: receipt.id,
      status: receipt.status,
      contract: { id: receipt.id, name: document.name },
    },
    text: `"${document.name}" is in force. ${contract?.rule ?? ''}`,
  };
}

/** Words of `governance propose`. At most one of `to` (a payment), `admit` and `remove`. */
export interface ProposeWords {
  readonly title: string;
  readonly contract: string;
  readonly text?: string | undefined;
  /** Whom a passed proposal pays. */
  readonly to?: string | undefined;
  readonly amount?: string | undefined;
  /** Out of which common account. */
  readonly from?: string | undefined;
  readonly admit?: string | undefined;
  readonly remove?: string | undefined;
}

/** `governance propose`. */
export async function propose(acting: Acting, words: ProposeWords): Promise<Outcome> {
  const { coop, member } = acting;
  const contract = await findContract(coop, words.contract);
  const effect = await effectOf(acting, words);
  const { title } = words;
  const content = { contract: contract.id, title, text: words.text ?? title, effect };
  const receipt = must(await member.propose(content));
  const proposal = (await coop.proposals()).find(({ id }) => id === receipt.id);
  const until =
    proposal?.deadline === undefined ? '' : ` Voting ends ${moment(proposal.deadline)} UTC.`;
  return {
    json: {
      id: receipt.id,
      status: receipt.status,
      proposal: { id: receipt.id, title },
      deadline: proposal?.deadline ?? null,
      electorate: proposal?.electorate.length ?? 0,
    },
    text: `Proposed "${safe(title)}". ${proposal?.rule ?? ''}${until}\n${proposal?.preview ?? ''}`.trimEnd(),
  };
}

async function effectOf({ coop }: Acting, words: ProposeWords) {
  if (words.to !== undefined) {
    const minutes = must(
      readAmount(
        words.amount ??
          refuse(reject('amount-missing', 'A payment needs an amount: --amount 10h.')),
      ),
    );
    const from = words.from === undefined ? coop.coop : (await findAccount(coop, words.from)).id;
    const to = (await findAccount(coop, words.to)).id;
    return { kind: 'ledger.transfer', from, to, minutes } as const;
  }
  if (words.admit !== undefined) {
    return { kind: 'member.admit', member: (await findMember(coop, words.admit)).id } as const;
  }
  if (words.remove !== undefined) {
    return { kind: 'member.remove', member: (await findMember(coop, words.remove)).id } as const;
  }
  return { kind: 'none' } as const;
}

/** Words of `governance vote`. */
export interface VoteWords {
  readonly title: string;
  readonly choice: string;
  readonly reason?: string | undefined;
}

const notAChoice = reject('not-a-choice', 'A vote is yes, no or abstain.');

/** `governance vote`. */
export async function vote({ coop, member }: Acting, words: VoteWords): Promise<Outcome> {
  const choice = choices.find((known) => known === words.choice.trim().toLowerCase());
  if (choice === undefined) refuse(notAChoice);
  const proposal = await findProposal(coop, words.title);
  const ballot = { proposal: proposal.id, choice, reason: words.reason };
  const receipt = must(await member.vote(ballot));
  const after = (await coop.proposals()).find(({ id }) => id === proposal.id);
  const status = after?.status ?? 'open';
  const end = status === 'open' ? '' : ` The vote has closed: it ${status}.`;
  return {
    json: {
      id: receipt.id,
      status: receipt.status,
      proposal: { id: proposal.id, title: proposal.name },
      choice,
      reason: words.reason ?? null,
      proposalStatus: status,
    },
    text: `Voted ${choice} on "${safe(proposal.name)}" (${saidHow(receipt)}).${end}`,
  };
}

/** `ledger answer`: confirms or disputes the opening balance. */
export async function answerOpening({ member }: Acting, agrees: boolean): Promise<Outcome> {
  const receipt = must(await member.answerOpening(agrees));
  const text = agrees
    ? 'You confirmed your opening balance.'
    : 'You disputed your opening balance.';
  return { json: { id: receipt.id, status: receipt.status, agrees }, text };
}

/**
 * `coop import`: takes over the spreadsheet a cooperative has. Members become invitations with provisional accounts;
 * the opening balances are one entry signed by the founder, the difference in the common fund.
 *
 * Invariant: all or nothing. The links are in their file before anything is saved, so no invitation exists without its link.
 */
import { readFileSync, rmSync } from 'node:fs';
import type { Command } from 'commander';
import { isRejection } from 'icn-core';
import type { Invited } from 'icn-client';
import { onDisk, writePrivateFile } from 'icnd';
import { does } from '../command.ts';
import { must, refuse, type Outcome } from '../outcome.ts';
import { withMember, type Acting, type GlobalOptions } from '../session.ts';
import { amount, table } from '../show.ts';
import {
  badRows,
  foldName,
  readMembersSheet,
  type RowProblem,
  type SheetMember,
} from '../spreadsheet/members-sheet.ts';

interface ImportOptions {
  readonly dryRun?: boolean;
  readonly latin1?: boolean;
  readonly links?: string;
}

/** How long imported links may be used: the longest that the protocol allows. */
const linkMs = 30 * 86_400_000;

/** Declares the command. */
export function addImportCommand(coop: Command): void {
  const command = coop
    .command('import')
    .description(
      'invite everybody in a spreadsheet (name, e-mail, opening balance) with their balances',
    )
    .argument('<file>', 'a CSV file')
    .option('--dry-run', 'show what would happen and do nothing')
    .option('--latin1', 'the file is in the encoding of older Western spreadsheets')
    .option('--links <file>', 'where to write the links (default: beside the file)');
  does<ImportOptions>(command, 'icnctl coop import members.csv --dry-run', ({ args, options }) =>
    importSheet(args[0] ?? '', options),
  );
}

/** A row, its invitation and link. */
interface Taken {
  readonly member: SheetMember;
  readonly invited: Invited;
}

async function importSheet(file: string, options: ImportOptions & GlobalOptions): Promise<Outcome> {
  const bytes = onDisk(`read ${file}`, () => readFileSync(file));
  const sheet = must(readMembersSheet(bytes, options.latin1));
  return withMember(options, async (acting) => {
    const members = await withoutFounder(acting, sheet);
    const linksFile = options.links ?? `${file.replace(/\.[^./]+$/u, '')}-links.csv`;
    const isDry = options.dryRun === true;
    const { unit } = await acting.coop.overview();
    let isWritten = false;
    try {
      const taken = await acting.coop.together(async () => {
        const all = await takeOver(acting, members);
        if (!isDry) writePrivateFile(linksFile, Buffer.from(linksText(all)));
        isWritten = !isDry;
        return all;
      }, !isDry);
      isWritten = false;
      return outcomeOf(taken, { isDry, linksFile, unit });
    } finally {
      // Links to invitations that were not saved in the end.
      if (isWritten) rmSync(linksFile, { force: true });
    }
  });
}

/** The founder is a member already; everybody else must not be. */
async function withoutFounder(
  { coop, self }: Acting,
  sheet: readonly SheetMember[],
): Promise<readonly SheetMember[]> {
  const invitations = (await coop.invitations()).filter(({ status }) => status === 'open');
  const known = new Set(
    [...(await coop.members()), ...invitations].map(({ name }) => foldName(name)),
  );
  const own = foldName(self.name);
  const problems = sheet.flatMap((member): readonly RowProblem[] => {
    const name = foldName(member.name);
    const { line } = member;
    if (name === own && (member.minutes ?? 0) !== 0) {
      const sentence =
        'this is you, and you have an account already, so your opening balance cannot be taken over here. Leave the balance out.';
      return [{ line, sentence }];
    }
    if (name === own || !known.has(name)) return [];
    return [
      {
        line,
        sentence: 'a person of that name is a member or invited already. Leave the row out.',
      },
    ];
  });
  if (problems.length > 0) refuse(badRows(problems));
  const others = sheet.filter(({ name }) => foldName(name) !== own);
  if (others.length === 0)
    refuse(badRows([{ line: 2, sentence: 'there is nobody here but you.' }]));
  return others;
}

async function takeOver(
  { coop, member }: Acting,
  members: readonly SheetMember[],
): Promise<readonly Taken[]> {
  const taken: Taken[] = [];
  for (const person of members) {
    const invited = await member.invite(person.name, coop.now(), linkMs);
    if (isRejection(invited)) refuse(badRows([{ line: person.line, sentence: invited.sentence }]));
    taken.push({ member: person, invited });
  }
  const balances = taken.flatMap(({ member: { minutes }, invited }) =>
    minutes === undefined ? [] : [[invited.id, minutes] as const],
  );
  if (balances.length > 0) must(await member.importBalances(balances));
  return taken;
}

/** A spreadsheet opens this file too, so no cell may begin like a formula. */
function linksText(taken: readonly Taken[]): string {
  const cell = (text: string): string => {
    const inert = /^[=+@\t\r-]/u.test(text) ? `'${text}` : text;
    return `"${inert.replaceAll('"', '""')}"`;
  };
  const lines = taken.map(({ member, invited }) =>
    [member.name, member.email, invited.link].map(cell).join(','),
  );
  return `\ufeff${['name,email,link', ...lines].join('\r\n')}\r\n`;
}

function outcomeOf(
  taken: readonly Taken[],
  { isDry, linksFile, unit }: { isDry: boolean; linksFile: string; unit: string },
): Outcome {
  const sum = taken.reduce((total, { member }) => total + (member.minutes ?? 0), 0);
  const list = table(
    taken,
    [
      { title: 'line', of: ({ member }) => String(member.line), right: true },
      { title: 'name', of: ({ member }) => member.name },
      { title: 'e-mail (stays here)', of: ({ member }) => member.email },
      {
        title: 'opening balance',
        of: ({ member }) => amount(member.minutes ?? 0, unit),
        right: true,
      },
    ],
    '',
  );
  const links = taken.map(({ member, invited }) => `${member.name}\n  ${invited.link}`).join('\n');
  const total = `Together ${amount(sum, unit)}; the common fund takes the difference, ${amount(-sum || 0, unit)}.`;
  const text = isDry
    ? `${list}\n\n${total}\nNothing was done. Run it again without --dry-run to do it.`
    : `${list}\n\n${total}\n\n${links}\n\nThe links are in ${linksFile}, too. Send each to its person alone: ` +
      'whoever has a link can join. They work for 30 days; each person confirms the balance on joining.';
  return {
    json: {
      dryRun: isDry,
      members: taken.map(({ member, invited }) => ({
        line: member.line,
        name: member.name,
        minutes: member.minutes ?? null,
        invitation: isDry ? null : invited.id,
        link: isDry ? null : invited.link,
      })),
      commonFund: -sum || 0,
      linksFile: isDry ? null : linksFile,
    },
    text,
  };
}

/**
 * What a command works with: the options that every command has, the open directory, and whoever acts.
 *
 * Invariant: what was opened is closed when the command ends, however it ends.
 */
import { reject, type Rejection } from 'icn-core';
import { createMember, type Hand, type Member, type MemberView } from 'icn-client';
import { nodeHome, openLocal, personalKeystore, type LocalCoop } from 'icnd';
import { openKeystore } from './keystore.ts';
import { must, refuse } from './outcome.ts';
import { passphrase } from './prompt.ts';
import { readTime } from './time.ts';

/** Options of every command. */
export interface GlobalOptions {
  readonly dir?: string;
  readonly me?: string;
  readonly json?: boolean;
  readonly ids?: boolean;
  readonly at?: string;
}

/** Someone acting in an open cooperative. */
export interface Acting {
  readonly coop: LocalCoop;
  readonly hand: Hand;
  readonly member: Member;
  readonly self: MemberView;
}

/** The data directory that the options name. */
export function directoryOf(options: GlobalOptions): string {
  return options.dir ?? nodeHome();
}

/** The keystore that the options name. */
export function keystoreOf(options: GlobalOptions): string {
  return options.me ?? personalKeystore();
}

/** Does work on the open directory and closes it. @throws StoreFault, Refused */
export async function withCoop<Value>(
  options: GlobalOptions,
  work: (coop: LocalCoop) => Promise<Value>,
): Promise<Value> {
  const coop = openLocal(directoryOf(options));
  try {
    if (options.at !== undefined) {
      const refusal = coop.actAt(must(readTime(options.at)));
      if (refusal !== undefined) refuse(refusal);
    }
    return await work(coop);
  } finally {
    coop.close();
  }
}

const followsOnly = reject(
  'follows-only',
  'This directory is a copy that only follows: writing here and in the original would make your device sign two different entries with one number. Use the original.',
);

/** @throws Refused `follows-only` on a directory whose node makes no checkpoints and has no connection to one. */
export function requireWritable(coop: LocalCoop): void {
  if (!coop.isAnchor()) refuse(followsOnly);
}

/** Does work as the member whose keystore the options name. @throws StoreFault, Refused */
export async function withMember<Value>(
  options: GlobalOptions,
  work: (acting: Acting) => Promise<Value>,
): Promise<Value> {
  return withCoop(options, async (coop) => {
    requireWritable(coop);
    const hand = must(await openKeystore(keystoreOf(options), coop.kit, () => passphrase()));
    return work(must(await actAs(coop, hand)));
  });
}

const notInThisCoop = reject(
  'wrong-coop',
  'This keystore belongs to nobody in this cooperative. Check --dir and --me, or join with a link first.',
);

/** The member behind a key. Rejects with `wrong-coop` when there is none here. */
export async function actAs(coop: LocalCoop, hand: Hand): Promise<Acting | Rejection> {
  const member = createMember(coop, hand);
  const self = await coop.memberOf(member.device);
  return self === undefined ? notInThisCoop : { coop, hand, member, self };
}

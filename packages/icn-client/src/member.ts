/**
 * What a member does, one method for each act: it composes the event, signs it with the member's device, and hands it in.
 * Every method answers with a rejection where the cooperative's rules say no; nothing has happened then.
 *
 * Invariant: arguments are ids and whole minutes. What people type is read before, by `resolve.ts` and `amount.ts`.
 */
import { compareKeys, dayMs, isRejection, prefixed, fromHex, toHex } from 'icn-core';
import type { Hex, Rejection } from 'icn-core';
import {
  coopFoundingClosed,
  coopPolicySet,
  memberInvited,
  memberInvitationRevoked,
  memberJoined,
  memberObjected,
  memberPaused,
  memberResumed,
  memberVouched,
  type PolicyChanges,
} from 'icn-identity';
import { contractDeployed, proposalOpened, voteCast, type Effect } from 'icn-governance';
import {
  hoursConfirmed,
  hoursLogged,
  ledgerAccountOpened,
  ledgerImported,
  ledgerOpeningAnswered,
  ledgerTransferred,
  ledgerWithdrawn,
  memberLeft,
} from 'icn-ledger';
import type { Choice, ContractDocument } from 'icn-ccl';
import type { CoopClient, Receipt } from './client.ts';
import { writeEvent, type Hand, type Intention } from './compose.ts';
import { showLink } from './link.ts';
import { checkMemo, checkName, checkReason } from './texts.ts';

/** A new invitation. `link` is a secret. */
export interface Invited extends Receipt {
  readonly link: string;
  readonly expires: number;
}

/** Answer of an act. */
export type Answer<Result = Receipt> = Promise<Result | Rejection>;

/** How long a link may be used if nothing else is said, ms. */
export const invitationMs = 14 * dayMs;

/** A member at a device. */
export interface Member {
  /** Public key of the device. */
  readonly device: Hex;
  /** The founder's own inception: once, right after the genesis. `spare` is the seed of the spare key. */
  found(name: string, spare: Uint8Array): Answer;
  /** Joins with an invitation's one-time key. */
  join(use: { name: string; invitation: Hex; oneTimeSeed: Uint8Array; spare: Uint8Array }): Answer;
  /** Makes a link. `now` is Unix ms. */
  invite(name: string, now: number, lastsMs?: number): Answer<Invited>;
  revokeInvitation(invitation: Hex): Answer;
  vouch(member: Hex): Answer;
  object(member: Hex): Answer;
  pause(): Answer;
  resume(): Answer;
  leave(donate: boolean): Answer;
  closeFounding(): Answer;
  setPolicy(changes: PolicyChanges): Answer;
  /** Opening balances by invitation. */
  importBalances(balances: readonly (readonly [invitation: Hex, minutes: number])[]): Answer;
  answerOpening(agrees: boolean): Answer;
  openAccount(name: string): Answer;
  logHours(hours: { day: number; minutes: number; memo?: string | undefined }): Answer;
  confirmHours(entry: Hex): Answer;
  pay(payment: { to: Hex; minutes: number; memo?: string | undefined }): Answer;
  withdraw(entry: Hex): Answer;
  deploy(document: ContractDocument): Answer;
  propose(proposal: { contract: Hex; title: string; text: string; effect: Effect }): Answer;
  vote(ballot: { proposal: Hex; choice: Choice; reason?: string | undefined }): Answer;
}

/** A member who acts through a client with the key in `hand`. */
export function createMember(client: CoopClient, hand: Hand): Member {
  const write = <Content>(intention: Intention<Content>): Answer =>
    writeEvent(client, hand, intention);
  return {
    device: toHex(hand.signer.publicKey),
    ...membershipActs(client, hand, write),
    ...ledgerActs(write),
    ...governanceActs(write),
  };
}

type Write = <Content>(intention: Intention<Content>) => Answer;

function membershipActs(client: CoopClient, hand: Hand, write: Write) {
  return {
    async found(name: string, spare: Uint8Array): Answer {
      const bad = checkName(name);
      if (bad !== undefined) return bad;
      const content = { invitation: null, link: null, spare: proveKey(client.coop, hand, spare) };
      return write({ type: memberJoined, content, personal: { name } });
    },
    async join(use: Parameters<Member['join']>[0]): Answer {
      const bad = checkName(use.name);
      if (bad !== undefined) return bad;
      const message = prefixed('icn/invitation/1', fromHex(client.coop), hand.signer.publicKey);
      const content = {
        invitation: use.invitation,
        link: toHex(hand.signerFromSeed(use.oneTimeSeed).sign(message)),
        spare: proveKey(client.coop, hand, use.spare),
      };
      const { name } = use;
      return write({ type: memberJoined, content, personal: { name }, cite: [use.invitation] });
    },
    async invite(name: string, now: number, lastsMs = invitationMs): Answer<Invited> {
      const bad = checkName(name);
      if (bad !== undefined) return bad;
      const seed = hand.randomBytes(32);
      const expires = now + lastsMs;
      const content = { key: toHex(hand.signerFromSeed(seed).publicKey), expires };
      const receipt = await write({ type: memberInvited, content, personal: { name } });
      if (isRejection(receipt)) return receipt;
      const link = showLink({ coop: client.coop, invitation: receipt.id, seed }, hand.crypto);
      return { ...receipt, link, expires };
    },
    revokeInvitation: (invitation: Hex) =>
      write({ type: memberInvitationRevoked, content: { invitation } }),
    vouch: (member: Hex) => write({ type: memberVouched, content: { member } }),
    object: (member: Hex) => write({ type: memberObjected, content: { member } }),
    pause: () => write({ type: memberPaused, content: {} }),
    resume: () => write({ type: memberResumed, content: {} }),
    leave: (donate: boolean) => write({ type: memberLeft, content: { donate } }),
    closeFounding: () => write({ type: coopFoundingClosed, content: {} }),
    setPolicy: (changes: PolicyChanges) => write({ type: coopPolicySet, content: { changes } }),
  };
}

/** A spare key with the proof that it exists, bound to this device and cooperative. */
function proveKey(coop: Hex, hand: Hand, seed: Uint8Array): { key: Hex; proof: Hex } {
  const key = hand.signerFromSeed(seed);
  const device = hand.signer.publicKey;
  const message = prefixed('icn/possession/1', fromHex(coop), device, key.publicKey);
  return { key: toHex(key.publicKey), proof: toHex(key.sign(message)) };
}

function ledgerActs(write: Write) {
  return {
    importBalances(lines: readonly (readonly [invitation: Hex, minutes: number])[]): Answer {
      const balances = lines.toSorted(([a], [b]) => compareKeys(a, b));
      return write({ type: ledgerImported, content: { balances } });
    },
    answerOpening: (agrees: boolean) => write({ type: ledgerOpeningAnswered, content: { agrees } }),
    openAccount: (name: string) => write({ type: ledgerAccountOpened, content: { name } }),
    async logHours({ day, minutes, memo }: Parameters<Member['logHours']>[0]): Answer {
      const content = { day, minutes };
      return checkMemo(memo) ?? write({ type: hoursLogged, content, personal: { memo } });
    },
    confirmHours: (entry: Hex) => write({ type: hoursConfirmed, content: { entry } }),
    async pay({ to, minutes, memo }: Parameters<Member['pay']>[0]): Answer {
      const content = { to, minutes };
      return checkMemo(memo) ?? write({ type: ledgerTransferred, content, personal: { memo } });
    },
    withdraw: (entry: Hex) => write({ type: ledgerWithdrawn, content: { entry } }),
  };
}

function governanceActs(write: Write) {
  return {
    deploy: (document: ContractDocument) =>
      write({ type: contractDeployed, content: { document } }),
    propose: (content: Parameters<Member['propose']>[0]) =>
      write({ type: proposalOpened, content }),
    async vote({ proposal, choice, reason }: Parameters<Member['vote']>[0]): Answer {
      const content = { proposal, choice };
      return checkReason(reason) ?? write({ type: voteCast, content, personal: { reason } });
    },
  };
}

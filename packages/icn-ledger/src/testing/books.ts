/** A scene with a ledger. Every checkpoint also settles it; `sum` is what must be zero. */
import { deepStrictEqual } from 'node:assert';
import { memberJoined, coopFounded, memberInvitationRevoked } from 'icn-identity';
import { Scene, type SceneOptions } from 'icn-identity/testing';
import type { Hex } from 'icn-core';
import {
  accountTable,
  closeProvisionalAccount,
  endInvitationsDue,
  entryTable,
  hoursConfirmed,
  hoursLogged,
  ledgerTransferred,
  openCommonFund,
  openMemberAccount,
  releaseHeld,
} from '../index.ts';

/** The day of a scene's first moment. */
export const today = 20_000;

/** A cooperative with books: five active members unless `names` says otherwise. */
export class Books extends Scene {
  constructor(
    policy: SceneOptions['policy'] = {},
    names: readonly string[] = ['ben', 'eva', 'gil', 'ida'],
  ) {
    super({
      policy,
      steps: [releaseHeld, (state, now, coop) => endInvitationsDue(state, coop, now)],
      prepare: (scene) => {
        scene.follow(coopFounded, openCommonFund);
        scene.follow(memberJoined, openMemberAccount);
        scene.follow(memberInvitationRevoked, closeProvisionalAccount);
      },
    });
    this.admit(...names);
  }

  /** Balance of a member's account. */
  balance(name: string): number {
    return this.state.get(accountTable, this.member(name))?.balance ?? Number.NaN;
  }

  /** Balance of the common fund. */
  fund(): number {
    return this.state.get(accountTable, this.coop)?.balance ?? Number.NaN;
  }

  /** Sum of all balances. */
  sum(): number {
    return this.state.entries(accountTable).reduce((sum, [, row]) => sum + row.balance, 0);
  }

  /** Status of an entry. */
  entry(id: Hex): string | undefined {
    return this.state.get(entryTable, id)?.status;
  }

  /** A payment; its id and code. */
  pay(from: string, to: string, minutes: number) {
    const account = to === 'fund' ? this.coop : this.member(to);
    return this.act(from, ledgerTransferred, { to: account, minutes });
  }

  /** A payment that has to take effect; its id. */
  paid(from: string, to: string, minutes: number): Hex {
    const { id, code } = this.pay(from, to, minutes);
    deepStrictEqual([from, to, minutes, code], [from, to, minutes, 'effective']);
    return id;
  }

  /** Hours of today, confirmed by `ann`, or by `ben` when they are hers; the entry's id. */
  worked(name: string, minutes: number): Hex {
    const entry = this.must(name, hoursLogged, { day: today, minutes });
    this.must(name === 'ann' ? 'ben' : 'ann', hoursConfirmed, { entry });
    return entry;
  }
}

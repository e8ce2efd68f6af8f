/**
 * The tables of state as the simulator reads them, declared from docs/protocol/4-registry.md and not taken from the
 * packages under test: a renamed or misplaced table shows here.
 */
import { encodeCbor, type RowValue, type Section, type StateReader, type Table } from 'icn-core';
import { sections, tablesOfSection } from './naive/state.ts';
import type * as rows from './naive/types.ts';

const handle = <Row>(section: Section, name: string): Table<Row> => ({ section, name });

/** Handles by table. */
export const tables = {
  coop: handle<rows.CoopRow>('identity', 'coop'),
  policy: handle<rows.PolicyRow>('identity', 'policy'),
  anchors: handle<{ readonly keys: readonly string[] }>('identity', 'anchors'),
  invitation: handle<rows.InvitationRow>('identity', 'invitation'),
  member: handle<rows.MemberRow>('identity', 'member'),
  admission: handle<rows.AdmissionRow>('identity', 'admission'),
  device: handle<rows.DeviceRow>('identity', 'device'),
  account: handle<rows.AccountRow>('ledger', 'account'),
  entry: handle<rows.EntryRow>('ledger', 'entry'),
  held: handle<readonly string[]>('ledger', 'held'),
  correction: handle<rows.CorrectionRow>('ledger', 'correction'),
  contract: handle<rows.ContractRow>('governance', 'contract'),
  proposal: handle<rows.ProposalRow>('governance', 'proposal'),
  openProposal: handle<number | null>('governance', 'open-proposal'),
  ballot: handle<rows.BallotRow>('governance', 'ballot'),
  frozen: handle<number>('conflict', 'frozen'),
  fork: handle<rows.ForkRow>('conflict', 'fork'),
  outcome: handle<rows.OutcomeRow>('conflict', 'outcome'),
} as const;

/** Every row of every table: `table key` to the row's bytes. */
export function dumpState(state: StateReader): Map<string, Uint8Array> {
  const dump = new Map<string, Uint8Array>();
  for (const section of sections) {
    for (const name of tablesOfSection[section]) {
      for (const [key, row] of state.entries(handle<RowValue>(section, name))) {
        dump.set(`${name} ${key}`, encodeCbor(row));
      }
    }
  }
  return dump;
}

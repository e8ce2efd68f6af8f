/**
 * A view: which entries touch an account. Derived from certified state, kept up with every checkpoint, and thrown away
 * and built anew without loss.
 *
 * Invariant: kept up over any number of checkpoints it equals the view built from the state they led to (VIEW-1).
 */
import { compareKeys, type Change, type Hex, type StateReader } from 'icn-core';
import { entryTable, type EntryRow } from 'icn-ledger';
import type { Certified } from './certified.ts';
import type { Tail } from './tail.ts';

/** An entry with its id. */
export interface Posting {
  readonly id: Hex;
  readonly entry: EntryRow;
}

/** Entry ids by account. */
export class Statements {
  /** Undefined until somebody asks: a node that nobody asks builds nothing. */
  #idsByAccount: Map<Hex, Set<Hex>> | undefined;

  /** Takes note of the rows that a checkpoint changed. An entry never changes its accounts, and never goes. */
  keepUp(changes: readonly Change[]): void {
    const view = this.#idsByAccount;
    if (view === undefined) return;
    for (const { table, key, row } of changes) {
      if (table.name === entryTable.name && row !== undefined) note(view, key, row as EntryRow);
    }
  }

  /** Ids of the certified entries of an account, ascending. */
  idsOf(account: Hex, certified: StateReader): readonly Hex[] {
    this.#idsByAccount ??= built(certified);
    return [...(this.#idsByAccount.get(account) ?? [])].toSorted(compareKeys);
  }
}

function built(certified: StateReader): Map<Hex, Set<Hex>> {
  const view = new Map<Hex, Set<Hex>>();
  for (const [id, entry] of certified.entries(entryTable)) note(view, id, entry);
  return view;
}

function note(view: Map<Hex, Set<Hex>>, id: Hex, { from, to }: EntryRow): void {
  for (const account of [from, to]) {
    const known = view.get(account);
    if (known === undefined) view.set(account, new Set([id]));
    else known.add(id);
  }
}

/** All entries of an account, provisional ones included, by time and id. */
export function postingsOf(
  {
    statements,
    certified,
    tail,
  }: { readonly statements: Statements; readonly certified: Certified; readonly tail: Tail },
  account: Hex,
): readonly Posting[] {
  const changed = new Map<Hex, Set<Hex>>();
  for (const { table, key, row } of tail.changes()) {
    if (table.name === entryTable.name && row !== undefined) note(changed, key, row as EntryRow);
  }
  const finalIds = statements.idsOf(account, certified.state);
  const ids = new Set([...finalIds, ...(changed.get(account) ?? [])]);
  const state = tail.state();
  return [...ids]
    .map((id) => ({ id, entry: state.get(entryTable, id) }))
    .filter((posting): posting is Posting => posting.entry !== undefined)
    .toSorted((a, b) => a.entry.at - b.entry.at || compareKeys(a.id, b.id));
}

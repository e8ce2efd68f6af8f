/**
 * State: tables of immutable rows. A row is a plain JSON-like value (text, integers, booleans, null, arrays, objects), so
 * that any section can be encoded, hashed, compared and shown by one piece of code.
 *
 * Invariants:
 * - A stored row is never changed in place; `put` replaces it whole.
 * - Iteration is in ascending key order, whatever the order of writing.
 * - A layer never writes to its base, except in `commit`.
 */

/** The parts of state that have their own root. */
export const sections = ['identity', 'trust', 'ledger', 'governance', 'conflict'] as const;
/** One of the five sections. */
export type Section = (typeof sections)[number];

/** A value that a row may hold. Numbers are safe integers. */
export type RowValue =
  | string
  | number
  | boolean
  | null
  | readonly RowValue[]
  | { readonly [key: string]: RowValue };

/** A named table whose rows have type `Row`. Names are unique over all sections. */
export interface Table<Row> {
  readonly section: Section;
  readonly name: string;
  /** Never present; carries the row type. */
  readonly row?: Row;
}

/** Declares a table. */
export function table<Row extends RowValue>(section: Section, name: string): Table<Row> {
  return { section, name };
}

/** Read access to state. */
export interface StateReader {
  get<Row>(from: Table<Row>, key: string): Row | undefined;
  /** All rows of a table in ascending key order. Costs a sort: for small tables only. */
  entries<Row>(from: Table<Row>): readonly (readonly [key: string, row: Row])[];
}

/** Write access to state. */
export interface StateWriter extends StateReader {
  put<Row>(into: Table<Row>, key: string, row: Row): void;
  remove<Row>(from: Table<Row>, key: string): void;
}

/** One changed row; `row` undefined means removed. */
export interface Change {
  readonly table: Table<unknown>;
  readonly key: string;
  readonly row: unknown;
}

/** Orders keys by code unit: all keys are ASCII, so this is the order of their bytes. */
export function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** True when each text is greater than the one before it: sorted and without repeats, so that one set has one spelling. */
export function isRising(texts: readonly string[]): boolean {
  return texts.every((text, at) => at === 0 || (texts[at - 1] ?? '') < text);
}

/** A table with its rows in one layer. */
export interface TableRows {
  readonly table: Table<unknown>;
  /** `undefined` marks a row removed from the base. */
  readonly rows: ReadonlyMap<string, unknown>;
}

interface OwnRows extends TableRows {
  readonly rows: Map<string, unknown>;
}

/** State as changes on top of a base. Without a base it is a whole state. */
export class Layer implements StateWriter {
  readonly #base: Layer | undefined;
  readonly #tables = new Map<string, OwnRows>();

  constructor(base?: Layer) {
    this.#base = base;
  }

  get<Row>(from: Table<Row>, key: string): Row | undefined {
    const rows = this.#tables.get(from.name)?.rows;
    if (rows !== undefined) {
      const row = rows.get(key);
      if (row !== undefined) return row as Row;
      if (rows.has(key)) return undefined;
    }
    return this.#base?.get(from, key);
  }

  entries<Row>(from: Table<Row>): readonly (readonly [string, Row])[] {
    const merged = this.#merged(from.name);
    return [...merged].sort((a, b) => compareKeys(a[0], b[0])) as (readonly [string, Row])[];
  }

  put<Row>(into: Table<Row>, key: string, row: Row): void {
    this.#rowsOf(into).set(key, row);
  }

  remove<Row>(from: Table<Row>, key: string): void {
    if (this.#base?.get(from, key) === undefined) this.#rowsOf(from).delete(key);
    else this.#rowsOf(from).set(key, undefined);
  }

  /** The changes of this layer alone, tables and keys in ascending order. */
  changes(): readonly Change[] {
    const tables = [...this.#tables].sort((a, b) => compareKeys(a[0], b[0]));
    return tables.flatMap(([, { table: of, rows }]) =>
      [...rows]
        .sort((a, b) => compareKeys(a[0], b[0]))
        .map(([key, row]) => ({ table: of, key, row })),
    );
  }

  /** The tables of this layer alone, in no order: for what comes out the same in any order. */
  tables(): Iterable<TableRows> {
    return this.#tables.values();
  }

  /** Moves this layer's changes into its base and empties it. */
  commit(): void {
    const base = this.#base;
    if (base === undefined) return;
    for (const { table: of, rows } of this.#tables.values()) {
      for (const [key, row] of rows) {
        if (row === undefined) base.remove(of, key);
        else base.put(of, key, row);
      }
    }
    this.#tables.clear();
  }

  /** Forgets this layer's changes. */
  discard(): void {
    this.#tables.clear();
  }

  #rowsOf(of: Table<unknown>): Map<string, unknown> {
    const known = this.#tables.get(of.name);
    if (known !== undefined) return known.rows;
    const rows = new Map<string, unknown>();
    this.#tables.set(of.name, { table: of, rows });
    return rows;
  }

  #merged(name: string): Map<string, unknown> {
    const merged = this.#base === undefined ? new Map<string, unknown>() : this.#base.#merged(name);
    for (const [key, row] of this.#tables.get(name)?.rows ?? []) {
      if (row === undefined) merged.delete(key);
      else merged.set(key, row);
    }
    return merged;
  }
}

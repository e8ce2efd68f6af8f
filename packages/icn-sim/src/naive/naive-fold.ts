/**
 * A second, naive implementation of the fold, written from docs/protocol/ alone. It is compared
 * with the production fold, row by row and root by root. Nothing here is fast: every call decodes
 * and folds everything from the genesis.
 *
 * Input: the events on the wire ([header, signature, body(, blob)], in any order; of several with
 * one id the first counts; one without all its ancestors is left out, 1-events 1.4) and the
 * certificates, ascending. Signatures and shapes are taken as checked. A certificate that is not
 * the next height, or whose heads are not all here, ends the certified part (2.3: kept aside).
 *
 * Output:
 * - `certified`: for each certificate, after its batch: section roots, the root over the ids of
 *   all final events in order, their number, and which of the checkpoint's own claims (`q`, `n`,
 *   `x`, `s.<section>`, `r`, `a`) differ from what was computed. A difference does not end the fold.
 * - `tables`, `sections`, `stateRoot`: after the last certificate (empty tables without one).
 * - `tail`: the same for the provisional state, the tail folded on top.
 * - `outcomes`: every event's id → status and code; those of the tail are provisional.
 * - `order`: the ids of all events in order (2.1), the tail last; `finalCount` of them are final.
 */
import type { TemplateText } from './author.ts';
import { decodeCertificate, decodeEvent } from './decode.ts';
import { foldBatch } from './fold.ts';
import type { Outcome } from './fold.ts';
import { batchOf, byTime, headsOf, presentEvents } from './order.ts';
import { eventsRoot, sectionRoots, stateRoot } from './roots.ts';
import { copyState, emptyState, sections, sortedKeys, tablesOfSection } from './state.ts';
import type { Section, State, TableName } from './state.ts';
import type { NaiveCheckpoint, NaiveEvent, Sha256 } from './types.ts';

export interface NaiveInput {
  readonly wires: readonly Uint8Array[];
  readonly certificates: readonly Uint8Array[];
  readonly sha256: Sha256;
  /** `name` and `explanation` of the shipped templates; without it no template is shipped. */
  readonly templateText?: TemplateText;
}

export interface NaiveState {
  readonly tables: Readonly<Record<TableName, Readonly<Record<string, unknown>>>>;
  readonly sections: Readonly<Record<Section, string>>;
  readonly stateRoot: string;
}

interface NaiveCertified {
  readonly height: number;
  readonly sections: Readonly<Record<Section, string>>;
  readonly eventsRoot: string;
  readonly count: number;
  readonly differs: readonly string[];
}

export interface NaiveResult extends NaiveState {
  readonly certified: readonly NaiveCertified[];
  readonly tail: NaiveState;
  readonly outcomes: Readonly<Record<string, Outcome>>;
  readonly order: readonly string[];
  readonly finalCount: number;
}

const show = (state: State, sha256: Sha256): NaiveState => {
  const tables: Partial<Record<TableName, Record<string, unknown>>> = {};
  for (const section of sections) {
    for (const name of tablesOfSection[section]) {
      const table: ReadonlyMap<string, unknown> = state[name];
      const rows: Record<string, unknown> = {};
      for (const key of sortedKeys(table)) rows[key] = table.get(key);
      tables[name] = rows;
    }
  }
  const roots = sectionRoots(state, sha256);
  return {
    tables: tables as NaiveState['tables'],
    sections: roots,
    stateRoot: stateRoot(roots, sha256),
  };
};

/** 2.3: the heads, and what a node compares after folding the batch. */
const differences = (
  checkpoint: NaiveCheckpoint,
  batch: readonly NaiveEvent[],
  roots: Readonly<Record<Section, string>>,
  final: readonly string[],
  state: State,
  sha256: Sha256,
): string[] => {
  const differs: string[] = [];
  if (checkpoint.heads.join() !== headsOf(batch).join()) differs.push('q');
  if (checkpoint.count !== final.length) differs.push('n');
  if (checkpoint.eventsRoot !== eventsRoot(final, sha256)) differs.push('x');
  for (const section of sections) {
    if (checkpoint.sections[section] !== roots[section]) differs.push(`s.${section}`);
  }
  if (checkpoint.rules !== 0) differs.push('r');
  const anchors = state.anchors.get('anchors')?.keys ?? [];
  if (checkpoint.anchors.join() !== anchors.join()) differs.push('a');
  return differs;
};

/** What the fold has come to so far. */
interface Progress {
  state: State;
  readonly certified: NaiveCertified[];
  readonly hashes: string[];
  readonly order: string[];
  readonly outcomes: Record<string, Outcome>;
}

const foldInto = (
  progress: Progress,
  events: readonly NaiveEvent[],
  time: number | null,
  input: NaiveInput,
  coopId: string,
): void => {
  const { state, outcomes } = foldBatch(progress.state, {
    height: progress.hashes.length + 1,
    events,
    time,
    certificateHashes: progress.hashes,
    coopId,
    sha256: input.sha256,
    templateText: input.templateText ?? (() => undefined),
  });
  progress.state = state;
  for (const event of events) progress.order.push(event.id);
  for (const [id, outcome] of outcomes) progress.outcomes[id] = outcome;
};

export const naiveFold = (input: NaiveInput): NaiveResult => {
  const { sha256 } = input;
  const present = presentEvents(input.wires.map((wire) => decodeEvent(wire, sha256)));
  // 1.3: the coop id is the id of the genesis event.
  const genesis = [...present.values()].find(({ type }) => type === 'coop.founded');
  const coopId = genesis?.id ?? '';
  const progress: Progress = {
    state: emptyState(),
    certified: [],
    hashes: [],
    order: [],
    outcomes: {},
  };
  for (const certificate of input.certificates) {
    const checkpoint = decodeCertificate(certificate, sha256);
    const batch = batchOf(checkpoint.heads, present, new Set(progress.order));
    if (checkpoint.height !== progress.hashes.length + 1 || batch === undefined) break;
    foldInto(progress, batch, checkpoint.time, input, coopId);
    progress.hashes.push(checkpoint.hash);
    const roots = sectionRoots(progress.state, sha256);
    progress.certified.push({
      height: checkpoint.height,
      sections: roots,
      eventsRoot: eventsRoot(progress.order, sha256),
      count: progress.order.length,
      differs: differences(checkpoint, batch, roots, progress.order, progress.state, sha256),
    });
  }
  const final = copyState(progress.state);
  const finalCount = progress.order.length;
  const isFinal = new Set(progress.order);
  const tail = [...present.values()].filter(({ id }) => !isFinal.has(id)).toSorted(byTime);
  foldInto(progress, tail, null, input, coopId);
  return {
    ...show(final, sha256),
    certified: progress.certified,
    tail: show(progress.state, sha256),
    outcomes: progress.outcomes,
    order: progress.order,
    finalCount,
  };
};

/**
 * State: one plain map of rows per table (3-fold 3.1, 4-registry 4.2). Rows are never changed in
 * place but replaced, so a copy of a state is a copy of its maps.
 */
import type {
  AccountRow,
  AdmissionRow,
  BallotRow,
  ContractRow,
  CoopRow,
  CorrectionRow,
  DeviceRow,
  EntryRow,
  ForkRow,
  InvitationRow,
  MemberRow,
  OutcomeRow,
  PolicyRow,
  ProposalRow,
} from './types.ts';

export interface State {
  readonly coop: Map<string, CoopRow>;
  readonly policy: Map<string, PolicyRow>;
  readonly anchors: Map<string, { readonly keys: readonly string[] }>;
  readonly invitation: Map<string, InvitationRow>;
  readonly 'open-invitation': Map<string, true>;
  readonly member: Map<string, MemberRow>;
  readonly admission: Map<string, AdmissionRow>;
  readonly device: Map<string, DeviceRow>;
  readonly edge: Map<string, { readonly value: number; readonly last: number }>;
  readonly account: Map<string, AccountRow>;
  readonly entry: Map<string, EntryRow>;
  readonly held: Map<string, readonly string[]>;
  readonly day: Map<string, number>;
  readonly correction: Map<string, CorrectionRow>;
  readonly 'open-correction': Map<string, string>;
  readonly contract: Map<string, ContractRow>;
  readonly proposal: Map<string, ProposalRow>;
  readonly 'open-proposal': Map<string, number | null>;
  readonly ballot: Map<string, BallotRow>;
  readonly sequence: Map<string, number>;
  readonly frozen: Map<string, number>;
  readonly fork: Map<string, ForkRow>;
  readonly outcome: Map<string, OutcomeRow>;
}

export type TableName = keyof State;
export type Section = 'identity' | 'trust' | 'ledger' | 'governance' | 'conflict';

/** Which table belongs to which section (4.2). */
export const tablesOfSection: Readonly<Record<Section, readonly TableName[]>> = {
  identity: [
    'coop',
    'policy',
    'anchors',
    'invitation',
    'open-invitation',
    'member',
    'admission',
    'device',
  ],
  trust: ['edge'],
  ledger: ['account', 'entry', 'held', 'day', 'correction', 'open-correction'],
  governance: ['contract', 'proposal', 'open-proposal', 'ballot'],
  conflict: ['sequence', 'frozen', 'fork', 'outcome'],
};

export const sections: readonly Section[] = [
  'identity',
  'trust',
  'ledger',
  'governance',
  'conflict',
];

export const emptyState = (): State => ({
  coop: new Map(),
  policy: new Map(),
  anchors: new Map(),
  invitation: new Map(),
  'open-invitation': new Map(),
  member: new Map(),
  admission: new Map(),
  device: new Map(),
  edge: new Map(),
  account: new Map(),
  entry: new Map(),
  held: new Map(),
  day: new Map(),
  correction: new Map(),
  'open-correction': new Map(),
  contract: new Map(),
  proposal: new Map(),
  'open-proposal': new Map(),
  ballot: new Map(),
  sequence: new Map(),
  frozen: new Map(),
  fork: new Map(),
  outcome: new Map(),
});

export const copyState = (state: State): State => ({
  coop: new Map(state.coop),
  policy: new Map(state.policy),
  anchors: new Map(state.anchors),
  invitation: new Map(state.invitation),
  'open-invitation': new Map(state['open-invitation']),
  member: new Map(state.member),
  admission: new Map(state.admission),
  device: new Map(state.device),
  edge: new Map(state.edge),
  account: new Map(state.account),
  entry: new Map(state.entry),
  held: new Map(state.held),
  day: new Map(state.day),
  correction: new Map(state.correction),
  'open-correction': new Map(state['open-correction']),
  contract: new Map(state.contract),
  proposal: new Map(state.proposal),
  'open-proposal': new Map(state['open-proposal']),
  ballot: new Map(state.ballot),
  sequence: new Map(state.sequence),
  frozen: new Map(state.frozen),
  fork: new Map(state.fork),
  outcome: new Map(state.outcome),
});

/** Ids are hexadecimal, keys are ASCII: comparing code units is comparing bytes. */
export const ascending = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const sortedKeys = (table: ReadonlyMap<string, unknown>): string[] =>
  [...table.keys()].toSorted(ascending);

/** A type's check refuses the event: it becomes void with this code (3-fold 3.2 step 4). */
export class Refusal extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export const refuse = (code: string): never => {
  throw new Refusal(code);
};

export const require = (condition: boolean, code: string): void => {
  if (!condition) refuse(code);
};

/** The row, or the event is refused with `code`. */
export const rowOr = <R>(table: ReadonlyMap<string, R>, key: string, code: string): R =>
  table.get(key) ?? refuse(code);

/** A row that the rules guarantee: that it is missing would be a mistake of this program. */
export const row = <R>(table: ReadonlyMap<string, R>, key: string): R => {
  const found = table.get(key);
  if (found === undefined) throw new Error(`naive fold: no row ${key}`);
  return found;
};

/** 3.3: a result outside ±(2^53-1) refuses. */
export const add = (a: number, b: number): number =>
  Number.isSafeInteger(a + b) ? a + b : refuse('number-too-large');

export const coopOf = (state: State): CoopRow => row(state.coop, 'coop');
export const policyOf = (state: State): PolicyRow => row(state.policy, 'policy');

export const patch = <R extends object>(
  table: Map<string, R>,
  key: string,
  changes: Partial<R>,
): void => {
  table.set(key, { ...row(table, key), ...changes });
};

export const DAY = 86_400_000;

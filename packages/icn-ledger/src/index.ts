/**
 * The door of icn-ledger: hours and payments as balanced double entry, corrections, opening
 * balances, and leaving, which settles a balance. Pure: state and events in, state out.
 */
export * from './tables.ts';
export * from './posting.ts';
export * from './accounts.ts';
export * from './hours.ts';
export * from './payments.ts';
export * from './held.ts';
export * from './corrections.ts';
export * from './opening.ts';
export * from './leaving.ts';
export * from './effect-transfer.ts';

/** INV-LEDGER-1: all balances add to zero. */
import type { StateReader } from 'icn-core';
import { tables } from '../tables.ts';
import { demand } from '../violation.ts';

/** INV-LEDGER-1. @throws Violation */
export function checkSum(state: StateReader, where: string): void {
  const sum = state.entries(tables.account).reduce((total, [, { balance }]) => total + balance, 0);
  demand(sum === 0, 'INV-LEDGER-1', () => `balances add to ${sum} in ${where}`);
}

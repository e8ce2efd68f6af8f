/** Every claim of the product, in the order in which they are shown. */
import type { Claim } from './claim.ts';
import { badInputClaims } from './core/bad-input.ts';
import { recordClaims } from './core/records.ts';
import { wholeClaims } from './core/whole.ts';

export const claims: readonly Claim[] = [...recordClaims, ...wholeClaims, ...badInputClaims];

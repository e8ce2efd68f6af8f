/**
 * Proves that a claim can fail: breaks exactly what it promises in a scratch copy and measures there.
 *
 * Invariant: a proof needs a measurement that ran and found the promise broken. A patch that does not
 * apply, code that does not load and a program that only crashes prove nothing.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createScratch } from '../tools/scratch.ts';
import { holds, showFigure, type Claim, type Measurement } from './claim.ts';
import { measureClaim, type MeasureOptions } from './measure.ts';

/** The end of a proof. */
export interface Proof {
  /** True when the broken copy was measured and the claim was false there. */
  readonly isProven: boolean;
  /** What was seen, in words. */
  readonly figure: string;
  readonly seconds: number;
}

/** Where the patches are. */
export const breakersFolder = join('claims', 'breakers');

/** The line of a patch, before its first hunk, that says what it breaks. */
export function breakerHeader(text: string): string | undefined {
  return /^Breaks: (.+)$/m.exec(text.split(/^(?:diff|---) /m)[0] ?? '')?.[1];
}

/** The files that a patch changes. */
export function patchedFiles(text: string): readonly string[] {
  return [...text.matchAll(/^\+\+\+ b\/(\S+)$/gm)].map(([, file = '']) => file);
}

/** Applies a patch to a checkout. @throws Error with what git said when it does not apply */
export function applyPatch(root: string, patch: string, checkOnly = false): void {
  const args = ['apply', '--recount', '--whitespace=nowarn', ...(checkOnly ? ['--check'] : [])];
  execFileSync('git', [...args, patch], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Judges a measurement that was made after breaking the claim. */
export function judgeProof(claim: Claim, measurement: Measurement): Proof {
  const { ran, problems, failures, isCrash, seconds } = measurement;
  const no = (figure: string): Proof => ({ isProven: false, figure, seconds });
  if (problems.length > 0) return no(`could not be measured: ${problems.join('; ')}`);
  if (ran === 0) return no('nothing was measured');
  if (holds(claim, measurement)) return no(`still holds: ${showFigure(claim, measurement)}`);
  if (isCrash) return no(`breaks the program, not the promise: ${failures.join('; ')}`);
  return { isProven: true, figure: showFigure(claim, measurement), seconds };
}

/** Breaks one claim in a copy of the checkout and measures it there. */
export async function proveClaim(claim: Claim, options: MeasureOptions): Promise<Proof> {
  const patch = join(options.root, breakersFolder, claim.breaker);
  using scratch = createScratch(options.root);
  try {
    readFileSync(patch);
    applyPatch(scratch.root, patch);
  } catch (cause) {
    return {
      isProven: false,
      figure: `the breaker ${claim.breaker} does not apply: ${messageOf(cause)}`,
      seconds: 0,
    };
  }
  return judgeProof(claim, await measureClaim(claim, { ...options, root: scratch.root }));
}

function messageOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { stderr } = cause as Error & { readonly stderr?: Buffer };
  return (stderr?.toString() ?? cause.message).trim();
}

/** What a check found: the invariant's name and what was seen. Ends the run of its seed. */
export class Violation extends Error {
  override readonly name = 'Violation';
  /** Such as `INV-FOLD-1`. */
  readonly invariant: string;
  readonly detail: string;

  constructor(invariant: string, detail: string) {
    super(`${invariant}: ${detail}`);
    this.invariant = invariant;
    this.detail = detail;
  }
}

/** States what must hold. @throws Violation */
export function demand(
  condition: boolean,
  invariant: string,
  detail: () => string,
): asserts condition {
  if (!condition) throw new Violation(invariant, detail());
}

/**
 * Checks claims: measures each, and proves each when asked to.
 *
 * Invariant: every claim that was asked for gets a report, in the order asked.
 */
import { holds, showFigure, type Claim, type Measurement, type SuiteMeasure } from './claim.ts';
import { measureClaim, measureSuites } from './measure.ts';
import { proveClaim, type Proof } from './prove.ts';

/** What became of a claim. */
export interface Report {
  readonly claim: Claim;
  readonly holds: boolean;
  /** The figure and what it has to be, in words. */
  readonly figure: string;
  /** Of its measurement; of a suite what its tests took. */
  readonly seconds: number;
  /** Why it does not hold, one line each. */
  readonly problems: readonly string[];
  /** Present when a proof was asked for. */
  readonly proof?: Proof;
}

/** How to check. */
export interface CheckOptions {
  /** Root of the checkout that the claims are about. */
  readonly root: string;
  readonly isProving: boolean;
  readonly onReport?: (report: Report) => void;
  /** Given a line whenever something longer begins or goes on. */
  readonly onProgress?: (text: string) => void;
}

/** The claims that the names stand for, or what is wrong with the names. */
export function select(
  claims: readonly Claim[],
  names: readonly string[],
): readonly Claim[] | string {
  const capabilities = [...new Set(claims.map(({ capability }) => capability))];
  const unknown = names.filter(
    (name) => !capabilities.includes(name) && !claims.some((claim) => claim.name === name),
  );
  if (unknown.length > 0) {
    const known = claims.map(({ name }) => name).join(', ');
    return `no such claim: ${unknown.join(', ')}; there is ${capabilities.join(', ')}, or one of ${known}`;
  }
  return claims.filter(
    ({ name, capability }) =>
      names.length === 0 || names.includes(name) || names.includes(capability),
  );
}

/** True when the claim holds and, if that was asked, its breaker turns it false. */
export function isSound({ holds: isHeld, proof }: Report): boolean {
  return isHeld && proof?.isProven !== false;
}

const aliveMs = 10_000;

/** Says every now and then that something is still under way, and what it printed last. */
function heartbeat(what: string, onProgress: CheckOptions['onProgress']) {
  const started = performance.now();
  let last = '';
  let told = started;
  onProgress?.(what);
  return (text: string): void => {
    last = text.trim().split('\n').at(-1)?.slice(0, 100) ?? last;
    if (performance.now() < told + aliveMs) return;
    told = performance.now();
    onProgress?.(`  ${what}: ${Math.round((told - started) / 1000)} s  ${last}`);
  };
}

/**
 * The claims that one run of vitest measures together: all quick suites, since starting takes longer
 * than most of them, and heavy ones that share their files.
 */
function sharedRuns(claims: readonly Claim[]): readonly (readonly SuiteClaim[])[] {
  const runs = new Map<string, SuiteClaim[]>();
  for (const claim of claims) {
    const { measure, weight } = claim;
    if (measure.kind !== 'suite') continue;
    const key = weight === 'quick' ? 'quick' : measure.files.join();
    const known = runs.get(key);
    if (known === undefined) runs.set(key, [{ claim, measure }]);
    else known.push({ claim, measure });
  }
  return [...runs.values()].filter((run) => run.length > 1);
}

/** Quick programs wait for the disk as much as for the processor, so two run at a time. */
async function measureQuickPrograms(
  claims: readonly Claim[],
  measured: Map<Claim, Measurement>,
  root: string,
  onProgress: CheckOptions['onProgress'],
): Promise<void> {
  const left = claims.filter(
    ({ measure, weight }) => weight === 'quick' && measure.kind !== 'suite',
  );
  const work = async (): Promise<void> => {
    for (let claim = left.shift(); claim !== undefined; claim = left.shift()) {
      const onOutput = heartbeat(`measuring ${claim.name}`, onProgress);
      measured.set(claim, await measureClaim(claim, { root, onOutput }));
    }
  };
  await Promise.all([work(), work()]);
}

interface SuiteClaim {
  readonly claim: Claim;
  readonly measure: SuiteMeasure;
}

/** Measures all, those that can be together, then proves one after the other. */
export async function checkClaims(
  claims: readonly Claim[],
  { root, isProving, onReport, onProgress }: CheckOptions,
): Promise<readonly Report[]> {
  const measured = new Map<Claim, Measurement>();
  for (const run of sharedRuns(claims)) {
    const onOutput = heartbeat(`measuring ${run.length} claims by tests`, onProgress);
    const suites = run.map(({ measure }) => measure);
    const found = await measureSuites(suites, { root, onOutput });
    for (const [index, { claim }] of run.entries()) {
      const measurement = found[index];
      if (measurement !== undefined) measured.set(claim, measurement);
    }
  }
  await measureQuickPrograms(claims, measured, root, onProgress);
  const reports: Report[] = [];
  for (const [index, claim] of claims.entries()) {
    const step = `[${index + 1}/${claims.length}] ${claim.name}`;
    const measurement =
      measured.get(claim) ??
      (await measureClaim(claim, {
        root,
        onOutput: heartbeat(`${step}: measuring`, onProgress),
      }));
    const proof = isProving
      ? await proveClaim(claim, { root, onOutput: heartbeat(`${step}: broken`, onProgress) })
      : undefined;
    const report = reportOf(claim, measurement, proof);
    onReport?.(report);
    reports.push(report);
  }
  return reports;
}

function reportOf(claim: Claim, measurement: Measurement, proof: Proof | undefined): Report {
  const isHeld = holds(claim, measurement);
  return {
    claim,
    holds: isHeld,
    figure: showFigure(claim, measurement),
    seconds: measurement.seconds,
    problems: isHeld
      ? []
      : [
          ...(measurement.ran === 0 ? ['nothing was measured'] : []),
          ...measurement.problems,
          ...measurement.failures.slice(0, 5),
        ],
    ...(proof === undefined ? {} : { proof }),
  };
}

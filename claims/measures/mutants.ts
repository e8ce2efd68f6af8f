/**
 * Measures: the simulator notices broken rules. Takes a sample of the patches that the simulator is
 * tried on (`npm run sim -- --mutants` takes all), and stops at the first that it does not notice.
 *
 * Prints {"tried", "survived", "failures"}.
 */
import { mutantNames, tryMutant } from '../../tools/sim/mutants.ts';

/** One in so many patches: a quarter of a minute each, as a rule. */
const stride = 8;

const sample = mutantNames().filter((_, index) => index % stride === 0);
const failures: string[] = [];
let tried = 0;
for (const name of sample) {
  const { seeds, by, breaks } = await tryMutant(name);
  tried += 1;
  process.stderr.write(`${name}: ${seeds === undefined ? by : `seed ${seeds} by ${by}`}\n`);
  if (seeds !== undefined) continue;
  failures.push(`${name} (${breaks}): ${by}`);
  break;
}
console.log(JSON.stringify({ tried, survived: failures.length, failures }));

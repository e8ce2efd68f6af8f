/**
 * The door of icn-sim: a simulator that drives production replicas through seeded faults and attacks, in virtual time.
 * Pure: cryptography comes from the caller. See docs/simulator.md.
 */
export { describeOp, type Op } from './op.ts';
export { planOf, type Plan } from './plan.ts';
export { runPlan, runSeed, shorten, type SeedResult } from './run.ts';
export { Coverage } from './coverage.ts';
export { requiredCounters } from './required-counters.ts';
export { realCrypto, stubCrypto, type SimCrypto } from './sim-crypto.ts';

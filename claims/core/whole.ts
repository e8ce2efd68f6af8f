/**
 * The product as a whole: on the shipped command line and its files, in the simulator, and against the
 * limits of the machine.
 */
import type { Claim, ProgramMeasure, SuiteMeasure, Threshold } from '../claim.ts';

const cli = (file: string, ran: string, thresholds: readonly Threshold[]): ProgramMeasure => ({
  kind: 'program',
  command: ['node', `claims/measures/${file}`],
  limitSeconds: 120,
  ran,
  thresholds,
});

const year = (tests: string, testsMin: number): SuiteMeasure => ({
  kind: 'suite',
  project: 'scenarios',
  files: ['test/scenarios/year.test.ts'],
  tests: [tests],
  testsMin,
});

/** Claims that are measured from outside. */
export const wholeClaims: readonly Claim[] = [
  {
    name: 'verify-says-where',
    capability: 'core',
    sentence:
      'The check finds a flipped bit, a dropped, a swapped or every lost entry in the files of a node, and says where.',
    weight: 'quick',
    measure: cli('damage.ts', 'damaged', [
      { figure: 'located', bound: 'at least', value: 6, unit: 'kinds of damage located' },
      { figure: 'damaged', bound: 'exactly', value: 6, unit: 'kinds of damage done' },
      { figure: 'clean', bound: 'exactly', value: 1, unit: 'untouched records found whole' },
    ]),
    breaker: 'verify-says-where.patch',
  },
  {
    name: 'second-directory',
    capability: 'core',
    sentence:
      'Records exported and opened in a second directory say the same in everything; a changed export opens nowhere.',
    weight: 'quick',
    measure: cli('second-directory.ts', 'compared', [
      { figure: 'different', bound: 'exactly', value: 0, unit: 'answers differ' },
      { figure: 'compared', bound: 'at least', value: 4, unit: 'answers compared' },
      { figure: 'opened', bound: 'exactly', value: 0, unit: 'spoilt exports opened' },
      { figure: 'spoilt', bound: 'at least', value: 3, unit: 'exports spoilt' },
    ]),
    breaker: 'second-directory.patch',
  },
  {
    name: 'plain-answers',
    capability: 'core',
    sentence:
      'What the command line refuses it refuses with a reason and a next step in plain words, and changes nothing.',
    weight: 'quick',
    measure: cli('answers.ts', 'asked', [
      { figure: 'unclear', bound: 'exactly', value: 0, unit: 'refusals unclear' },
      { figure: 'asked', bound: 'at least', value: 9, unit: 'commands refused' },
      { figure: 'changed', bound: 'exactly', value: 0, unit: 'records changed' },
    ]),
    breaker: 'plain-answers.patch',
  },
  {
    name: 'year',
    capability: 'core',
    sentence:
      'A year of ten people, 5,000 entries and 60 votes, is written, verified, exported and opened elsewhere with the identical state.',
    weight: 'heavy',
    measure: year('the year', 5),
    breaker: 'year.patch',
  },
  {
    name: 'year-damage',
    capability: 'core',
    sentence: 'In the records of a year the check finds every kind of damage and says where.',
    weight: 'heavy',
    measure: year('damage', 20),
    breaker: 'year-damage.patch',
  },
  {
    name: 'simulator',
    capability: 'core',
    sentence:
      'No run of nine nodes with crashes, lost messages, wrong clocks and cheating members ever breaks a rule.',
    weight: 'heavy',
    measure: {
      kind: 'program',
      command: ['node', 'tools/sim.ts', '--seeds', '20', '--json'],
      limitSeconds: 600,
      ran: 'events',
      thresholds: [
        { figure: 'failures', bound: 'exactly', value: 0, unit: 'violations' },
        { figure: 'seeds', bound: 'at least', value: 20, unit: 'seeds' },
        { figure: 'events', bound: 'at least', value: 5000, unit: 'events' },
        { figure: 'checkpoints', bound: 'at least', value: 400, unit: 'checkpoints' },
        { figure: 'neverTaken', bound: 'exactly', value: 0, unit: 'rare paths never taken' },
      ],
    },
    breaker: 'simulator.patch',
  },
  {
    name: 'mutants',
    capability: 'core',
    sentence: 'Where a rule is broken on purpose, the simulator notices.',
    weight: 'heavy',
    measure: {
      kind: 'program',
      command: ['node', 'claims/measures/mutants.ts'],
      limitSeconds: 900,
      ran: 'tried',
      thresholds: [
        { figure: 'survived', bound: 'exactly', value: 0, unit: 'unnoticed' },
        { figure: 'tried', bound: 'at least', value: 5, unit: 'broken rules tried' },
      ],
    },
    breaker: 'mutants.patch',
  },
  {
    name: 'speed',
    capability: 'core',
    sentence:
      'The software keeps up with the machine: what limits it is the signature and the disk.',
    weight: 'heavy',
    measure: {
      kind: 'program',
      command: ['node', 'bench/main.ts', '--quick', '--json'],
      limitSeconds: 300,
      ran: 'lines',
      thresholds: [
        {
          figure: 'lines.opening.value',
          bound: 'at most',
          value: 2,
          unit: 'times as long to open the records as to read them',
        },
        {
          figure: 'lines.growth.value',
          bound: 'at most',
          value: 1.3,
          unit: 'times as slow when three times as long',
        },
        {
          figure: 'lines.ingest.value',
          bound: 'at least',
          value: 0.6,
          unit: 'of bare verification',
        },
        { figure: 'lines.payment.value', bound: 'at least', value: 0.5, unit: 'of a bare commit' },
        { figure: 'ok', bound: 'exactly', value: 1, unit: 'verdict of the benchmark' },
      ],
    },
    breaker: 'speed.patch',
  },
];

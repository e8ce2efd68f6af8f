/** The records and what follows from them: kept, checked, the same everywhere, counted right. */
import type { Claim, SuiteMeasure } from '../claim.ts';

const unit = (
  files: SuiteMeasure['files'],
  testsMin: number,
  tests?: SuiteMeasure['tests'],
): SuiteMeasure => ({
  kind: 'suite',
  project: 'unit',
  files,
  testsMin,
  ...(tests === undefined ? {} : { tests }),
});

/** Claims about storage, state and the ledger. */
export const recordClaims: readonly Claim[] = [
  {
    name: 'crash-kill',
    capability: 'core',
    sentence: 'What was shown as saved is there after the program was killed, whenever that was.',
    weight: 'heavy',
    measure: {
      kind: 'suite',
      project: 'store',
      files: ['test/store-kill/kill.test.ts'],
      testsMin: 4,
    },
    breaker: 'crash-kill.patch',
  },
  {
    name: 'crash-power',
    capability: 'core',
    sentence:
      'What was shown as saved is there after a power cut, even on a disk that tears what it writes.',
    weight: 'heavy',
    measure: {
      kind: 'suite',
      project: 'store',
      files: ['test/store-torn/torn.test.ts'],
      tests: ['power cuts'],
      testsMin: 2,
    },
    breaker: 'crash-power.patch',
  },
  {
    name: 'tampering-located',
    capability: 'core',
    sentence:
      'Whatever somebody changes in the records on disk, the check finds it and says where.',
    weight: 'quick',
    measure: unit(['packages/icn-store/src/tamper.test.ts'], 30),
    breaker: 'tampering-located.patch',
  },
  {
    name: 'erased-is-gone',
    capability: 'core',
    sentence: 'Personal data that was erased is in no file of the node any more.',
    weight: 'quick',
    measure: unit(['packages/icn-store/src/directory.test.ts'], 1, ['an erased blob']),
    breaker: 'erased-is-gone.patch',
  },
  {
    name: 'private-keys',
    capability: 'core',
    sentence:
      'A key file is its owner’s alone: locked, unreadable for others on the machine, never overwritten.',
    weight: 'quick',
    measure: unit(['packages/icn-store/src/keystore.test.ts'], 10),
    breaker: 'private-keys.patch',
  },
  {
    name: 'same-state',
    capability: 'core',
    sentence:
      'Two nodes with the same entries have the same state to the last byte, in whatever order the entries came.',
    weight: 'quick',
    measure: unit(['packages/icn-replica/src/replica.test.ts'], 3, [
      'events in any order of arrival',
      'a second node follows to the same root',
      'both nodes settle it alike',
    ]),
    breaker: 'same-state.patch',
  },
  {
    name: 'balances-zero',
    capability: 'core',
    sentence: 'All balances add to zero, after every single entry.',
    weight: 'quick',
    measure: unit(['packages/icn-ledger/src/ledger.law.test.ts'], 2),
    breaker: 'balances-zero.patch',
  },
  {
    name: 'vote-counts-once',
    capability: 'core',
    sentence:
      'A vote closes once, by the last ballot of each elector, and what it decides happens once or not at all.',
    weight: 'quick',
    measure: unit(['packages/icn-governance/src/closing.law.test.ts'], 4),
    breaker: 'vote-counts-once.patch',
  },
  {
    name: 'explained',
    capability: 'core',
    sentence:
      'Whatever the software refuses, holds back or leaves without effect has a code, a reason in plain words and a next step.',
    weight: 'quick',
    measure: unit(
      ['bytes', 'signatures', 'replays', 'rights', 'texts'].map(
        (name) => `test/bad-input/${name}.test.ts`,
      ),
      230,
    ),
    breaker: 'explained.patch',
  },
];

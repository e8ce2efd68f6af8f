/** The parameter that all shipped templates share. */
import { dayMs, votingMsMax, votingMsMin } from 'icn-core';
import type { ParameterDefinition } from '../src/template.ts';

/** Time for voting: the same choice in every template. */
export const durationParameter: ParameterDefinition = {
  name: 'duration',
  unit: 'ms',
  label: 'How long voting is open',
  min: votingMsMin,
  max: votingMsMax,
  default: 7 * dayMs,
};

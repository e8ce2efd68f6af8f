/** The parameter that all shipped templates share. */
import { dayMs, durationMsMax, durationMsMin } from '../src/document.ts';
import type { ParameterDefinition } from '../src/template.ts';

/** Time for voting: the same choice in every template. */
export const durationParameter: ParameterDefinition = {
  name: 'duration',
  unit: 'ms',
  label: 'How long voting is open',
  min: durationMsMin,
  max: durationMsMax,
  default: 7 * dayMs,
};

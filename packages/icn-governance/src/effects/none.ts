/** `none`: the decision is on record; people carry it out. */
import { accept } from 'icn-core';
import { z } from 'zod';
import type { EffectDefinition } from './effect.ts';

/** Shape on the wire and in content. */
export const noneBody = z.strictObject({ kind: z.literal('none') });

/** The effect. */
export const none: EffectDefinition<z.infer<typeof noneBody>> = {
  check: (_state, effect) => accept(effect),
  apply: () => undefined,
  preview: () =>
    'The decision is recorded. The software does nothing else; it is for you to carry it out.',
};

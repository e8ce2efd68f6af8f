/** `anchors.set`: which nodes make the record final. */
import { accept } from 'icn-core';
import { anchorKeys, replaceAnchors } from 'icn-identity';
import { z } from 'zod';
import { listInWords } from '../words.ts';
import type { EffectDefinition } from './effect.ts';

/** Shape on the wire and in content. */
export const anchorsSetBody = z.strictObject({
  kind: z.literal('anchors.set'),
  anchors: anchorKeys,
});

/** The effect. */
export const anchorsSet: EffectDefinition<z.infer<typeof anchorsSetBody>> = {
  keys: ({ anchors }) => anchors,
  check: (_state, effect) => accept(effect),
  apply(state, { plan: { anchors } }) {
    replaceAnchors(state, anchors);
  },
  preview: ({ anchors }, names) => {
    const nodes = listInWords(anchors.map(names.node));
    return anchors.length === 1
      ? `From then on ${nodes} alone makes the record final.`
      : `From then on ${nodes} make the record final; any two of them have to agree.`;
  },
};

/** All vector files, made anew. */
import type { Subject } from '../suite.ts';
import { makeCborInvalid, makeCborValid } from './cbor.ts';
import { makeEdgeCases, makeFlipped, makePrefixes, makeRfc8032 } from './crypto.ts';
import { makeInvalidEvents, makeValidEvents } from './event-cases.ts';
import { tellStory } from './event-story.ts';
import { makeCodes, makeMemberIds, makeTexts, makeTypedCodes } from './ids.ts';
import { makeMerkle, makeNextTimes, makeOrder } from './time.ts';
import { makeRegistryFiles } from './registry-files.ts';
import { openWorkshop } from './workshop.ts';

/** Every file of vectors/ by name. The same on every machine and every day. */
export function makeVectorFiles(subject: Subject): Readonly<Record<string, unknown>> {
  const workshop = openWorkshop(subject);
  const story = tellStory(workshop);
  return {
    'cbor/valid.json': makeCborValid(),
    'cbor/invalid.json': makeCborInvalid(),
    'crypto/edge-cases.json': makeEdgeCases(),
    'crypto/rfc8032.json': makeRfc8032(),
    'crypto/flipped.json': makeFlipped(workshop),
    'crypto/prefixes.json': makePrefixes(workshop),
    'ids/member-ids.json': makeMemberIds(workshop),
    'ids/codes.json': makeCodes(workshop),
    'ids/typed-codes.json': makeTypedCodes(),
    'hlc/next.json': makeNextTimes(),
    'hlc/order.json': makeOrder(),
    'merkle/append.json': makeMerkle(workshop),
    'text/texts.json': makeTexts(),
    'events/valid.json': makeValidEvents(story),
    'events/invalid.json': makeInvalidEvents(story),
    ...makeRegistryFiles(workshop),
  };
}

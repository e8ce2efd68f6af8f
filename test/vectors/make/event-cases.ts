/** Vectors of whole events: valid ones at every limit, and every code of 1-events.md §1.4. */
import type { EventCase, EventFile } from '../format.ts';
import { caseOf, ffs, file, filled, ofLength, storyEvent } from './event-case-kit.ts';
import { malformedEvents } from './event-malformed.ts';
import { misplacedEvents } from './event-misplaced.ts';
import { blobOf, withHeader, type Story, type Writing } from './event-story.ts';

export function makeValidEvents(story: Story): EventFile {
  const { write, next, workshop, coop, founder, spare, phone, idOf, prove } = story;
  const valid = (about: string, writing: Writing): EventCase =>
    caseOf(story, about, write(writing), 'valid');
  const newDevice = workshop.signer('new device');
  const [ms] = next.header['t'] as readonly [number, number];
  const cases = [
    ...[...story.events].map(([name, written]) => caseOf(story, name, written, 'valid')),
    {
      ...caseOf(story, 'genesis, no cooperative open', storyEvent(story, 'genesis'), 'valid'),
      coop: null,
      holds: [],
    },
    valid("Anna's payment", next),
    valid('with a blob', { ...next, blob: blobOf(workshop, 40) }),
    valid('a blob that the sender lacks', withHeader(next, { z: ffs })),
    valid('a blob that the sender has erased', { ...withHeader(next, { z: ffs }), blob: null }),
    valid("the phone's first event", {
      ...withHeader(next, { n: 0, p: null, q: [idOf('anna enrols her phone')] }),
      author: phone,
    }),
    valid('the first event of a spare key', {
      author: spare,
      header: {
        c: coop,
        n: 0,
        p: null,
        q: [idOf('founder joins')],
        t: next.header['t'],
        k: 'device.enrolled',
      },
      body: { key: newDevice.publicKey, proof: prove(coop, spare, newDevice) },
    }),
    valid('one millisecond after its parent', withHeader(next, { t: [ms - 59_999, 0] })),
    valid('in the same millisecond as its parent', withHeader(next, { t: [ms - 60_000, 1] })),
    valid('the last time there is', withHeader(next, { t: [2 ** 48 - 1, 65_535] })),
    valid('an unknown checkpoint above those of the parents', withHeader(next, { e: [900, ffs] })),
    valid('the highest height', withHeader(next, { e: [Number.MAX_SAFE_INTEGER, ffs] })),
    valid('another checkpoint of the same height', withHeader(next, { e: [3, ffs] })),
    valid('body of 16,384 bytes', filled(story, 16_384)),
    valid('blob content of 65,536 bytes', { ...next, blob: blobOf(workshop, 65_536) }),
    caseOf(story, 'event of 82,000 bytes', ofLength(story, 82_000), 'valid'),
    valid('type of 32 bytes', {
      ...withHeader(next, { k: 'test.thirty-two-bytes-exactly-xy' }),
      body: {},
    }),
    valid('no other parent', withHeader(next, { q: [] })),
    valid('cites the founder', {
      ...withHeader(next, { n: 3, p: idOf('invitation'), q: [idOf('anna joins')] }),
      author: founder,
    }),
  ];
  return file(
    story,
    'Valid events, many at a limit. `held` are the events that they build on.',
    cases,
  );
}

export function makeInvalidEvents(story: Story): EventFile {
  const cases = [...malformedEvents(story), ...misplacedEvents(story)];
  return file(
    story,
    'Events that every node must refuse, each with the code of the first check that fails.',
    cases,
  );
}

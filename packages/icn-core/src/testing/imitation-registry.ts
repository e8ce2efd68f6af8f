/**
 * A small imitation of the event registry for the vectors of part 1 of the protocol: the real names where 1-events.md
 * rests on them, and the least of a body that its rules need. Not the registry; its types never reach a log.
 */
import { z } from 'zod';
import { fromHex, type Hex } from '../bytes.ts';
import { prefixed } from '../crypto.ts';
import {
  accept,
  type AnyEventType,
  type BodyProof,
  type EventType,
  type ProofContext,
  type TypeLookup,
} from '../event-type.ts';
import { hex32, line, minutes, signature64 } from '../schema.ts';

interface ProvenKey {
  readonly key: Hex;
  readonly proof: Hex;
}

const provenKey = z.strictObject({ key: hex32, proof: signature64 });

/** The possession proof of a body that enrols a key (1-events.md §1.5). */
function possession({ key, proof }: ProvenKey, { coop, device }: ProofContext): BodyProof {
  const keyAsBytes = fromHex(key);
  const message = prefixed('icn/possession/1', coop, device, keyAsBytes);
  return { key: keyAsBytes, message, signature: fromHex(proof) };
}

type Parts<Content> = Pick<EventType<Content>, 'body' | 'keys' | 'proofs' | 'enrols'>;

function imitate<Content>(type: string, parts: Parts<Content>): EventType<Content> {
  return {
    type,
    rules: 0,
    author: 'anyone',
    concurrency: 'order',
    label: type,
    check: () => accept(undefined),
    apply: () => undefined,
    ...parts,
  };
}

export const founded = imitate('coop.founded', { body: z.strictObject({ name: line(80) }) });

export const invited = imitate('member.invited', {
  body: z.strictObject({ key: hex32 }),
  keys: ({ key }) => [key],
});

export const joined = imitate('member.joined', {
  body: z.strictObject({
    invitation: hex32.nullable(),
    link: signature64.nullable(),
    spare: provenKey.nullable(),
  }),
  keys: ({ spare }) => (spare === null ? [] : [spare.key]),
  proofs: ({ spare }, context) => (spare === null ? [] : [possession(spare, context)]),
  enrols: ({ spare }) => (spare === null ? [] : [spare.key]),
});

export const enrolled = imitate('device.enrolled', {
  body: provenKey,
  keys: ({ key }) => [key],
  proofs: (content, context) => [possession(content, context)],
  enrols: ({ key }) => [key],
});

export const transferred = imitate('ledger.transferred', {
  body: z.strictObject({ to: hex32, minutes }),
});

/** For sizes: a body of any length. */
export const filled = imitate('test.filled', { body: z.strictObject({ fill: z.string() }) });

/** For the length of a type name: 32 bytes. */
export const longNamed = imitate('test.thirty-two-bytes-exactly-xy', { body: z.strictObject({}) });

const types: readonly AnyEventType[] = [
  founded,
  invited,
  joined,
  enrolled,
  transferred,
  filled,
  longNamed,
];
const typeByName = new Map(types.map((definition) => [definition.type, definition]));

/** The imitation as the decoder asks for it. */
export const imitationRegistry: TypeLookup = (type) => typeByName.get(type);

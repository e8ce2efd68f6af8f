/**
 * A cooperative of the real registry, as far as the vectors of event types need one: whoever writes in them has to be
 * somebody, and what they write comes after something.
 */
import { fromHex, prefixed, type CborMap, type CborValue, type Signer } from 'icn-core';
import { writer, type Writing, type Written } from './event-story.ts';
import type { Workshop } from './workshop.ts';

/** One day in milliseconds. */
export const day = 86_400_000;
/** Time of the genesis. */
export const foundedMs = 1_790_000_000_000;
/** Stands for no id. */
export const zeros: Uint8Array = new Uint8Array(32);

/** The cooperative, and what its next events are written with. */
export interface RegistryStory {
  readonly workshop: Workshop;
  readonly coop: Uint8Array;
  readonly founder: Signer;
  readonly anna: Signer;
  /** Enrolled by Anna; has written nothing. */
  readonly phone: Signer;
  /** Anna's spare key, and a node of hers. */
  readonly spare: Signer;
  readonly node: Signer;
  /** One-time key of the invitation that nobody has used yet. */
  readonly oneTime: Signer;
  /** Valid events by name, parents first. */
  readonly events: ReadonlyMap<string, Written>;
  readonly idOf: (name: string) => Uint8Array;
  readonly write: (writing: Writing) => Written;
  /** An event that Anna's device writes next. */
  readonly next: (type: string, body: CborMap) => Writing;
  /** The genesis of this or another cooperative. */
  readonly genesis: (body: CborMap) => Writing;
  /** A key with its proof, for an event of `author`. */
  readonly proven: (author: Signer, key: Signer) => CborMap;
  /** What the holder of `oneTime` signs for a device that joins. */
  readonly link: (device: Signer) => Uint8Array;
}

/** The weakest rule of the built-in floors of 4-registry 4.7. */
const most: CborValue = { share: [1, 2], strict: true, of: 'electorate', quorum: 0 };

/** The floors of 4-registry 4.7. */
export const floors: CborMap = {
  'anchors.set': most,
  'contract.deploy': most,
  'contract.retire': most,
  'ledger.transfer': { share: [2, 3], strict: false, of: 'cast', quorum: 50 },
  'member.admit': { share: [1, 2], strict: true, of: 'cast', quorum: 0 },
  'member.remove': most,
  'policy.set': most,
};

/** The policy of the genesis. */
export const policy: CborMap = {
  creditLimit: 600,
  commonLimit: 60_000,
  vouchesFew: 1,
  vouchesMany: 2,
  fewBelow: 4,
  admissionDelay: 3 * day,
  confirmHours: true,
  floors,
};

type Add = (name: string, author: Signer, header: Writing['header'], body: CborMap) => void;

/** Tells the story. */
export function tellRegistryStory(workshop: Workshop): RegistryStory {
  const { signer } = workshop;
  const [founder, anna, phone] = [signer('founder'), signer('anna'), signer("anna's phone")];
  const [spare, node, oneTime] = [
    signer("anna's spare"),
    signer("anna's node"),
    signer('one-time'),
  ];
  const write = writer(workshop);
  const events = new Map<string, Written>();
  const idOf = (name: string): Uint8Array => {
    const event = events.get(name);
    if (event === undefined) throw new Error(`the story has no event ${name}`);
    return fromHex(event.id);
  };
  const t = (): CborValue => [foundedMs + events.size * 60_000, 0];
  const genesis = (body: CborMap): Writing => ({
    author: founder,
    header: { c: zeros, n: 0, p: null, t: [foundedMs, 0], k: 'coop.founded' },
    body,
  });
  const anchors = [workshop.signer('anchor').publicKey];
  events.set('genesis', write(genesis({ name: 'Bakery', unit: 'h', anchors, policy })));
  const coop = idOf('genesis');
  const proven = (author: Signer, key: Signer): CborMap => ({
    key: key.publicKey,
    proof: key.sign(prefixed('icn/possession/1', coop, author.publicKey, key.publicKey)),
  });
  const linkOf =
    (link: Signer) =>
    (device: Signer): Uint8Array =>
      link.sign(prefixed('icn/invitation/1', coop, device.publicKey));
  const add: Add = (name, author, header, body) => {
    events.set(name, write({ author, header: { c: coop, t: t(), ...header }, body }));
  };
  tellTheRest({ add, idOf, proven, founder, anna, phone, spare, node, oneTime, linkOf, signer });
  const next = (type: string, body: CborMap): Writing => {
    const [p, q] = [idOf('anna registers a node'), [idOf('second invitation')]];
    return { author: anna, header: { c: coop, n: 4, p, q, t: t(), k: type }, body };
  };
  const link = linkOf(oneTime);
  const people = { founder, anna, phone, spare, node, oneTime };
  return { workshop, coop, ...people, events, idOf, write, next, genesis, proven, link };
}

interface Telling extends Pick<
  RegistryStory,
  'idOf' | 'proven' | 'founder' | 'anna' | 'phone' | 'spare' | 'node' | 'oneTime'
> {
  readonly add: Add;
  readonly linkOf: (link: Signer) => (device: Signer) => Uint8Array;
  readonly signer: Workshop['signer'];
}

function tellTheRest(telling: Telling): void {
  const { add, idOf, proven, founder, anna, phone, spare, node, oneTime, linkOf, signer } = telling;
  const used = signer('used one-time');
  const expires = foundedMs + 30 * day;
  const invite = (name: string, n: number, before: string, key: Signer): void => {
    const body = { key: key.publicKey, expires };
    add(name, founder, { n, p: idOf(before), k: 'member.invited' }, body);
  };
  add(
    'founder joins',
    founder,
    { n: 1, p: idOf('genesis'), k: 'member.joined' },
    { invitation: null, link: null, spare: proven(founder, signer("founder's spare")) },
  );
  invite('first invitation', 2, 'founder joins', used);
  invite('second invitation', 3, 'first invitation', oneTime);
  const invitation = idOf('first invitation');
  add(
    'anna joins',
    anna,
    { n: 0, p: null, q: [invitation], k: 'member.joined' },
    { invitation, link: linkOf(used)(anna), spare: null },
  );
  add(
    'anna enrols her phone',
    anna,
    { n: 1, p: idOf('anna joins'), k: 'device.enrolled' },
    proven(anna, phone),
  );
  add(
    'anna sets a spare key',
    anna,
    { n: 2, p: idOf('anna enrols her phone'), k: 'device.spare-set' },
    { spare: proven(anna, spare) },
  );
  add(
    'anna registers a node',
    anna,
    { n: 3, p: idOf('anna sets a spare key'), k: 'node.registered' },
    proven(anna, node),
  );
}

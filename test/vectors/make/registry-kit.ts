/**
 * What the vectors of event types are written with. A type is described by a sample: valid bodies, and bodies that are
 * wrong in a way of their own. The ways in which any body can be wrong (a key too few or too many, a value of another
 * type, a byte string of another length) follow from the first valid body.
 */
import { isCborMap, toHex, type CborMap, type CborValue, type Hex } from 'icn-core';
import { spellBytes, type JsonValue, type RegistryCase } from '../format.ts';
import { rising, withHeader, type Writing } from './event-story.ts';
import { zeros, type RegistryStory } from './registry-story.ts';

/** A body and what is special about it. */
export type Body = readonly [about: string, body: CborMap];

/** Where something is in a body: keys of maps and places in arrays. */
export type Path = readonly (string | number)[];

/** One type of event, shown by bodies. */
export interface Sample {
  readonly type: string;
  /** Valid bodies by Anna's device, or of a genesis; the first says something under every key. */
  readonly valid: readonly Body[];
  /** Bodies for the code `wrong-body`, beyond those that follow from the first valid one. */
  readonly wrong: readonly Body[];
  /** Maps in the first body that may have other keys than it has. */
  readonly open?: readonly Path[];
  /** Parts of the first body that are described once elsewhere and left alone here. */
  readonly skip?: readonly Path[];
  /** Public keys in the first body. */
  readonly keys?: readonly Path[];
}

/** `n` as often as given: a text of that many bytes. */
export function long(bytes: number): string {
  return 'n'.repeat(bytes);
}

/** The map with some keys changed. */
export function having(map: CborMap, changes: CborMap): CborMap {
  return { ...map, ...changes };
}

/** Distinct keys, ascending. */
export function keysOf(story: RegistryStory, count: number): readonly Uint8Array[] {
  const names = Array.from({ length: count }, (_, at) => `key ${at}`);
  return rising(names.map((name) => story.workshop.signer(name).publicKey));
}

/** Distinct ids, ascending, of things that nobody has seen. */
export function idsOf(story: RegistryStory, count: number): readonly Uint8Array[] {
  return rising(Array.from({ length: count }, (_, at) => story.workshop.bytes(`id ${at}`, 32)));
}

/** What a body says: byte strings as hexadecimal text. */
function contentOf(body: CborValue): JsonValue {
  if (body instanceof Uint8Array) return toHex(body);
  if (isCborMap(body)) {
    return Object.fromEntries(Object.entries(body).map(([key, item]) => [key, contentOf(item)]));
  }
  return Array.isArray(body) ? body.map(contentOf) : (body as JsonValue);
}

function typeOf({ header }: Writing): string {
  const type = header['k'];
  return typeof type === 'string' ? type : '';
}

/** A case from an event: `coop` is the open cooperative. */
export function caseOf(
  story: RegistryStory,
  about: string,
  writing: Writing,
  verdict: string,
): RegistryCase {
  const { id, wire } = story.write(writing);
  const type = typeOf(writing);
  // A genesis founds a cooperative of its own, so none is open yet.
  const coop: Hex | null = type === 'coop.founded' ? null : toHex(story.coop);
  const judged = { type, about, coop, wire: spellBytes(wire), verdict };
  return verdict === 'valid' ? { ...judged, id, content: contentOf(writing.body) } : judged;
}

/** Everything that follows from a sample. `place` writes the event if Anna's device does not. */
export function casesOf(
  story: RegistryStory,
  sample: Sample,
  place?: (body: CborMap) => Writing,
): readonly RegistryCase[] {
  const { type, valid, wrong, keys = [] } = sample;
  const [first] = valid;
  if (first === undefined) throw new Error(`${type} has no valid body`);
  const write = (body: CborMap): Writing => {
    if (place !== undefined) return place(body);
    return type === 'coop.founded' ? story.genesis(body) : story.next(type, body);
  };
  const refused = (bodies: readonly Body[], verdict: string): readonly RegistryCase[] =>
    bodies.map(([about, body]) => caseOf(story, about, write(body), verdict));
  return [
    ...valid.map(([about, body]) => caseOf(story, about, write(body), 'valid')),
    caseOf(story, 'body is a list', { ...write(first[1]), body: [] }, 'wrong-body'),
    ...refused(mutations(first[1], sample), 'wrong-body'),
    ...refused(wrong, 'wrong-body'),
    ...refused(
      keys.flatMap((path) => badKeys(first[1], path)),
      'bad-key',
    ),
    ...entitlement(story, type, write(first[1])),
  ];
}

// A point of small order, and one spelled in a way that is not canonical (y = 2^255 - 1).
const wrongKeys = [
  ['a key of small order', Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 1 : 0))],
  ['a key that is not canonical', new Uint8Array(32).fill(255)],
] as const;

function badKeys(body: CborMap, path: Path): readonly Body[] {
  return wrongKeys.map(([about, key]) => {
    return [`${about} at ${path.join('.')}`, replaced(body, path, key) as CborMap] as const;
  });
}

/** A stranger's first event, or a genesis in the wrong place. */
function entitlement(
  story: RegistryStory,
  type: string,
  writing: Writing,
): readonly RegistryCase[] {
  if (type === 'coop.founded') {
    const late = withHeader(writing, { e: [1, zeros] });
    return [caseOf(story, 'a genesis that names a checkpoint', late, 'not-entitled')];
  }
  // Types with proofs or links bind their author; their samples say what a stranger's event is.
  const proofs = ['device.enrolled', 'device.spare-set', 'node.registered', 'member.joined'];
  if (proofs.includes(type)) return [];
  const header = { n: 0, p: null, q: [story.idOf('anna enrols her phone')] };
  const stranger = { ...withHeader(writing, header), author: story.workshop.signer('stranger') };
  const phone = { ...withHeader(writing, header), author: story.phone };
  return [
    caseOf(story, "a stranger's first event", stranger, 'not-entitled'),
    caseOf(story, "an enrolled device's first event", phone, 'valid'),
  ];
}

/** The value with what is at `path` replaced; `undefined` takes a key of a map away. */
function replaced(value: CborValue, path: Path, by: CborValue | undefined): CborValue {
  const [step, ...rest] = path;
  if (step === undefined) throw new Error('a path leads somewhere');
  if (Array.isArray(value)) {
    return value.map((item: CborValue, at) => {
      if (at !== step) return item;
      return rest.length === 0 ? (by ?? null) : replaced(item, rest, by);
    });
  }
  if (!isCborMap(value)) throw new Error(`nothing at ${path.join('.')}`);
  const key = String(step);
  if (rest.length > 0) return { ...value, [key]: replaced(value[key] ?? null, rest, by) };
  const others = Object.entries(value).filter(([name]) => name !== key);
  return Object.fromEntries(by === undefined ? others : [...others, [key, by]]);
}

function mutations(body: CborMap, sample: Sample): readonly Body[] {
  const { open = [], skip = [] } = sample;
  const isIn = (paths: readonly Path[], path: Path): boolean =>
    paths.some((other) => other.join('.') === path.join('.'));
  const change = (about: string, path: Path, by: CborValue | undefined): Body =>
    [about, replaced(body, path, by) as CborMap] as const;
  const within = (value: CborValue, path: Path): readonly Body[] => {
    if (isIn(skip, path)) return [];
    const at = path.join('.');
    if (Array.isArray(value)) {
      return value.flatMap((item: CborValue, place) => of(item, [...path, place]));
    }
    if (!isCborMap(value)) return [];
    const names = Object.keys(value);
    const isOpen = isIn(open, path);
    return [
      ...(isOpen ? [] : [change(`a key more${at && ` in ${at}`}`, [...path, 'x'], 1)]),
      ...names.flatMap((name) => [
        ...(isOpen
          ? []
          : [change(`without ${[...path, name].join('.')}`, [...path, name], undefined)]),
        ...of(value[name] ?? null, [...path, name]),
      ]),
    ];
  };
  const of = (value: CborValue, path: Path): readonly Body[] => {
    if (value === null) return [];
    const at = path.join('.');
    const wrong = wrongTypes(value).map(([as, by]) => change(`${at} is ${as}`, path, by));
    return [...wrong, ...within(value, path)];
  };
  return within(body, []);
}

/** Values that are never right where `value` is. */
function wrongTypes(value: CborValue): readonly (readonly [string, CborValue])[] {
  if (value instanceof Uint8Array) {
    return [
      ['a byte short', value.subarray(1)],
      ['a byte long', Uint8Array.from([...value, 0])],
      ['in hexadecimal', toHex(value)],
    ];
  }
  if (typeof value === 'number') return [['a text', String(value)]];
  if (typeof value === 'string') return [['a number', 7]];
  if (typeof value === 'boolean') return [['a number', 1]];
  return isCborMap(value) ? [['a list', []]] : [['a map', {}]];
}

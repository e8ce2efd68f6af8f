/**
 * The vector suite: one function that holds an implementation of the crypto port, and the core above it, against every
 * vector file. Runs wherever the software runs.
 */
import {
  appendMerkle,
  checkLinks,
  compareEvents,
  decodeCbor,
  decodeEvent,
  emptyMerkle,
  encodeCbor,
  encodeEvent,
  fromHex,
  hashToCode,
  isRejection,
  line,
  memberIdToText,
  merkleRoot,
  nextHlc,
  prefixed,
  readCode,
  text,
  textToMemberId,
  toHex,
  verifyEvent,
  type CborValue,
  type Crypto,
  type Hex,
  type LogEvent,
  type Purpose,
  type Signer,
  type TypeLookup,
} from 'icn-core';
import { imitationRegistry } from 'icn-core/testing/imitation-registry';
import { typeOf } from 'icn-replica';
import {
  readBytes,
  readSpelled,
  type CborCase,
  type CodeCase,
  type EventCase,
  type EventFile,
  type MerkleCase,
  type NextTimeCase,
  type OrderCase,
  type PrefixCase,
  type RegistryCase,
  type RegistryFile,
  type SignatureCase,
  type SpellingCase,
  type TextCase,
  type VectorFile,
} from './format.ts';

/** What is under test. */
export interface Subject {
  readonly crypto: Crypto;
  readonly signerFromSeed: (seed: Uint8Array) => Signer;
}

/** What one file came to. */
export interface FileResult {
  readonly file: string;
  readonly cases: number;
  /** One line per failed case: what it is about, and what came out. */
  readonly failures: readonly string[];
}

type Judge = (subject: Subject, file: VectorFile<never>) => readonly string[];

/** Makes a judge from one that says of a case what is wrong with it. */
function each<Case>(wrong: (subject: Subject, vector: Case) => string | undefined): Judge {
  return (subject, file) =>
    (file.cases as readonly Case[]).flatMap((vector, at) => {
      const found = wrong(subject, vector);
      const { about } = vector as { readonly about?: string };
      return found === undefined ? [] : [`case ${at}, ${about ?? ''}: ${found}`];
    });
}

/** What differs, or nothing. */
function differs(got: unknown, wanted: unknown): string | undefined {
  return got === wanted ? undefined : `got ${String(got)}, wanted ${String(wanted)}`;
}

const cbor = each<CborCase>((_, { encoded, value }) => {
  const bytes = readBytes(encoded);
  const decoded = decodeCbor(bytes);
  if (value === undefined) return decoded === undefined ? undefined : 'was accepted';
  const wanted = toHex(bytes);
  if (decoded === undefined) return 'was refused';
  return (
    differs(toHex(encodeCbor(decoded)), wanted) ??
    differs(toHex(encodeCbor(readSpelled(value))), wanted)
  );
});

const signatures = each<SignatureCase>(({ crypto, signerFromSeed }, vector) => {
  const [key, message] = [fromHex(vector.publicKey), fromHex(vector.message)];
  const verifies = crypto.verify(fromHex(vector.signature), message, key);
  const wrong =
    differs(verifies, vector.verifies) ?? differs(crypto.isValidKey(key), vector.keyIsValid);
  if (vector.seed === undefined || wrong !== undefined) return wrong;
  const signer = signerFromSeed(fromHex(vector.seed));
  return (
    differs(toHex(signer.publicKey), vector.publicKey) ??
    differs(toHex(signer.sign(message)), vector.signature)
  );
});

const prefixes = each<PrefixCase>(({ crypto }, { purpose, parts, bytes, sha256 }) => {
  const made = prefixed(purpose as Purpose, ...parts.map(fromHex));
  return differs(toHex(made), bytes) ?? differs(toHex(crypto.sha256(made)), sha256);
});

const memberIds = each<SpellingCase>((_, vector) => {
  const read = textToMemberId(vector.text);
  const wrong = differs(isRejection(read) ? null : read, vector.reads);
  if (wrong !== undefined || isRejection(read)) return wrong;
  return differs(memberIdToText(read), vector.text);
});

const codes = each<CodeCase>((_, { hash, code }) => differs(hashToCode(fromHex(hash)), code));

const typedCodes = each<SpellingCase>((_, vector) => {
  const read = readCode(vector.text);
  return differs(isRejection(read) ? null : read, vector.reads);
});

const nextTimes = each<NextTimeCase>((_, { ownMs, parents, next }) => {
  const { ms, counter } = nextHlc(
    ownMs,
    parents.map(([parentMs, parentCounter]) => ({ ms: parentMs, counter: parentCounter })),
  );
  return differs(`${ms} ${counter}`, next.join(' '));
});

const order = each<OrderCase>((_, vector) => {
  const events = vector.events.map(({ id, time: [ms, counter] }) => ({
    id,
    time: { ms, counter },
  }));
  const sorted = events.toReversed().toSorted(compareEvents);
  return differs(sorted.map(({ id }) => id).join(), events.map(({ id }) => id).join());
});

const merkle = each<MerkleCase>(({ crypto }, { leaves, roots, peaks }) => {
  let tree = emptyMerkle;
  const got: Hex[] = [merkleRoot(tree, crypto)];
  for (const leaf of leaves) {
    tree = appendMerkle(tree, leaf, crypto);
    got.push(merkleRoot(tree, crypto));
  }
  return differs(got.join(), roots.join()) ?? differs(tree.peaks.join(), peaks.join());
});

const texts = each<TextCase>((_, vector) => {
  const value = typeof vector.text === 'string' ? vector.text : String.fromCharCode(...vector.text);
  const schema = vector.kind === 'line' ? line(vector.bytesMax) : text(vector.bytesMax);
  return differs(schema.safeParse(value).success, vector.valid);
});

/**
 * The whole judgement of 1-events.md §1.4: `valid` or the code of the first check that fails. `lookup`: the types there
 * are.
 */
export function judgeEvent(
  wire: Uint8Array,
  crypto: Crypto,
  coop: Hex | undefined,
  parentById: (id: Hex) => LogEvent | undefined,
  lookup: TypeLookup = imitationRegistry,
): { readonly verdict: string; readonly event?: LogEvent } {
  const decoded = decodeEvent(wire, lookup, crypto, coop);
  if (isRejection(decoded)) return { verdict: decoded.code };
  const { event } = decoded;
  const definition = lookup(event.type);
  if (definition === undefined) return { verdict: 'unknown-type' };
  const wrong =
    verifyEvent(event, definition, crypto) ?? checkLinks(event, parentById, lookup, crypto);
  if (wrong !== undefined) return { verdict: wrong.code };
  const again = toHex(encodeEvent(event.raw, decoded.blob));
  return again === toHex(wire) ? { verdict: 'valid', event } : { verdict: 'not encoded as read' };
}

/** Reads the events that cases build on, parents first, and says which of them are not valid. */
function readHeld(
  { crypto }: Subject,
  held: Readonly<Record<string, Hex>>,
  lookup: TypeLookup,
): { readonly eventByName: ReadonlyMap<string, LogEvent>; readonly failures: readonly string[] } {
  const eventByName = new Map<string, LogEvent>();
  const failures: string[] = [];
  let coop: Hex | undefined;
  for (const [name, wire] of Object.entries(held)) {
    const byId = new Map([...eventByName.values()].map((event) => [event.id, event]));
    const judged = judgeEvent(fromHex(wire), crypto, coop, (id) => byId.get(id), lookup);
    if (judged.event === undefined) failures.push(`held event ${name}: ${judged.verdict}`);
    else eventByName.set(name, judged.event);
    coop ??= judged.event?.id;
  }
  return { eventByName, failures };
}

const events: Judge = (subject, file) => {
  const { held } = file as unknown as EventFile;
  const { eventByName, failures } = readHeld(subject, held, imitationRegistry);
  const wrong = each<EventCase>((_, vector) => {
    const byId = new Map<Hex, LogEvent>();
    for (const name of vector.holds) {
      const event = eventByName.get(name);
      if (event !== undefined) byId.set(event.id, event);
    }
    const wire = readBytes(vector.wire);
    const judged = judgeEvent(wire, subject.crypto, vector.coop ?? undefined, (id) => byId.get(id));
    const unlike = differs(judged.verdict, vector.verdict);
    if (unlike !== undefined || vector.id === undefined) return unlike;
    return differs(judged.event?.id, vector.id);
  });
  return [...failures, ...wrong(subject, file)];
};

const registered: Judge = (subject, file) => {
  const { held } = file as unknown as RegistryFile;
  const { eventByName, failures } = readHeld(subject, held, typeOf);
  const byId = new Map([...eventByName.values()].map((event) => [event.id, event]));
  const wrong = each<RegistryCase>(({ crypto }, vector) => {
    const parents = vector.coop === null ? undefined : byId;
    const coop = vector.coop ?? undefined;
    const wire = readBytes(vector.wire);
    const judged = judgeEvent(wire, crypto, coop, (id) => parents?.get(id), typeOf);
    const unlike = differs(judged.verdict, vector.verdict);
    if (unlike !== undefined || judged.event === undefined) return unlike;
    const { type, id, content } = judged.event;
    return (
      differs(type, vector.type) ??
      differs(id, vector.id) ??
      differs(canonical(content), canonical(vector.content))
    );
  });
  return [...failures, ...wrong(subject, file)];
};

/** Content as bytes, in which the order of keys does not matter. */
function canonical(content: unknown): Hex {
  return toHex(encodeCbor(content as CborValue));
}

const judgeByFile: Readonly<Record<string, Judge>> = {
  'cbor/valid.json': cbor,
  'cbor/invalid.json': cbor,
  'crypto/edge-cases.json': signatures,
  'crypto/rfc8032.json': signatures,
  'crypto/flipped.json': signatures,
  'crypto/prefixes.json': prefixes,
  'ids/member-ids.json': memberIds,
  'ids/codes.json': codes,
  'ids/typed-codes.json': typedCodes,
  'hlc/next.json': nextTimes,
  'hlc/order.json': order,
  'merkle/append.json': merkle,
  'text/texts.json': texts,
  'events/valid.json': events,
  'events/invalid.json': events,
  'registry/coop.json': registered,
  'registry/member.json': registered,
  'registry/device.json': registered,
  'registry/ledger.json': registered,
  'registry/governance.json': registered,
};

/** The files that the suite knows how to judge, relative to vectors/. */
export const vectorFiles: readonly string[] = Object.keys(judgeByFile);

/** Holds `subject` against the vectors. `fileByName`: parsed JSON of every file of `vectorFiles`. */
export function runVectors(
  subject: Subject,
  fileByName: Readonly<Record<string, unknown>>,
): readonly FileResult[] {
  return Object.entries(judgeByFile).map(([file, judge]) => {
    const content = fileByName[file] as VectorFile<never> | undefined;
    if (content === undefined) return { file, cases: 0, failures: ['the file is missing'] };
    return { file, cases: content.cases.length, failures: judge(subject, content) };
  });
}

/**
 * The fold of this package against `vectors/fold/`, which another implementation made from the documents alone: rows,
 * outcomes, order and roots after each checkpoint, and of the tail.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  assert,
  checkLinks,
  compareEvents,
  decodeEvent,
  fromHex,
  isRejection,
  Layer,
  sections,
  table,
  verifyEvent,
  zeroHex,
  type Hex,
  type LogEvent,
  type RowValue,
  type Section,
} from 'icn-core';
import { templateByName } from 'icn-ccl';
import { contractDeployed } from 'icn-governance';
import { describe, expect, it } from 'vitest';
import { Certified, closureOf, headsOf, type Candidate } from './certified.ts';
import { decodeCertificate, isCertified, stateRoot, type Certificate } from './checkpoint.ts';
import { outcomeTable } from './conflicts.ts';
import type { FoldWorld } from './fold.ts';
import { registry, stateOf, typeOf, type Registry } from './index.ts';
import { encodeMessage } from './message.ts';
import { Tail } from './tail.ts';
import { kit, start, TestNode } from './testing/node.ts';

const { crypto } = kit;

interface Roots {
  readonly sections: Readonly<Record<Section, Hex>>;
  readonly stateRoot: Hex;
}

interface LogCase {
  readonly about: string;
  readonly coop: Hex;
  readonly events: readonly Hex[];
  readonly certificates: readonly Hex[];
  readonly order: readonly Hex[];
  readonly outcomes: Readonly<Record<Hex, { readonly status: string; readonly code: unknown }>>;
  readonly certified: readonly (Roots & {
    readonly height: number;
    readonly hash: Hex;
    readonly count: number;
    readonly eventsRoot: Hex;
  })[];
  readonly final: Readonly<Record<string, Readonly<Record<string, RowValue>>>>;
  readonly tail: Roots;
}

interface Text {
  readonly name: string;
  readonly explanation: string;
}

interface Logs {
  /** Texts of shipped templates as the logs use them. */
  readonly templates: Readonly<Record<string, Text>>;
  readonly tablesOfSection: Readonly<Record<Section, readonly string[]>>;
  readonly cases: readonly LogCase[];
}

interface RootCase {
  readonly about: string;
  readonly section: Section;
  readonly rows: readonly {
    readonly table: string;
    readonly key: string;
    readonly value: RowValue;
  }[];
  readonly root: Hex;
}

function read(file: string): unknown {
  const path = fileURLToPath(new URL(`../../../vectors/fold/${file}`, import.meta.url));
  return JSON.parse(readFileSync(path, 'utf8'));
}

const logs = read('logs.json') as Logs;
const { cases: rootCases } = read('section-roots.json') as { readonly cases: readonly RootCase[] };

/** The registry with the vectors' own texts for shipped templates in place of this software's. */
function registryWith(texts: Logs['templates']): Registry {
  const definition: typeof contractDeployed = {
    ...contractDeployed,
    check(state, event, context) {
      const { document } = event.content;
      const theirs = texts[document.template ?? ''];
      const ours = templateByName(document.template ?? '');
      const isTheirs =
        document.name === theirs?.name && document.explanation === theirs.explanation;
      const { name, explanation } = isTheirs && ours !== undefined ? ours : document;
      const content = { document: { ...document, name, explanation } };
      return contractDeployed.check(state, { ...event, content }, context);
    },
  };
  return new Map([...registry, [definition.type, { definition, consequences: [] }]]);
}

/** Reads all events of a case, each valid after those before it. */
function readEvents({ coop, events }: LogCase): ReadonlyMap<Hex, LogEvent> {
  const byId = new Map<Hex, LogEvent>();
  for (const wire of events) {
    const decoded = decodeEvent(fromHex(wire), typeOf, crypto, coop);
    if (isRejection(decoded)) throw new Error(decoded.code);
    const { event } = decoded;
    const definition = typeOf(event.type);
    assert(definition !== undefined, 'a decoded event has a type');
    const fault =
      verifyEvent(event, definition, crypto) ??
      checkLinks(event, (id) => byId.get(id), typeOf, crypto);
    if (fault !== undefined) throw new Error(`${event.type}: ${fault.code}`);
    byId.set(event.id, event);
  }
  return byId;
}

function readCertificates({ certificates }: LogCase): readonly Certificate[] {
  return certificates.map((bytes) => {
    const certificate = decodeCertificate(fromHex(bytes), crypto);
    if (isRejection(certificate)) throw new Error(certificate.code);
    return certificate;
  });
}

const rowsOf = (state: Layer): Readonly<Record<string, Readonly<Record<string, unknown>>>> =>
  Object.fromEntries(
    sections.flatMap((section) =>
      logs.tablesOfSection[section].map((name) => {
        const rows = state.entries(table<RowValue>(section, name));
        return [name, Object.fromEntries(rows)] as const;
      }),
    ),
  );

const effective = { status: 'effective', code: null };

describe.each(logs.cases.map((vector) => [vector.about, vector] as const))('%s', (_, vector) => {
  const byId = readEvents(vector);
  const certificates = readCertificates(vector);
  const hashes = [zeroHex, ...certificates.map(({ hash }) => hash)];
  const certified = new Certified(crypto);
  const world: FoldWorld = {
    coop: vector.coop,
    registry: registryWith(logs.templates),
    sha256: crypto.sha256,
    hashAt: (height) => (height <= certified.head.height ? hashes[height] : undefined),
  };
  const open = new Map(byId);
  const order: Hex[] = [];

  function foldNext({ checkpoint, hash }: Certificate): Candidate {
    const batch = closureOf(
      checkpoint.heads,
      (id) => open.get(id),
      (id) => byId.has(id),
    );
    assert(batch !== undefined, 'the case holds every event that its certificates name');
    expect(headsOf(batch)).toEqual(checkpoint.heads);
    const candidate = certified.fold(batch, checkpoint.time, world);
    certified.commit(candidate, hash);
    for (const { id } of candidate.order) {
      open.delete(id);
      order.push(id);
    }
    return candidate;
  }

  it('folds to the roots of every certificate, to these rows, and to this tail', () => {
    const folded = certificates.map((certificate, at) => {
      const { result } = foldNext(certificate);
      const { count, eventsRoot, sections: roots } = result;
      expect(certificate.checkpoint).toMatchObject(result);
      const height = at + 1;
      const shown = { height, hash: certificate.hash, count, eventsRoot, sections: roots };
      return { ...shown, stateRoot: stateRoot(roots, crypto) };
    });
    expect(folded).toEqual(vector.certified);
    expect(rowsOf(certified.state)).toEqual(vector.final);

    const tail = new Tail(certified.state, certified.head.height + 1, world);
    const late = [...open.values()].toSorted(compareEvents);
    for (const event of late.toReversed()) tail.add(event, 0);
    const outcomes = [...order, ...late.map(({ id }) => id)].map((id) => {
      return [id, tail.state().get(outcomeTable, id) ?? effective] as const;
    });
    expect(outcomes.map(([id]) => id)).toEqual(vector.order);
    expect(Object.fromEntries(outcomes)).toEqual(vector.outcomes);

    const whole = new Layer();
    for (const { table: of, rows } of certified.state.tables()) {
      for (const [key, row] of rows) whole.put(of, key, row);
    }
    for (const { table: of, key, row } of tail.changes()) {
      if (row === undefined) whole.remove(of, key);
      else whole.put(of, key, row);
    }
    const roots = new Certified(crypto, { state: whole, head: certified.head }).roots();
    expect({ sections: roots, stateRoot: stateRoot(roots, crypto) }).toEqual(vector.tail);
  });

  it('has certificates that the anchors signed', () => {
    for (const certificate of certificates) {
      expect(isCertified(certificate, certificate.checkpoint.anchors, crypto)).toBe(true);
    }
  });
});

it('takes the first log from a peer, and opens it again, to the same state', () => {
  const [vector] = logs.cases;
  assert(vector !== undefined, 'there is a log');
  const node = new TestNode(vector.coop);
  const hear = (message: Parameters<typeof encodeMessage>[0]): void => {
    node.step({ kind: 'received', now: start, peer: 'other', message: encodeMessage(message) });
  };
  node.step({ kind: 'connected', now: start, peer: 'other' });
  hear({ kind: 'hello', coop: vector.coop, height: 4, hash: zeroHex });
  // Backwards: everything has to wait for what comes before it.
  hear({ kind: 'certificates', certificates: vector.certificates.map(fromHex) });
  hear({ kind: 'events', events: vector.events.toReversed().map(fromHex), more: false });
  node.tick(start + 2000);
  const check = (): void => {
    const { certified } = node.replica;
    const last = vector.certified.at(-1);
    expect(node.replica.divergence).toBe(undefined);
    expect(certified.head).toMatchObject({ height: 4, hash: last?.hash });
    expect(certified.roots()).toEqual(last?.sections);
    expect(rowsOf(certified.state)).toEqual(vector.final);
    const codes = vector.order.map(
      (id) => stateOf(node.replica, 'provisional').get(outcomeTable, id) ?? effective,
    );
    expect(codes).toEqual(vector.order.map((id) => vector.outcomes[id]));
  };
  check();
  node.restart();
  check();
  node.restart(true);
  check();
});

describe('the root of a section', () => {
  it.each(rootCases.map((vector) => [vector.about, vector] as const))('%s', (_, vector) => {
    const state = new Layer();
    for (const { table: name, key, value } of vector.rows) {
      state.put(table<RowValue>(vector.section, name), key, value);
    }
    const certified = new Certified(crypto, { state, head: new Certified(crypto).head });
    expect(certified.roots()[vector.section]).toBe(vector.root);
  });
});

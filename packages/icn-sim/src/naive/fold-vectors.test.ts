/** `vectors/fold/`: the files are what the maker makes, and what they hold folds as they say. */
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import {
  concat,
  decodeCertificate,
  decodeEvent,
  fromHex,
  prefix,
  readCbor,
  toHex,
} from './decode.ts';
import { naiveFold } from './naive-fold.ts';
import type { NaiveState } from './naive-fold.ts';
import { leafOf } from './roots.ts';
import { logVectors, sectionRootVectors } from './testing/fold-vectors.ts';
import { sha256 } from './testing/log-maker.ts';

const pathOf = (file: string): string =>
  fileURLToPath(new URL(`../../../../vectors/fold/${file}`, import.meta.url));

const show = (vectors: object): string => `${JSON.stringify(vectors, null, 1)}\n`;

interface LogCase {
  readonly about: string;
  readonly coop: string;
  readonly events: readonly string[];
  readonly certificates: readonly string[];
  readonly order: readonly string[];
  readonly outcomes: Readonly<Record<string, { status: string; code: string | null }>>;
  readonly certified: readonly { readonly hash: string }[];
  readonly final: NaiveState['tables'];
  readonly tail: Omit<NaiveState, 'tables'>;
}

interface Logs {
  readonly templates: Readonly<Record<string, { name: string; explanation: string }>>;
  readonly cases: readonly LogCase[];
}

/** `vitest run packages/icn-sim/src/naive/fold-vectors.test.ts -u` writes the files anew. */
describe('the files', () => {
  it('hold what the maker makes', async () => {
    await expect(show(sectionRootVectors())).toMatchFileSnapshot(pathOf('section-roots.json'));
    await expect(show(logVectors())).toMatchFileSnapshot(pathOf('logs.json'));
  });

  it('cover roots of 0 to 3 leaves, two of them close', () => {
    const { cases } = sectionRootVectors();
    expect(new Set(cases.map(({ rows }) => rows.length))).toEqual(new Set([0, 1, 2, 3]));
    for (const row of cases.flatMap(({ rows }) => rows)) {
      expect(leafOf(row.table, row.key, row.value, sha256).path).toBe(row.path);
    }
    const [one, two] = cases[3]?.rows.map(({ path }) => path) ?? [];
    expect(one?.slice(0, 2)).toBe(two?.slice(0, 2));
  });
});

const readLogs = (): Logs => JSON.parse(readFileSync(pathOf('logs.json'), 'utf8')) as Logs;

/** Ed25519 public keys as Node.js takes them: DER up to the key (RFC 8410). */
const spki = fromHex('302a300506032b6570032100');

const isSignedBy = (publicKey: string, purpose: string, id: string, signature: unknown) => {
  const der = Buffer.concat([spki, fromHex(publicKey)]);
  const verifier = createPublicKey({ key: der, format: 'der', type: 'spki' });
  const bytes = concat(prefix(purpose), fromHex(id));
  return verify(null, bytes, verifier, signature as Uint8Array);
};

describe.each([0, 1])('log %i', (index) => {
  const logCase = (): LogCase => readLogs().cases[index] as LogCase;

  it('folds from the file to what it says', () => {
    const { templates } = readLogs();
    const vector = logCase();
    const folded = naiveFold({
      wires: vector.events.toReversed().map(fromHex),
      certificates: vector.certificates.map(fromHex),
      sha256,
      templateText: (template) => templates[template],
    });
    expect(folded.certified.flatMap(({ differs }) => differs)).toEqual([]);
    const { sections, stateRoot } = folded;
    expect(vector.certified.at(-1)).toMatchObject({ sections, stateRoot });
    expect(vector.certified).toMatchObject(
      folded.certified.map(({ differs: _, ...computed }) => computed),
    );
    expect(folded.order).toEqual(vector.order);
    expect(folded.outcomes).toEqual(vector.outcomes);
    expect(folded.tables).toEqual(vector.final);
    expect(folded.tail).toMatchObject(vector.tail);
  });

  it('is signed throughout', () => {
    const { events, certificates, certified } = logCase();
    for (const wire of events.map(fromHex)) {
      const { device, id } = decodeEvent(wire, sha256);
      const [, signature] = readCbor(wire) as unknown[];
      expect(isSignedBy(device, 'icn/event/1', id, signature)).toBe(true);
    }
    certificates.map(fromHex).forEach((certificate, i) => {
      const { hash } = decodeCertificate(certificate, sha256);
      expect(hash).toBe(certified[i]?.hash);
      const [, signatures] = readCbor(certificate) as [unknown, [Uint8Array, Uint8Array][]];
      for (const [anchor, signature] of signatures) {
        expect(isSignedBy(toHex(anchor), 'icn/anchor/1', hash, signature)).toBe(true);
      }
    });
  });

  it('holds what it is for', () => {
    const { outcomes, final, certified } = logCase();
    const codes = new Set(Object.values(outcomes).map(({ code }) => code));
    const wanted = ['fork', 'device-frozen', 'device-revoked', 'not-enrolled'];
    expect([...codes]).toEqual(expect.arrayContaining([...wanted, 'unknown-checkpoint']));
    expect(certified).toHaveLength(4);
    expect(Object.keys(final.fork)).toHaveLength(2);
    expect(Object.keys(final.held)).toHaveLength(1);
    const proposals = Object.values(final.proposal) as { result: { executed: boolean } }[];
    expect(proposals).toHaveLength(index);
    for (const { result } of proposals) expect(result.executed).toBe(true);
    expect(codes.has('late')).toBe(index === 1);
  });
});

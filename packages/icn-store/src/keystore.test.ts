/** Key files: what opens them, what does not, and what is said then. */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRejection } from 'icn-core';
import type { Rejection } from 'icn-core';
import { afterAll, describe, expect, it } from 'vitest';
import { createKeyFile, identityPathOf, openKeyFile } from './keystore.ts';
import type { KeyLock, StoredKey } from './keystore.ts';
import { bytesFrom } from './testing/fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'icn-keys-'));
afterAll(() => rmSync(root, { recursive: true }));
let made = 0;
const fresh = (): string => join(root, `${(made += 1)}.age`);

const key: StoredKey = {
  seed: bytesFrom('seed', 32),
  metadata: { kind: 'device', name: 'laptop' },
};
// The default costs a second each time.
const locked: KeyLock = { passphrase: 'four plain words here', scryptLogN: 4 };
const codeOf = (outcome: unknown): unknown => (isRejection(outcome) ? outcome.code : outcome);

async function create(lock: KeyLock): Promise<string> {
  const path = fresh();
  expect(await createKeyFile(path, key, lock)).toBeUndefined();
  return path;
}

describe.each([
  ['with a passphrase', locked],
  ['without a passphrase', {}],
])('a key file %s', (_, lock) => {
  it('gives back what was put in', async () => {
    const opened = await openKeyFile(await create(lock), lock);
    expect(opened).toEqual({ seed: Uint8Array.from(key.seed), metadata: key.metadata });
  });

  it('is for its owner only, and shows nothing of what it holds', async () => {
    const path = await create(lock);
    for (const file of [path, identityPathOf(path)].filter((file) => existsSync(file))) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    const text = readFileSync(path).toString('latin1');
    expect(text.startsWith('age-encryption.org/v1\n')).toBe(true);
    expect(text).not.toContain('laptop');
    expect(readdirSync(root).filter((file) => file.endsWith('.new'))).toEqual([]);
  });

  it('is never overwritten', async () => {
    const path = await create(lock);
    const before = readFileSync(path);
    const outcome = await createKeyFile(path, { ...key, seed: bytesFrom('other', 32) }, lock);
    expect(codeOf(outcome)).toBe('key-exists');
    expect(readFileSync(path)).toEqual(before);
  });

  it('is not used when others can read it; the command to run is named', async () => {
    const path = await create(lock);
    chmodSync(path, 0o644);
    const outcome = (await openKeyFile(path, lock)) as Rejection;
    expect(outcome.code).toBe('key-exposed');
    expect(outcome.sentence).toContain(`chmod 600 '${path}'`);
  });

  it('is refused when a bit of it has changed', async () => {
    const path = await create(lock);
    const bytes = readFileSync(path);
    for (const at of [1, 30, 60, bytes.length - 40, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      writeFileSync(path, changed);
      expect(isRejection(await openKeyFile(path, lock)), `byte ${at}`).toBe(true);
    }
  });
});

describe('a passphrase', () => {
  it('that is wrong, missing or empty is answered with what to do', async () => {
    const path = await create(locked);
    const wrong = (await openKeyFile(path, { passphrase: 'four plain words' })) as Rejection;
    expect(wrong.code).toBe('wrong-passphrase');
    expect(wrong.sentence).toMatch(/try again/);
    expect(codeOf(await openKeyFile(path))).toBe('passphrase-needed');
    expect(codeOf(await createKeyFile(fresh(), key, { passphrase: '' }))).toBe('empty-passphrase');
  });

  it('costs what the library recommends unless told otherwise', async () => {
    const path = await create({ passphrase: 'four plain words here' });
    expect(readFileSync(path).toString('latin1')).toMatch(/\n-> scrypt \S+ 18\n/);
  });
});

describe('an identity file', () => {
  it('is needed, private, and of its key', async () => {
    const path = await create({});
    const identity = identityPathOf(path);
    chmodSync(identity, 0o640);
    expect(codeOf(await openKeyFile(path))).toBe('key-exposed');
    chmodSync(identity, 0o600);
    const other = identityPathOf(await create({}));
    writeFileSync(identity, readFileSync(other));
    expect(codeOf(await openKeyFile(path))).toBe('key-damaged');
    writeFileSync(identity, 'rubbish');
    expect(codeOf(await openKeyFile(path))).toBe('key-damaged');
    rmSync(identity);
    expect(codeOf(await openKeyFile(path))).toBe('identity-missing');
  });

  it('left over from an interrupted making serves the next', async () => {
    const path = await create({});
    rmSync(path);
    const identity = readFileSync(identityPathOf(path));
    expect(await createKeyFile(path, key)).toBeUndefined();
    expect(readFileSync(identityPathOf(path))).toEqual(identity);
    expect(isRejection(await openKeyFile(path))).toBe(false);
  });
});

it('a missing key is no fault', async () => {
  expect(codeOf(await openKeyFile(fresh()))).toBe('key-missing');
});

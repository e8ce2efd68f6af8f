/** Both implementations of the port beyond what the vectors show: the self test, forgetting, totality. */
import { describe, expect, it, vi } from 'vitest';
import { openCrypto } from './node.ts';
import { rememberValidKeys, selfTest } from './kit.ts';
import { openCrypto as openWebCrypto } from './web.ts';

const kits = [
  ['node', openCrypto()],
  ['web', await openWebCrypto()],
] as const;
const message = Uint8Array.of(1, 2, 3);

describe.each(kits)('%s', (_, kit) => {
  const seed = new Uint8Array(32).fill(7);

  it('never throws on input of the wrong length', () => {
    const { crypto } = kit;
    const signer = kit.signerFromSeed(seed);
    const signature = signer.sign(message);
    for (const length of [0, 1, 31, 33, 63, 65, 128]) {
      const wrong = new Uint8Array(length);
      expect(crypto.verify(wrong, message, signer.publicKey)).toBe(false);
      expect(crypto.verify(signature, message, wrong)).toBe(false);
      expect(crypto.isValidKey(wrong)).toBe(false);
    }
    expect(crypto.verify(signer.sign(new Uint8Array(0)), new Uint8Array(0), signer.publicKey)).toBe(
      true,
    );
  });

  it('hashes to plain byte arrays', () => {
    expect(Object.getPrototypeOf(kit.crypto.sha256(message))).toBe(Uint8Array.prototype);
  });

  it('forgets a key, and then does not sign', () => {
    const signer = kit.signerFromSeed(seed);
    signer.forget();
    expect(() => signer.sign(message)).toThrow('CRYPTO-1');
  });

  it('does not keep the seed', () => {
    const own = seed.slice();
    const signer = kit.signerFromSeed(own);
    kit.wipe(own);
    expect(own).toEqual(new Uint8Array(32));
    expect(kit.crypto.verify(signer.sign(message), message, signer.publicKey)).toBe(true);
  });

  it('refuses a seed of another length as a bug', () => {
    expect(() => kit.signerFromSeed(new Uint8Array(31))).toThrow('CRYPTO-2');
  });

  it('gives fresh random bytes', () => {
    expect(kit.randomBytes(0)).toHaveLength(0);
    expect(kit.randomBytes(32)).not.toEqual(kit.randomBytes(32));
  });
});

describe('the self test', () => {
  const [, kit] = kits[0];

  it('refuses to start on a changed verdict about a signature', () => {
    const crypto = { ...kit.crypto, verify: () => false };
    expect(() => selfTest({ ...kit, crypto })).toThrow('case 3');
  });

  it('refuses to start on a changed verdict about a key', () => {
    const crypto = { ...kit.crypto, isValidKey: () => true };
    expect(() => selfTest({ ...kit, crypto })).toThrow('case 0');
  });

  it('refuses to start on a hash that is none', () => {
    const crypto = { ...kit.crypto, sha256: () => new Uint8Array(32) };
    expect(() => selfTest({ ...kit, crypto })).toThrow('does not work');
  });
});

describe('remembered keys', () => {
  it('are asked for once when good, each time when bad', () => {
    const isValidPoint = vi.fn<(key: Uint8Array) => boolean>((key) => key[0] === 1);
    const isValid = rememberValidKeys(isValidPoint);
    const good = new Uint8Array(32).fill(1);
    const bad = new Uint8Array(32).fill(2);
    expect([isValid(good), isValid(good), isValid(bad), isValid(bad)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(isValidPoint).toHaveBeenCalledTimes(3);
  });

  it('are bounded in number', () => {
    const isValid = rememberValidKeys(() => true);
    const key = new Uint8Array(32);
    for (let n = 0; n < 5000; n += 1) {
      key[0] = n & 255;
      key[1] = n >> 8;
      expect(isValid(key)).toBe(true);
    }
  });
});

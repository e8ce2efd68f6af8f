/** Member ids have one spelling; codes survive being read out. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from './bytes.ts';
import {
  groupCode,
  hashToCode,
  joinCode,
  memberIdToText,
  readCode,
  textToMemberId,
} from './ids.ts';
import { isRejection } from './outcome.ts';

const id = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex);

describe('member ids', () => {
  it('read back as they were written', () => {
    fc.assert(
      fc.property(id, (member) => {
        expect(textToMemberId(memberIdToText(member))).toBe(member);
      }),
    );
  });

  it('have no second spelling: what reads as an id is what is written for it', () => {
    const damage = fc.tuple(fc.nat(), fc.string({ unit: 'binary', maxLength: 2 }), fc.boolean());
    fc.assert(
      fc.property(id, damage, (member, [place, inserted, isReplaced]) => {
        const text = memberIdToText(member);
        const at = place % (text.length + 1);
        const changed = text.slice(0, at) + inserted + text.slice(at + (isReplaced ? 1 : 0));
        const read = textToMemberId(changed);
        if (!isRejection(read)) expect(memberIdToText(read)).toBe(changed);
      }),
      { numRuns: 2000 },
    );
  });

  it('are refused in a bounded time, however long the text', () => {
    const read = textToMemberId(`did:icn:${'z'.repeat(1_000_000)}`);
    expect(isRejection(read) && read.code).toBe('not-a-member-id');
  });
});

describe('codes', () => {
  it('are the first 60 bits of the hash in base 32', () => {
    const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (hash) => {
        const number = BigInt(`0x${toHex(hash.subarray(0, 8))}`) >> 4n;
        const wanted = Array.from({ length: 12 }, (_, at) =>
          digits.charAt(Number((number >> BigInt(55 - 5 * at)) & 31n)),
        );
        expect(hashToCode(hash)).toBe(wanted.join(''));
      }),
    );
  });

  it('read back as shown, in any case', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (hash) => {
        const code = hashToCode(hash);
        expect(readCode(groupCode(code))).toBe(code);
        expect(readCode(groupCode(code).toLowerCase())).toBe(code);
      }),
    );
  });

  it('of a newcomer is over the prefix and the member id', () => {
    const sha256 = (bytes: Uint8Array): Uint8Array =>
      new Uint8Array(createHash('sha256').update(bytes).digest());
    const prefix = Buffer.from('icn/join-code/1\0');
    const hash = sha256(Buffer.concat([prefix, Buffer.alloc(32, 0xab)]));
    const crypto = { sha256, verify: () => false, isValidKey: () => false };
    expect(joinCode('ab'.repeat(32), crypto)).toBe(hashToCode(hash));
  });
});

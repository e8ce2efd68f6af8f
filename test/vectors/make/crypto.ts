/** Vectors of signatures and of the bytes that are signed. */
import { edgeCases } from 'icn-crypto/edge-cases';
import { ascii, concat, fromHex, purposes, toHex } from 'icn-core';
import type { PrefixCase, SignatureCase, VectorFile } from '../format.ts';
import type { Workshop } from './workshop.ts';

export function makeEdgeCases(): VectorFile<SignatureCase> {
  return {
    about:
      'Crafted signatures on which implementations disagree. The verdicts are those of libsodium, which this network holds to.',
    source:
      'novifinancial/ed25519-speccheck, cases.json at 65519336fda78a3d016e947df6d82848aca0c9da, Apache License 2.0',
    cases: edgeCases,
  };
}

const rfc8032 = [
  {
    about: 'RFC 8032 §7.1, test 1: empty message',
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    about: 'RFC 8032 §7.1, test 2: one byte',
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    about: 'RFC 8032 §7.1, test 3: two bytes',
    seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
  {
    about: 'RFC 8032 §7.1, test SHA(abc)',
    seed: '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
    publicKey: 'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
    message:
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    signature:
      'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
  },
];

export function makeRfc8032(): VectorFile<SignatureCase> {
  return {
    about: 'Keys, messages and the one signature that Ed25519 gives.',
    source: 'RFC 8032 §7.1 (Josefsson, Liusvaara, 2017)',
    cases: rfc8032.map((vector) => ({ ...vector, verifies: true, keyIsValid: true })),
  };
}

/** L, the order of the main subgroup, little-endian. */
const groupOrder = fromHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');

function plusGroupOrder(scalar: Uint8Array): Uint8Array {
  let carry = 0;
  return scalar.map((byte, at) => {
    const sum = byte + (groupOrder[at] ?? 0) + carry;
    carry = sum >> 8;
    return sum & 255;
  });
}

/** Good signatures, each with bits flipped in every part: none may verify. */
export function makeFlipped({ signer, bytes }: Workshop): VectorFile<SignatureCase> {
  const cases: SignatureCase[] = [];
  for (let round = 0; round < 4; round += 1) {
    const author = signer(`flipped ${round}`);
    const message = bytes(`flipped message ${round}`, 32 + 17 * round);
    const signature = author.sign(message);
    const good = {
      publicKey: toHex(author.publicKey),
      message: toHex(message),
      signature: toHex(signature),
      keyIsValid: true,
    };
    cases.push({ about: `signature ${round}`, ...good, verifies: true });
    const bits = bytes(`flipped bits ${round}`, 12);
    for (const [at, random] of bits.entries()) {
      const part = at % 2 === 0 ? signature : message;
      const bit = (random * 257 + at * 31) % (part.length * 8);
      const flipped = toHex(
        part.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)),
      );
      const name = part === signature ? 'signature' : 'message';
      cases.push({
        about: `signature ${round}, bit ${bit} of the ${name} flipped`,
        ...good,
        [name]: flipped,
        verifies: false,
      });
    }
    const malleated = concat(signature.subarray(0, 32), plusGroupOrder(signature.subarray(32)));
    cases.push(
      { about: `signature ${round}, S + L`, ...good, signature: toHex(malleated), verifies: false },
      {
        about: `signature ${round}, by another key`,
        ...good,
        publicKey: toHex(signer('flipped other').publicKey),
        verifies: false,
      },
      {
        about: `signature ${round}, cut short`,
        ...good,
        signature: good.signature.slice(2),
        verifies: false,
      },
      {
        about: `signature ${round}, a byte more`,
        ...good,
        signature: `${good.signature}00`,
        verifies: false,
      },
    );
  }
  cases.push(
    { ...unusableKey('all zeros', '00'.repeat(32)) },
    { ...unusableKey('one, the neutral element', `01${'00'.repeat(31)}`) },
  );
  cases.push(
    { ...unusableKey('too short', '01'.repeat(31)) },
    { ...unusableKey('not on the curve', `02${'00'.repeat(31)}`) },
  );
  return { about: 'Good signatures and damaged ones; keys that no device may have.', cases };
}

function unusableKey(about: string, publicKey: string): SignatureCase {
  const signature = '00'.repeat(64);
  return {
    about: `key: ${about}`,
    publicKey,
    message: '',
    signature,
    verifies: false,
    keyIsValid: false,
  };
}

export function makePrefixes({ crypto, bytes }: Workshop): VectorFile<PrefixCase> {
  return {
    about:
      'The bytes that are hashed or signed for each purpose: the name, a zero byte, the parts.',
    cases: purposes.map((purpose) => {
      const parts = [bytes(`${purpose} 1`, 32), bytes(`${purpose} 2`, 32)];
      // Put together by hand, so that the function under test does not judge itself.
      const whole = concat(ascii(purpose), Uint8Array.of(0), ...parts);
      return {
        purpose,
        parts: parts.map(toHex),
        bytes: toHex(whole),
        sha256: toHex(crypto.sha256(whole)),
      };
    }),
  };
}

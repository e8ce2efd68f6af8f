/** What vectors are made with: everything random comes from names, so that the same names give the same files. */
import { ascii, concat, type Crypto, type Signer } from 'icn-core';
import type { Subject } from '../suite.ts';

export interface Workshop {
  readonly crypto: Crypto;
  /** The signer whose seed is the hash of a name. */
  readonly signer: (name: string) => Signer;
  /** Bytes that look random and depend on the name alone. */
  readonly bytes: (name: string, length: number) => Uint8Array;
}

export function openWorkshop({ crypto, signerFromSeed }: Subject): Workshop {
  const bytes = (name: string, length: number): Uint8Array => {
    const blocks: Uint8Array[] = [];
    for (let at = 0; at * 32 < length; at += 1) {
      blocks.push(crypto.sha256(ascii(`icn vectors: ${name}: ${at}`)));
    }
    return concat(...blocks).subarray(0, length);
  };
  return { crypto, bytes, signer: (name) => signerFromSeed(bytes(`key of ${name}`, 32)) };
}

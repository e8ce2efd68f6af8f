/** Hashes of the standing certificates, read from the log when they are asked for and kept for the recent heights. */
import type { Crypto, Hex, LogReader } from 'icn-core';
import { isRejection } from 'icn-core';
import { decodeCertificate } from './checkpoint.ts';

/** How many heights are kept in memory; older ones cost a read. */
const keptMax = 1024;

/** Height to hash. */
export class ChainHashes {
  readonly #log: LogReader;
  readonly #crypto: Crypto;
  readonly #kept = new Map<number, Hex>();

  constructor(log: LogReader, crypto: Crypto) {
    this.#log = log;
    this.#crypto = crypto;
  }

  /** Hash of the checkpoint at a height ≥ 1; undefined above the latest. */
  at(height: number): Hex | undefined {
    const kept = this.#kept.get(height);
    if (kept !== undefined) return kept;
    const bytes = this.#log.certificate(height);
    if (bytes === undefined) return undefined;
    const certificate = decodeCertificate(bytes, this.#crypto);
    if (isRejection(certificate)) return undefined;
    this.remember(height, certificate.hash);
    return certificate.hash;
  }

  /** Notes the hash of a height that was just taken over. */
  remember(height: number, hash: Hex): void {
    this.#kept.set(height, hash);
    if (this.#kept.size <= keptMax) return;
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      return;
    }
  }
}

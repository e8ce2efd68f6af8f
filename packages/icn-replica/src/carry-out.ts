/** How every driver writes: a replica's write effects, each into the log's open transaction. */
import type { LogWriter } from 'icn-core';
import type { WriteEffect } from './effect.ts';

/**
 * Carries out one write effect. The caller keeps their order and commits before any outward effect of the same step
 * leaves.
 * @throws StoreFault when the disk fails: the transaction is lost, and with it everything since the last commit.
 */
export function carryOut(effect: WriteEffect, log: LogWriter): void {
  switch (effect.kind) {
    case 'append-event':
      log.appendEvent(effect.event, effect.blob);
      return;
    case 'set-epoch':
      log.setEpoch(effect.ids, effect.epoch);
      return;
    case 'append-certificate':
      log.appendCertificate(effect.height, effect.bytes);
      return;
    case 'put-blob':
      log.putBlob(effect.hash, effect.bytes);
      return;
    case 'put-snapshot':
      log.putSnapshot(effect.height, effect.text);
      return;
  }
}

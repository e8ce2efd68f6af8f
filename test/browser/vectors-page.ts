/**
 * What the vector test runs inside the browser: the suite of test/vectors on libsodium as WebAssembly, and one event
 * signed by the browser's own Ed25519.
 */
import {
  composeEvent,
  encodeEvent,
  equalBytes,
  isRejection,
  noBasis,
  sealEvent,
  toHex,
  zeroHex,
} from 'icn-core';
import { founded } from 'icn-core/testing/imitation-registry';
import { openCrypto } from 'icn-crypto/web';
import { judgeEvent, runVectors, type FileResult } from '../vectors/suite.ts';

/** How an event fared that was signed in two ways. */
interface Signing {
  /** Verdict on the event as libsodium signed it. */
  readonly bySodium: string;
  /** Verdict on the event as WebCrypto signed it; `unavailable` where the browser has no Ed25519. */
  readonly byWebCrypto: string;
  /** Both are one event: the id leaves the signature out. */
  readonly sameId: boolean;
  /** Not demanded: a browser may randomise its signatures. */
  readonly sameSignature: boolean;
}

// RFC 8410: the DER around a 32-byte Ed25519 seed, which is how WebCrypto takes one.
const pkcs8Head = Uint8Array.from([
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
]);

async function signByWebCrypto(
  seed: Uint8Array,
  message: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array | undefined> {
  const { subtle } = globalThis.crypto;
  try {
    const pkcs8 = Uint8Array.from([...pkcs8Head, ...seed]);
    const key = await subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign']);
    return new Uint8Array(await subtle.sign('Ed25519', key, message));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotSupportedError') return undefined;
    throw error;
  }
}

async function signBoth(): Promise<Signing> {
  const { crypto, signerFromSeed, randomBytes } = await openCrypto();
  const seed = randomBytes(32);
  const signer = signerFromSeed(seed);
  const draft = {
    coop: zeroHex,
    device: toHex(signer.publicKey),
    seq: 0,
    prev: null,
    parents: [],
    time: { ms: 1_790_000_000_000, counter: 0 },
    basis: noBasis,
    content: { name: 'Bakery' },
  };
  const composed = composeEvent(draft, founded, crypto);
  if (isRejection(composed)) throw new Error(composed.sentence);
  const judge = (signature: Uint8Array): ReturnType<typeof judgeEvent> =>
    judgeEvent(encodeEvent(sealEvent(composed, signature).raw), crypto, undefined, () => undefined);
  const sodiumSignature = signer.sign(composed.toSign);
  const webSignature = await signByWebCrypto(seed, Uint8Array.from(composed.toSign));
  const bySodium = judge(sodiumSignature);
  if (webSignature === undefined) {
    const verdict = bySodium.verdict;
    return { bySodium: verdict, byWebCrypto: 'unavailable', sameId: true, sameSignature: false };
  }
  const byWebCrypto = judge(webSignature);
  return {
    bySodium: bySodium.verdict,
    byWebCrypto: byWebCrypto.verdict,
    sameId: bySodium.event?.id === byWebCrypto.event?.id,
    sameSignature: equalBytes(sodiumSignature, webSignature),
  };
}

async function judgeFiles(
  files: Readonly<Record<string, unknown>>,
): Promise<readonly FileResult[]> {
  return runVectors(await openCrypto(), files);
}

/** What the test calls. */
export interface VectorsPage {
  readonly judgeFiles: typeof judgeFiles;
  readonly signBoth: typeof signBoth;
}

const page: VectorsPage = { judgeFiles, signBoth };
Object.assign(globalThis, { vectorsPage: page });

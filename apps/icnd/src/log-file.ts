/**
 * The export file: a whole log in one file that explains itself (docs/guides/log-file.md).
 *
 *     "ICN log 1\n"                                      10 bytes
 *     then records: kind (1 byte), length (4 bytes, big-endian), content
 *       H  canonical CBOR {coop, events, certificates}   first
 *       E  an event as it travels, its blob included     parents first
 *       C  a certificate                                 after the last event of its epoch
 *       Z  SHA-256 of every byte before this record      last
 *
 * Invariant: events are in the protocol's order, so two nodes that hold the same write the same bytes.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import {
  assert,
  compareEvents,
  concat,
  decodeCbor,
  decodeEvent,
  encodeCbor,
  encodeEvent,
  equalBytes,
  fromHex,
  isCborMap,
  isRejection,
  reject,
  toHex,
  StoreFault,
  type Crypto,
  type Hex,
  type LogEvent,
  type LogReader,
  type Rejection,
} from 'icn-core';
import { typeOf } from 'icn-replica';
import { onDisk } from './home.ts';

const magic = Buffer.from('ICN log 1\n', 'latin1');
const headBytes = 5;
const kinds = { header: 0x48, event: 0x45, certificate: 0x43, end: 0x5a } as const;

/** One record of the file that carries the log. */
interface LogRecord {
  readonly kind: 'event' | 'certificate';
  readonly bytes: Uint8Array;
  /** Number of the record among its kind, from 1. */
  readonly number: number;
}

/** A file that has been read whole and whose checksum holds. */
export interface LogFile {
  readonly coop: Hex;
  readonly events: number;
  readonly certificates: number;
  readonly records: readonly LogRecord[];
}

/** What was written. */
export interface Written {
  readonly bytes: number;
  readonly events: number;
  readonly certificates: number;
  readonly blobs: number;
  /** The file's checksum. */
  readonly sha256: Hex;
}

/**
 * Writes a log to a file of mode 0600, which gets its name when it is whole.
 * @throws StoreFault `exists` when there is a file of that name: it could be a key or the books themselves.
 */
export function writeLogFile(
  path: string,
  log: LogReader,
  crypto: Crypto,
  onProgress: (done: number, total: number) => void = () => undefined,
): Written {
  if (existsSync(path)) {
    const sentence = `${path} exists already. Choose another name, or move that file away first.`;
    throw new StoreFault('exists', 'export', 'never', sentence);
  }
  const fresh = `${path}.new`;
  return onDisk(`write ${path}`, () => {
    rmSync(fresh, { force: true });
    const handle = openSync(fresh, 'wx', 0o600);
    try {
      const written = writeRecords(handle, log, crypto, onProgress);
      fsyncSync(handle);
      closeSync(handle);
      renameSync(fresh, path);
      return written;
    } catch (failure) {
      closeSync(handle);
      rmSync(fresh, { force: true });
      throw failure;
    }
  });
}

function writeRecords(
  handle: number,
  log: LogReader,
  crypto: Crypto,
  onProgress: (done: number, total: number) => void,
): Written {
  const digest = createHash('sha256');
  let size = 0;
  const put = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
    size += bytes.length;
  };
  const add = (kind: number, content: Uint8Array): void => {
    const framed = frame(kind, content);
    digest.update(framed);
    put(framed);
  };
  const [certificates, events] = [log.latestHeight(), log.counts().events];
  digest.update(magic);
  put(magic);
  add(kinds.header, encodeCbor({ coop: fromHex(log.coop), events, certificates }));
  const epochs = byEpoch(log, crypto);
  let [done, blobs] = [0, 0];
  for (let height = 1; height <= certificates + 1; height += 1) {
    for (const { event, hash } of epochs.get(height > certificates ? null : height) ?? []) {
      const blob = hash === undefined ? undefined : log.blob(hash);
      if (blob?.state === 'present') blobs += 1;
      add(kinds.event, encodeEvent(event.raw, carried(blob)));
      done += 1;
      onProgress(done, events);
    }
    const certificate = log.certificate(height);
    if (certificate !== undefined) add(kinds.certificate, certificate);
  }
  const sum = digest.digest();
  put(frame(kinds.end, sum));
  return { bytes: size, events, certificates, blobs, sha256: toHex(sum) };
}

type Blob = ReturnType<LogReader['blob']>;

/** The blob as an event carries it: its bytes, null when erased, nothing when missing. */
function carried(blob: Blob): Uint8Array | null | undefined {
  if (blob?.state === 'present') return blob.bytes;
  return blob?.state === 'erased' ? null : undefined;
}

interface Placed {
  readonly event: LogEvent;
  readonly hash: Hex | undefined;
}

function byEpoch(log: LogReader, crypto: Crypto): ReadonlyMap<number | null, readonly Placed[]> {
  const epochs = new Map<number | null, Placed[]>();
  for (const { epoch, wire, blobHash } of log.events()) {
    const decoded = decodeEvent(wire, typeOf, crypto, log.coop);
    assert(!isRejection(decoded), 'EXPORT-1: a stored event is well-formed');
    const placed = { event: decoded.event, hash: blobHash };
    const known = epochs.get(epoch);
    if (known === undefined) epochs.set(epoch, [placed]);
    else known.push(placed);
  }
  for (const placed of epochs.values()) placed.sort((a, b) => compareEvents(a.event, b.event));
  return epochs;
}

function frame(kind: number, content: Uint8Array): Uint8Array {
  const head = new Uint8Array(headBytes);
  head[0] = kind;
  new DataView(head.buffer).setUint32(1, content.length);
  return concat(head, content);
}

const notALogFile = reject(
  'not-a-log-file',
  'This is not an export of a cooperative: it does not begin like one. Choose another file.',
);
const cutOff = reject(
  'log-file-cut-off',
  'This export ends too early: the copy was cut off. Copy it again.',
);
const altered = reject(
  'log-file-altered',
  'The checksum of this export does not fit: it was changed or damaged on the way. Copy it again.',
);

/** Reads a file. Rejects with `not-a-log-file`, `log-file-cut-off` or `log-file-altered`. @throws StoreFault */
export function readLogFile(path: string): LogFile | Rejection {
  const bytes = onDisk(`read ${path}`, () => readFileSync(path));
  if (!equalBytes(bytes.subarray(0, magic.length), magic)) return notALogFile;
  const records: LogRecord[] = [];
  const counts = { event: 0, certificate: 0 };
  let header: Uint8Array | undefined;
  for (let at = magic.length; ;) {
    if (at + headBytes > bytes.length) return cutOff;
    const [kind, length] = [bytes[at], bytes.readUInt32BE(at + 1)];
    const content = bytes.subarray(at + headBytes, at + headBytes + length);
    if (content.length < length) return cutOff;
    if (kind === kinds.end) {
      const isWhole = at + headBytes + length === bytes.length;
      const sum = createHash('sha256').update(bytes.subarray(0, at)).digest();
      if (!isWhole || !equalBytes(sum, content)) return altered;
      return withHeader(header, records) ?? altered;
    }
    if (kind === kinds.header && header === undefined && records.length === 0) header = content;
    else if (kind === kinds.event || kind === kinds.certificate) {
      const name = kind === kinds.event ? 'event' : 'certificate';
      counts[name] += 1;
      // A copy, so that the file's whole buffer does not stay with one event.
      records.push({ kind: name, bytes: Uint8Array.from(content), number: counts[name] });
    } else return altered;
    at += headBytes + length;
  }
}

function withHeader(
  header: Uint8Array | undefined,
  records: readonly LogRecord[],
): LogFile | undefined {
  const map = header === undefined ? undefined : decodeCbor(Uint8Array.from(header));
  if (map === undefined || !isCborMap(map)) return undefined;
  const { coop, events, certificates } = map;
  const count = (kind: LogRecord['kind']): number =>
    records.filter((record) => record.kind === kind).length;
  if (!(coop instanceof Uint8Array) || coop.length !== 32) return undefined;
  if (events !== count('event') || certificates !== count('certificate')) return undefined;
  return { coop: toHex(coop), events, certificates, records };
}

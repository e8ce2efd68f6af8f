/** Moments as people write them: `--at`, and the first column of batch files. Inside they are Unix milliseconds. */
import { reject, type Rejection } from 'icn-core';

const notATime = reject(
  'not-a-time',
  'This is not a time. Write it like 2026-03-31T14:05 (UTC) or 2026-03-31.',
);

/** Reads `--at` and times in batch files: ISO 8601, UTC unless it names another zone. */
export function readTime(typed: string): number | Rejection {
  const text = typed.trim().replace(' ', 'T');
  const pattern = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/u;
  if (!pattern.test(text)) return notATime;
  const hasZone = /(Z|[+-]\d{2}:\d{2})$/u.test(text) || !text.includes('T');
  const ms = Date.parse(hasZone ? text : `${text}Z`);
  return Number.isNaN(ms) ? notATime : ms;
}

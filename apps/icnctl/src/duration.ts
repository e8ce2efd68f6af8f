/** Spans of time as people write them: `7d`, `36h`, `90m`. Inside they are milliseconds. */
import { reject, type Rejection } from 'icn-core';

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

const notADuration = reject(
  'not-a-duration',
  'This is not a span of time. Write it like 7d, 36h or 90m.',
);

/** Reads a span. Rejects with `not-a-duration`. */
export function readDuration(typed: string): number | Rejection {
  const [, count, unit] = /^(\d{1,6})\s*([mhdw])$/u.exec(typed.trim().toLowerCase()) ?? [];
  const ms = unitMs[unit as keyof typeof unitMs];
  return count === undefined ? notADuration : Number(count) * ms;
}

/** Days as people write them, counted from 1970-01-01 inside. Days are UTC: the same on every node. */
import { dayMs, reject, type Rejection } from 'icn-core';

const notADay = reject('not-a-day', 'This is not a day. Write it like 2026-03-31.');

/** Reads `YYYY-MM-DD`. Rejects with `not-a-day`. */
export function readDay(typed: string): number | Rejection {
  const text = typed.trim();
  const ms = /^\d{4}-\d{2}-\d{2}$/u.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms) || showDay(ms / dayMs) !== text) return notADay;
  return ms / dayMs;
}

/** The day of a time, Unix ms. */
export function dayOf(ms: number): number {
  return Math.floor(ms / dayMs);
}

/** `YYYY-MM-DD`. */
export function showDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** Times and lists in plain words, for the sentences of this package. */
import { divideDown } from 'icn-core';

const hourMinutes = 60;
const minuteMs = 60_000;

/** A time span as people say it, cut to whole minutes: `3 days`, `1 hour 30 minutes`. */
export function durationInWords(ms: number): string {
  const minutes = divideDown(ms, minuteMs);
  const units = [
    { one: 'day', amount: divideDown(minutes, 24 * hourMinutes) },
    { one: 'hour', amount: divideDown(minutes, hourMinutes) % 24 },
    { one: 'minute', amount: minutes % hourMinutes },
  ];
  const parts = units.filter(({ amount }) => amount > 0);
  if (parts.length === 0) return 'less than a minute';
  return parts.map(({ one, amount }) => `${amount} ${amount === 1 ? one : `${one}s`}`).join(' ');
}

/** `A`, `A and B`, `A, B and C`. */
export function listInWords(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

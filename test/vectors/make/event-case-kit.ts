/** What the event vectors are written with: from bytes and a verdict to a case, and events of a given size. */
import { toHex } from 'icn-core';
import { spellBytes, type EventCase, type EventFile } from '../format.ts';
import {
  blobOf,
  filledBody,
  rising,
  withHeader,
  type Story,
  type Writing,
  type Written,
} from './event-story.ts';

/** 32 bytes that no hash here has. */
export const ffs: Uint8Array = new Uint8Array(32).fill(255);

export function file(story: Story, about: string, cases: readonly EventCase[]): EventFile {
  const held = [...story.events].map(([name, { wire }]) => [name, toHex(wire)] as const);
  return { about, held: Object.fromEntries(held), cases };
}

export function caseOf(story: Story, about: string, written: Written, verdict: string): EventCase {
  const base = {
    about,
    coop: toHex(story.coop),
    holds: [...story.events.keys()],
    wire: spellBytes(written.wire),
    verdict,
  };
  return verdict === 'valid' ? { ...base, id: written.id } : base;
}

/** Sixteen events to cite, whether held or not. */
export function strangers(story: Story, count: number): readonly Uint8Array[] {
  return rising(Array.from({ length: count }, (_, at) => story.workshop.bytes(`parent ${at}`, 32)));
}

export function filled(story: Story, bodyBytes: number, blob?: Uint8Array): Writing {
  const writing = { ...withHeader(story.next, { k: 'test.filled' }), body: filledBody(bodyBytes) };
  return blob === undefined ? writing : { ...writing, blob };
}

/** An event whose whole wire has this length; its body takes up what the blob leaves. */
export function ofLength(story: Story, wireBytes: number): Written {
  const blob = blobOf(story.workshop, 65_536);
  const short = story.write(filled(story, 10_000, blob));
  return story.write(filled(story, 10_000 + wireBytes - short.wire.length, blob));
}

export function storyEvent(story: Story, name: string): Written {
  const event = story.events.get(name);
  if (event === undefined) throw new Error(`the story has no event ${name}`);
  return event;
}

export type Refuse = (about: string, verdict: string, writing: Writing) => EventCase;

export function refuser(story: Story): Refuse {
  return (about, verdict, writing) => caseOf(story, about, story.write(writing), verdict);
}

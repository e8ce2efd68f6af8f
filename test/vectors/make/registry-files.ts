/** The vector files of registered event types, by domain. */
import type { CborMap } from 'icn-core';
import { toHex } from 'icn-core';
import type { RegistryCase, RegistryFile } from '../format.ts';
import type { Writing } from './event-story.ts';
import { coopSamples } from './registry-coop.ts';
import { governanceSamples } from './registry-governance.ts';
import { casesOf, type Sample } from './registry-kit.ts';
import { ledgerSamples } from './registry-ledger.ts';
import { deviceSamples, enrolmentCases, joinCases, memberSamples } from './registry-member.ts';
import { tellRegistryStory } from './registry-story.ts';
import type { Workshop } from './workshop.ts';

/** Every file of vectors/registry/ by name. */
export function makeRegistryFiles(workshop: Workshop): Readonly<Record<string, RegistryFile>> {
  const story = tellRegistryStory(workshop);
  const held = Object.fromEntries(
    [...story.events].map(([name, { wire }]) => [name, toHex(wire)] as const),
  );
  const file = (what: string, cases: readonly RegistryCase[]): RegistryFile => ({
    about: `Events of the types ${what}: what each may say, and what no node takes.`,
    held,
    cases,
  });
  const all = (samples: readonly Sample[]): readonly RegistryCase[] =>
    samples.flatMap((sample) => casesOf(story, sample));
  const joining = joinCases(story, (sample: Sample, place: (body: CborMap) => Writing) =>
    casesOf(story, sample, place),
  );
  const enrolling = enrolmentCases(story, (sample) => casesOf(story, sample));
  return {
    'registry/coop.json': file('coop.*', all(coopSamples(story))),
    'registry/member.json': file('member.*', [...all(memberSamples(story)), ...joining]),
    'registry/device.json': file('device.* and node.*', [
      ...enrolling,
      ...all(deviceSamples(story)),
    ]),
    'registry/ledger.json': file('ledger.* and hours.*', all(ledgerSamples(story))),
    'registry/governance.json': file(
      'contract.*, proposal.* and vote.*',
      all(governanceSamples(story)),
    ),
  };
}

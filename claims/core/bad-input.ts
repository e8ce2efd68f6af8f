/**
 * Bad input: what comes in by a public door and is not right is refused with a reason, and changes
 * nothing. The suite is test/bad-input.
 */
import type { Claim } from '../claim.ts';

type Suite = 'bytes' | 'signatures' | 'replays' | 'rights' | 'texts';

const claim = (
  name: string,
  sentence: string,
  suite: Suite,
  tests: string | undefined,
  testsMin: number,
): Claim => ({
  name,
  capability: 'core',
  sentence,
  weight: 'quick',
  measure: {
    kind: 'suite',
    project: 'unit',
    files: [`test/bad-input/${suite}.test.ts`],
    ...(tests === undefined ? {} : { tests: [tests] }),
    testsMin,
  },
  breaker: `${name}.patch`,
});

/** One claim for each kind of bad input. */
export const badInputClaims: readonly Claim[] = [
  claim(
    'forged',
    'An entry counts only with the true signature of the device that it names, over exactly its content.',
    'signatures',
    'forged',
    10,
  ),
  claim(
    'replayed',
    'What was right once cannot be used again: not a payment, not a link, not a proof, not a whole log.',
    'replays',
    'replayed',
    8,
  ),
  claim(
    'wrong-coop',
    'Nothing of another cooperative gets in: no entry, no founding, no checkpoint, no node.',
    'bytes',
    'of another cooperative',
    5,
  ),
  claim(
    'one-spelling',
    'An id has one spelling; every other is refused, so that nobody passes for somebody else.',
    'bytes',
    'every other spelling of an id',
    30,
  ),
  claim(
    'unknown-type',
    'A kind of entry that this version does not know is refused, and never guessed at.',
    'bytes',
    'unknown type',
    15,
  ),
  claim(
    'non-canonical',
    'An entry has one form in bytes; whatever is written in another way is refused.',
    'bytes',
    'non-canonical bytes',
    14,
  ),
  claim(
    'oversize',
    'Nobody can fill the members’ disks with one signature: what is too large is refused.',
    'bytes',
    'oversize',
    8,
  ),
  claim(
    'edge-case-signatures',
    'Crafted keys and signatures on which other software disagrees get the same verdict on every node.',
    'signatures',
    'edge-case signatures',
    20,
  ),
  claim(
    'first-events',
    'A device writes its first entry only if a link or a member’s device has let it in.',
    'replays',
    'first events without right',
    8,
  ),
  claim(
    'invitation-once',
    'A link lets in one person, once, in time, and nobody after it was taken back.',
    'replays',
    'invitations used, revoked or run out',
    4,
  ),
  claim(
    'over-limit',
    'A payment over the limit is refused when it is made, and waits where two sides met too late; nobody goes below the limit.',
    'rights',
    'payments over the limit',
    5,
  ),
  claim(
    'puppets',
    'Two members who work together cannot vote in people they made up.',
    'rights',
    'twenty puppets invited and vouched in by two colluders',
    5,
  ),
  claim(
    'contract-floors',
    'No contract decides more easily than the cooperative’s own floors allow.',
    'rights',
    'contracts below the floors',
    7,
  ),
  claim(
    'member-accounts',
    'Nobody takes hours out of a member’s account: no other member, no vote, no correction.',
    'rights',
    'transfers out of a member’s account',
    4,
  ),
  claim(
    'electorate',
    'Only those vote who were active members when the proposal was opened.',
    'rights',
    'votes outside the electorate',
    5,
  ),
  claim(
    'signature-kinds',
    'A signature given for one thing is worth nothing for another.',
    'signatures',
    'a signature of one kind presented as another',
    40,
  ),
  claim(
    'texts',
    'Whatever people write is kept letter for letter and runs nowhere; what could deceive the eye is refused.',
    'texts',
    undefined,
    36,
  ),
  claim(
    'no-one-else',
    'Nobody acts for another member: no node, no stranger, no removed device, no coordinator.',
    'signatures',
    'acting for another member',
    9,
  ),
];

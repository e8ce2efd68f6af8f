/**
 * Every limit of the protocol, each with its arithmetic and the attack it stops. A limit that decides validity is in
 * docs/protocol/1-events.md too and has vectors at the limit and one beyond.
 */

/** Encoded header, bytes. Fixed parts 259, each of 16 parents 34, type name 32: 835; the rest is room for growth. */
export const headerBytesMax = 1024;
/** Encoded body, bytes. A vote takes 100, a contract 4,000; a larger body is a way to fill ten disks with one signature. */
export const bodyBytesMax = 16 * 1024;
/** Salt before the content of a blob, bytes: as long as the hash, so that a guessed name cannot be confirmed. */
export const blobSaltBytes = 32;
/** Content of a blob, bytes. The longest comment takes 8,000. */
export const blobContentBytesMax = 64 * 1024;
/** Salt and content of a blob, bytes. */
export const blobBytesMax = blobSaltBytes + blobContentBytesMax;
/**
 * Whole event, bytes: 1,024 + 64 + 16,384 + 65,568 are 83,040 of parts at their limits, a combination that no type
 * comes near; 82,000 is checked before anything is decoded, so a peer cannot make a node parse more.
 */
export const eventBytesMax = 82_000;
/** Other parents `q` of one event. Ten members' heads and room for their second devices; each parent costs a lookup. */
export const parentsMax = 16;
/** Nesting of arrays and maps. The deepest body, a contract, has 7. Bounds recursion on bytes from strangers. */
export const depthMax = 16;
/** Type name, bytes. */
export const typeBytesMax = 32;
/** First value of `t.ms` that is out of range: the year 10889. Keeps ms and counter within one safe integer's bits. */
export const timeMsEnd = 2 ** 48;
/** First value of `t.counter` that is out of range: 65,536 events in one millisecond. */
export const timeCounterEnd = 2 ** 16;
/** Highest rules version that this software knows. */
export const rulesVersionMax = 0;

/**
 * How far ahead of the node's own clock an event may be and still be cited and followed, milliseconds. Not a matter of
 * validity. Ten minutes are more than an unsynchronised PC drifts in a month, and all that one wrong clock can do.
 */
export const futureMsMax = 10 * 60 * 1000;
/** Events kept aside because a parent is missing, over all peers. The oldest gives way and comes again by `have`. */
export const pendingEventsMax = 4096;
/** Bytes kept aside over all peers, 16 MiB: 4,096 usual events of 500 bytes take 2. */
export const pendingBytesMax = 16 * 1024 * 1024;

/** One day in milliseconds. Days are counted from 1970-01-01 in UTC, so none is longer or shorter. */
export const dayMs = 86_400_000;

// Texts, in bytes of UTF-8. A screen is finite, and a text that is larger than a person reads hides what it says.

/** Name of a member, device, account, contract or cooperative, and the text of a parameter: 20 characters of any script. */
export const nameBytesMax = 80;
/** What an hour is called in a cooperative: 5 characters of any script, since it stands after every amount. */
export const unitBytesMax = 20;
/** Name of a template or of one of its parameters: as long as a type's name. */
export const templateNameBytesMax = 32;
/** Title of a proposal: one line of 30 characters of any script. */
export const titleBytesMax = 120;
/** Explanation of a contract: the longest that is shipped takes 600. */
export const explanationBytesMax = 2000;
/** Long text: proposal, reason, comment. About three pages; two fit in a body. */
export const textBytesMax = 8000;
/** Memo of a payment or of hours. */
export const memoBytesMax = 280;

/**
 * One amount or credit limit, minutes: a thousand million, 1,900 years. Nine million such amounts in one account stay
 * within 2^53, so no sequence of entries that a cooperative can write overflows a balance.
 */
export const minutesMax = 1_000_000_000;
/** Hours of one member and day, minutes: 24 h. Two devices that were apart cannot log one day twice over. */
export const minutesPerDayMax = 24 * 60;
/** How far back hours may be logged, days: a year and the leap day. Older books are imported, in the open. */
export const daysBackMax = 366;
/** How far ahead, days: where the date changes first it is tomorrow for others. Work is not logged before it is done. */
export const daysAheadMax = 1;

/** Members that a policy can count or name. The plan is for ten; tests and sizes hold to fifty. */
export const membersMax = 50;
/** From this number of active members on the founder decides nothing alone: two can outvote one. */
export const founderAloneEnd = 3;
/** From this number of active members on the founding is over: those who know everybody are a minority by then. */
export const foundingMembersEnd = 10;
/** How long the founding lasts at most, ms. While it lasts vouches admit at once, so it ends even if nobody ends it. */
export const foundingMsMax = 30 * dayMs;
/** Admissions by vouches after the founding within `admissionWindowMs`: invented people come in slower than people notice. */
export const admissionsPerWindowMax = 2;
/** In what time, ms; and how long whoever came in by vouches vouches for nobody: newcomers cannot bring newcomers. */
export const admissionWindowMs = 30 * dayMs;
/** Longest time for objections, ms. A longer one would close the door that a vote can open in a week. */
export const admissionDelayMsMax = 30 * dayMs;
/** Life of an invitation, ms: a bearer secret that lies about should not work for long. */
export const invitationMsMax = 30 * dayMs;
/** How long after its end an invitation still serves those who joined in time but out of reach, ms. */
export const invitationGraceMs = 7 * dayMs;
/** Invitations open at a time: each is a bearer secret and a row. Four for each of fifty members, or one whole import. */
export const invitationsOpenMax = 200;
/** Keys that a member ever enrols. A stolen device could otherwise enrol without end; two a year last for eight years. */
export const devicesPerMemberMax = 16;
/** Most anchors: three, of which two agree; two cannot outvote each other. More would need a protocol with more rounds. */
export const anchorsMax = 3;

/** Payments of one payer held at a time; later ones are void. Each is looked at in each checkpoint: 20 x 50 payers. */
export const heldPerPayerMax = 20;
/** How long a payment is held, ms: after a month the payee should hear that it does not come. */
export const heldMsMax = 30 * dayMs;
/** Accounts of the cooperative, the common fund included. One for each project; each check of a new one counts them. */
export const coopAccountsMax = 20;
/** Rows of one import: 40 bytes each, 8,000 of the body's 16,384. As many as there can be open invitations. */
export const importRowsMax = 200;

/** Proposals open at a time. Each is looked at in each checkpoint: 100 of them cost 5,000 point reads. */
export const proposalsOpenMax = 100;
/** Proposals of one member open at a time, so that nobody takes all places and keeps the others from proposing. */
export const proposalsOpenPerMemberMax = 10;
/** Shortest time for voting, ms: a minute, for votes taken in a meeting. */
export const votingMsMin = 60_000;
/** Longest time for voting, ms: a season. A proposal takes one of the open places for as long. */
export const votingMsMax = 90 * dayMs;
/** Longest wait for ballots that are late to arrive, ms: a week out of reach. */
export const graceMsMax = 7 * dayMs;
/** Largest part of a share: finer than fifty electors can tell apart. Products of two with 50 stay far below 2^53. */
export const sharePartMax = 1000;
/** A quorum is in per cent. */
export const quorumMax = 100;

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
/** Events kept aside per peer because a parent is missing. The oldest gives way: a liar fills only its own share. */
export const pendingEventsMax = 4096;
/** Bytes kept aside per peer, 16 MiB: 4,096 usual events of 500 bytes take 2. */
export const pendingBytesMax = 16 * 1024 * 1024;

/** Name of a member, device, account or cooperative, bytes of UTF-8: 20 characters of any script. */
export const nameBytesMax = 80;
/** Title of a proposal, bytes of UTF-8. */
export const titleBytesMax = 120;
/** Long text: proposal, reason, comment, bytes of UTF-8. About three pages; two fit in a body. */
export const textBytesMax = 8000;
/** Memo of a payment or of hours, bytes of UTF-8. */
export const memoBytesMax = 280;

/**
 * One amount, minutes: a thousand million, 1,900 years. Two million such amounts in one account stay within 2^53, so
 * no sequence of entries that a cooperative can write overflows a balance.
 */
export const minutesMax = 1_000_000_000;
/** Members of one cooperative. The plan is for ten; tests and sizes hold to fifty. */
export const membersMax = 50;
/** Devices of one member at a time. A stolen device could otherwise enrol without end. */
export const devicesPerMemberMax = 16;
/** Payments of one author held for the limit at a time; later ones are void. Bounds the work at each checkpoint. */
export const heldPerAuthorMax = 20;
/** Fewest anchors that certify checkpoints: one node certifies alone. */
export const anchorsMin = 1;
/** Most anchors: three, of which two agree. More would need a protocol with more rounds. */
export const anchorsMax = 3;
/** Invitations open at a time: each is a bearer secret and a row in state. */
export const invitationsOpenMax = 200;
/** Rows of one import. 200 rows of 60 bytes fit the body. */
export const importRowsMax = 200;

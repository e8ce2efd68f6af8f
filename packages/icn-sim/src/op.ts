/**
 * What happens in a run, as data: what people do, what crooks do, and what breaks. An op names nothing that exists only
 * in one run; it says "the x-th of those that fit", so ops can be left out and the rest still makes sense.
 */

/** What a member does with an event. One per event type and way of using it. */
export const actNames = [
  'found-join',
  'invite',
  'revoke-invitation',
  'join',
  'vouch',
  'object',
  'pause',
  'resume',
  'leave',
  'close-founding',
  'set-policy',
  'set-anchors',
  'enrol',
  'enrol-by-spare',
  'revoke-device',
  'set-spare',
  'register-node',
  'act-as-node',
  'act-as-spare',
  'open-account',
  'import',
  'answer-opening',
  'log-hours',
  'confirm-hours',
  'withdraw',
  'pay',
  'overpay',
  'propose-correction',
  'agree-correction',
  'deploy',
  'deploy-own',
  'propose-none',
  'propose-transfer',
  'propose-admit',
  'propose-remove',
  'propose-policy',
  'propose-deploy',
  'propose-retire',
  'propose-anchors',
  'vote',
] as const;
/** One of the acts. */
export type ActName = (typeof actNames)[number];

/** What a crook does besides. */
export const trickNames = [
  'fork',
  'fork-final',
  'backdate',
  'far-future',
  'unknown-checkpoint',
  'write-after-revocation',
  'join-twice',
  'double-spend',
  'orphans',
  'replay',
  'garble',
  'forge',
  'forge-certificate',
  'other-coop',
] as const;
/** One of the tricks. */
export type TrickName = (typeof trickNames)[number];

/** What breaks. */
export const mishapNames = [
  'crash',
  'stop',
  'disk-fault',
  'lose-snapshot',
  'disconnect',
  'partition',
  'clock',
  'leap',
  'audit',
] as const;
/** One of the mishaps. */
export type MishapName = (typeof mishapNames)[number];

/** Free choices of an op, resolved when it happens. */
interface Choices {
  /** When, in milliseconds since the start. */
  readonly at: number;
  /** A person; for mishaps a node. */
  readonly who: number;
  /** A node; below zero: the person's own. */
  readonly via: number;
  readonly x: number;
  readonly y: number;
}

/** One thing that happens. */
export type Op =
  | (Choices & {
      readonly kind: 'act';
      readonly act: ActName;
      /** Hands the event to a node as a peer would, so that no submission check stops it. */
      readonly isUnchecked: boolean;
    })
  | (Choices & { readonly kind: 'trick'; readonly trick: TrickName })
  | (Choices & { readonly kind: 'mishap'; readonly mishap: MishapName });

/** One line about an op. */
export function describeOp(op: Op): string {
  const { at, who, via, x, y } = op;
  const where = via < 0 ? '' : ` via n${via}`;
  const name =
    op.kind === 'act'
      ? `${op.act}${op.isUnchecked ? '!' : ''}`
      : op.kind === 'trick'
        ? op.trick
        : op.mishap;
  return `${at} ms ${op.kind} ${name} ${who}${where} x=${x} y=${y}`;
}

/** The one loop: what a replica does about one input. */
import { advance, propose, takeSnapshot } from './chain.ts';
import type { Effect, Input } from './effect.ts';
import { submit } from './ingest.ts';
import type { Replica } from './replica.ts';
import { connect, disconnect, offer, push, pushCertificates, receive } from './sync.ts';

/**
 * Lets one thing happen to a replica. The effects are to be carried out in their order before the next step; see the
 * contract in replica.ts. Never throws for bad input.
 */
export function step(replica: Replica, input: Input): readonly Effect[] {
  replica.out = [];
  switch (input.kind) {
    case 'tick':
      tick(replica, input.now);
      break;
    case 'submit': {
      const { result, accepted } = submit(replica, input.wire, input.now);
      push(replica, accepted);
      replica.out.push({ kind: 'reply', request: input.request, result });
      break;
    }
    case 'connected':
      connect(replica, input.peer);
      break;
    case 'disconnected':
      disconnect(replica, input.peer);
      break;
    case 'received':
      receive(replica, input.peer, input.message, input.now);
      break;
    case 'stop':
      takeSnapshot(replica);
      break;
  }
  return replica.out;
}

function tick(replica: Replica, now: number): void {
  pushCertificates(replica, advance(replica, now));
  const certificate = propose(replica, now);
  if (certificate !== undefined) pushCertificates(replica, [certificate]);
  offer(replica, now);
}

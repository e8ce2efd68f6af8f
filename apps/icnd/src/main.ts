/**
 * The node: `npm start`. Keeps the records of a cooperative, makes them final where it is an anchor, and stops in order.
 * Without a cooperative it waits for one to be founded in its directory.
 */
import { parseArgs } from 'node:util';
import { StoreFault } from 'icn-core';
import { nodeHome } from './home.ts';
import { hasCoop, openLocal, type LocalCoop } from './local.ts';

/** How often time passes for the node, and how often it looks whether a cooperative was founded. */
const tickMs = 250;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

function readDirectory(): string {
  try {
    const { values } = parseArgs({ options: { dir: { type: 'string' } } });
    return values.dir ?? nodeHome();
  } catch (failure) {
    process.stderr.write(`${failure instanceof Error ? failure.message : 'Wrong usage'}\n`);
    process.stderr.write('Usage: npm start -- [--dir FOLDER]\n');
    process.exit(2);
  }
}

/** Runs until it is told to stop. */
class Node {
  readonly #directory: string;
  #coop: LocalCoop | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async start(): Promise<void> {
    say(`Data directory: ${this.#directory}`);
    if (hasCoop(this.#directory)) await this.#open();
    else {
      say('No cooperative here yet. Found one: npx icnctl coop init "Our Coop" --yes');
      say('or take over an exported one: npx icnctl log import FILE');
    }
    say('The page comes with a later version; until then use npx icnctl, with this node stopped.');
    say('Stop with Ctrl+C.');
    this.#timer = setInterval(() => this.#guard(() => this.#pass()), tickMs);
  }

  stop(signal: string): void {
    clearInterval(this.#timer);
    this.#guard(() => this.#coop?.close());
    say(`Stopped (${signal}). Everything is saved.`);
  }

  async #pass(): Promise<void> {
    if (this.#coop !== undefined) this.#coop.tick();
    else if (hasCoop(this.#directory)) await this.#open();
  }

  async #open(): Promise<void> {
    const coop = openLocal(this.#directory);
    this.#coop = coop;
    const { coop: named, events, height, activeMembers } = await coop.overview();
    say(
      `Cooperative: ${named.name}, active members ${activeMembers}, events ${events}, checkpoints ${height}.`,
    );
    say(
      coop.isAnchor()
        ? 'This node makes what is entered final.'
        : 'This node is a copy: it follows and checks.',
    );
    const divergence = coop.divergence();
    if (divergence !== undefined) {
      say(
        `WARNING: this node differs from checkpoint ${divergence.height}. Run: npx icnctl log verify`,
      );
    }
  }

  /** A node whose disk fails stops: what it would say after that could not be trusted. */
  #guard(work: () => unknown): void {
    const fail = (failure: unknown): void => {
      if (!(failure instanceof StoreFault)) throw failure;
      // Somebody is just founding the cooperative, or has the directory open for a moment: later is soon.
      if (failure.code === 'locked' && this.#coop === undefined) return;
      process.stderr.write(`${failure.message} [${failure.code}]\n`);
      process.exit(3);
    };
    try {
      const result = work();
      if (result instanceof Promise) result.catch(fail);
    } catch (failure) {
      fail(failure);
    }
  }
}

const node = new Node(readDirectory());
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => node.stop(signal));
}
try {
  await node.start();
} catch (failure) {
  if (!(failure instanceof StoreFault)) throw failure;
  process.stderr.write(`${failure.message} [${failure.code}]\n`);
  process.exitCode = 3;
}

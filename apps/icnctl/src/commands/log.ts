/** `log`: the signed records themselves. */
import type { Command } from 'commander';
import { reject } from 'icn-core';
import { importLocal, writeLogFile } from 'icnd';
import type { EventView } from 'icn-client';
import { does } from '../command.ts';
import { must, refuse, type Outcome } from '../outcome.ts';
import { showProgress } from '../progress.ts';
import { directoryOf, withCoop, type GlobalOptions } from '../session.ts';
import { moment, table } from '../show.ts';
import { verifyCommand } from './verify.ts';

/** Declares the commands. */
export function addLogCommands(log: Command): void {
  const show = log
    .command('show')
    .description('events in the order in which this node received them')
    .option('--from <number>', 'from this one on (default: the newest)')
    .option('--limit <count>', 'at most so many', '20');
  does<{ from?: string; limit: string }>(show, 'icnctl log show --from 1', ({ options }) =>
    withCoop(options, async (coop) => {
      const limit = wholeNumber(options.limit, '--limit');
      const { events } = await coop.overview();
      const from =
        options.from === undefined
          ? Math.max(1, events - limit + 1)
          : wholeNumber(options.from, '--from');
      return showEvents(await coop.events({ from, limit }), options.ids === true);
    }),
  );
  verifyCommand(log, 'icnctl log verify');
  does<object>(
    log
      .command('export')
      .description('write all records to one file, for safekeeping or for another machine')
      .argument('<file>'),
    'icnctl log export riverside.icnlog',
    ({ args, options }) => exportLog(args[0] ?? '', options),
  );
  does<object>(
    log
      .command('import')
      .description('make a data directory from an export; everything in it is checked')
      .argument('<file>'),
    'icnctl log import riverside.icnlog --dir ./copy',
    ({ args, options }) => importLog(args[0] ?? '', options),
  );
}

function wholeNumber(typed: string, option: string): number {
  const count = Number(typed);
  if (!Number.isSafeInteger(count) || count < 1) {
    refuse(reject('not-a-number', `${option} takes a whole number from 1 on.`));
  }
  return count;
}

function showEvents(events: readonly EventView[], ids: boolean): Outcome {
  return {
    json: {
      events: events.map((event) => ({
        position: event.position,
        id: event.id,
        type: event.type,
        at: event.at,
        author:
          event.author === undefined ? null : { id: event.author.id, name: event.author.name },
        epoch: event.epoch ?? null,
        status: event.status,
        code: event.code ?? null,
        blob: event.blob,
      })),
    },
    text: table(
      events,
      [
        { title: '#', of: ({ position }) => String(position), right: true },
        { title: 'time', of: ({ at }) => moment(at) },
        { title: 'who', of: ({ author }) => author?.name ?? '' },
        { title: 'what', of: ({ label }) => label },
        { title: 'standing', of: standingOf },
        ...(ids ? [{ title: 'id', of: ({ id }: EventView) => id }] : []),
      ],
      'There are no events from there on.',
    ),
  };
}

function standingOf({ status, code, epoch }: EventView): string {
  if (status !== 'effective') return `${status}: ${code ?? ''}`;
  return epoch === undefined ? 'saved' : 'final';
}

async function exportLog(file: string, options: GlobalOptions): Promise<Outcome> {
  return withCoop(options, async (coop) => {
    const progress = showProgress('Writing', options.json === true);
    const written = writeLogFile(file, coop.log(), coop.kit.crypto, progress.report);
    progress.end();
    const { height, root } = await coop.overview();
    return {
      json: {
        file,
        bytes: written.bytes,
        events: written.events,
        checkpoints: written.certificates,
        blobs: written.blobs,
        sha256: written.sha256,
        height,
        root,
      },
      text:
        `Wrote ${written.events} events and ${written.certificates} checkpoints to ${file} ` +
        `(${Math.ceil(written.bytes / 1024)} KiB). It holds names and notes: keep it private.`,
    };
  });
}

async function importLog(file: string, options: GlobalOptions): Promise<Outcome> {
  const progress = showProgress('Checking', options.json === true);
  const directory = directoryOf(options);
  const imported = must(await importLocal(directory, file, { onProgress: progress.report }));
  progress.end();
  const { coop, events, checkpoints, height, root } = imported;
  return {
    json: { directory, coop, events, checkpoints, height, root },
    text:
      `Took over ${events} events and ${checkpoints} checkpoints into ${directory}; every signature holds.\n` +
      'This copy makes no checkpoints of its own: it follows the node that does.',
  };
}

import { type Command, Option } from 'commander';
import { PET_EVENT_TYPES } from '../domain/petEvents.ts';
import type { Replay } from '../messages/petMessageSchemas.ts';
import type { RecordedPetEvent } from '../streams/petStream.ts';
import { instant } from './addShow.ts';
import { checkpointFile } from './checkpointFile.ts';
import { interruptible } from './interruptible.ts';
import { numberOption } from './numberOption.ts';
import { petIdArgument } from './petIdArgument.ts';
import { count, counted, inline, paint, print, printable, startProgress } from './print.ts';
import { eventsToReplay, type ReplayQuery, replayEvents } from './replayEvents.ts';
import { CommandFailure, openTarget, type Target, type TargetOptions, withTarget } from './target.ts';

type ReplayCommandOptions = TargetOptions & {
  from?: number;
  to?: number;
  type?: string;
  pet?: string;
  name?: string;
  rate: number;
  checkpoint?: string;
  dryRun?: true;
  publish?: true;
  json?: true;
};

/** How far a replay is: everything up to the event `lastEventId` is on the bus. */
interface Progress {
  replay: Replay;
  lastEventId: string;
  events: number;
}

/**
 * `replay`: tells past events again, on the bus, as `pets.replay`: only rules that ask for it receive them. On a stage it
 * only counts unless `--publish` is given.
 */
export function addReplay(program: Command): void {
  withTarget(program.command('replay'))
    .description('publish past events again, to the rules that ask for the source pets.replay')
    .option('--from <time>', 'events from this time on', instant)
    .option('--to <time>', 'events before this time', instant)
    .addOption(new Option('--type <type>', 'only events of this type').choices([...PET_EVENT_TYPES]))
    .option('--pet <petId>', 'only events of this pet', petIdArgument)
    .option('--name <name>', 'the name of this replay in its messages')
    .option('--rate <n>', 'how many events a second', numberOption(1, 10_000), 100)
    .option('--checkpoint <file>', 'keep the progress in this file, and go on from there')
    .addOption(new Option('--dry-run', 'only count the events').conflicts('publish'))
    .option('--publish', 'publish on a stage, where the command otherwise only counts')
    .option('--json', 'one JSON object')
    .action(async (options: ReplayCommandOptions) => {
      if (options.from === undefined && options.pet === undefined)
        throw new CommandFailure('Give --from, --pet or both.');
      if (options.from !== undefined && options.to !== undefined && options.from >= options.to)
        throw new CommandFailure('--to must be later than --from.');
      const target = await openTarget(options);
      if (options.pet !== undefined && !(await target.store.newest(options.pet)))
        throw new CommandFailure(`No pet has the id ${printable(options.pet)}.`);
      const counts = options.dryRun === true || (options.stage !== undefined && options.publish !== true);
      await (counts ? countEvents(target, options) : publishEvents(target, options));
    });
}

const queryOf = ({ from = 0, to, type, pet }: ReplayCommandOptions): ReplayQuery => ({
  from,
  ...(to !== undefined && { to }),
  ...(type !== undefined && { type }),
  ...(pet !== undefined && { petId: pet }),
});

async function countEvents(target: Target, options: ReplayCommandOptions): Promise<void> {
  const { rate, json, dryRun } = options;
  const { events, byType } = await countOf(eventsToReplay(target, queryOf(options)));
  if (json) {
    print(JSON.stringify({ dryRun: true, events, ...byType }));
    return;
  }
  for (const [type, number] of Object.entries(byType)) print(`${type}  ${count(number)}`);
  print(
    `${counted(events, 'event')} would be published, in about ${count(Math.ceil(events / rate))} s at ${count(rate)} a second.`,
  );
  if (!dryRun) print(paint('yellow', 'Nothing was published. To publish them, say the same with --publish.'));
}

async function countOf(events: AsyncIterable<RecordedPetEvent>) {
  const byType = Object.fromEntries(PET_EVENT_TYPES.map((type) => [type, 0]));
  let number = 0;
  const progress = startProgress('events counted', 0);
  for await (const { type } of events) {
    byType[type]!++;
    progress.set(++number);
  }
  progress.end();
  return { events: number, byType };
}

/** Counts the events before, so that it can be seen how far it is: to read them costs little beside publishing them. */
async function publishEvents(target: Target, options: ReplayCommandOptions): Promise<void> {
  const { rate, checkpoint, json } = options;
  const query = queryOf(options);
  const file = checkpointFile<Progress>(checkpoint, { command: 'replay', eventsTable: target.eventsTable, ...query });
  const at = new Date().toISOString();
  const replay = file.kept?.replay ?? { name: options.name ?? `replay of ${at}`, at };
  const remaining = () => eventsToReplay(target, query, file.kept?.lastEventId);
  let events = file.kept?.events ?? 0;
  const progress = startProgress('events', events + (await countOf(remaining())).events);
  const work = replayEvents(target, remaining(), {
    replay,
    rate,
    published(number, lastEventId) {
      events += number;
      file.keep({ replay, lastEventId, events });
      progress.set(events);
    },
  });
  const again = checkpoint === undefined ? 'begins anew: --checkpoint would go on' : 'goes on from there';
  await interruptible(work, `Stopped. What was published can't be taken back; the same command ${again}.`).finally(() =>
    progress.end(),
  );
  file.remove();
  print(json ? inline({ events, replay }) : `${counted(events, 'event')} published as "${printable(replay.name)}"`);
}

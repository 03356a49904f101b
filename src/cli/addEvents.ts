import { type Command, Option } from 'commander';
import { PET_EVENT_TYPES } from '../domain/petEvents.ts';
import { feedPage } from '../eventStore/feedPage.ts';
import { idsFrom } from '../eventStore/nextEventId.ts';
import { eventView } from '../queries/eventView.ts';
import type { RecordedPetEvent } from '../streams/petStream.ts';
import { instant } from './addShow.ts';
import { csvLine } from './csvLine.ts';
import { fitting, inline, inStableOrder, paint, print, printable } from './print.ts';
import { openTarget, type TargetOptions, withTarget } from './target.ts';

type EventsOptions = TargetOptions & {
  from?: number;
  to?: number;
  type?: string;
  actor?: string;
  json?: true;
  csv?: true;
};

const PAGE = 500;

/** `events`: the events of all pets in the order of their ids, up to those that have settled. */
export function addEvents(program: Command): void {
  withTarget(program.command('events'))
    .description('show what happened to all pets, by time, type and actor')
    .option('--from <time>', 'from this time on', instant)
    .option('--to <time>', 'before this time', instant)
    .addOption(new Option('--type <type>', 'only of this type').choices([...PET_EVENT_TYPES]))
    .option('--actor <actor>', 'only by this actor')
    .option('--json', 'one JSON object a line')
    .addOption(new Option('--csv', 'comma-separated values, with a line of names').conflicts('json'))
    .action(async ({ from, to, type, actor, json, csv, ...target }: EventsOptions) => {
      const { store } = await openTarget(target);
      const query = {
        ...(to !== undefined && { to }),
        limit: PAGE,
        accepts: (event: RecordedPetEvent) =>
          (type === undefined || event.type === type) && (actor === undefined || event.metadata.actor === actor),
        fits: () => true,
        selective: true,
      };
      const lineOf = csv ? csvRecord : json ? jsonLine : eventLine;
      let found = 0;
      if (csv) print(csvLine(CSV_FIELDS));
      for (let above = idsFrom(from ?? 0), caughtUp = false; !caughtUp; ) {
        const page = await feedPage(store, { ...query, above }, Date.now());
        for (const event of page.events) print(lineOf(event));
        found += page.events.length;
        ({ position: above, caughtUp } = page);
      }
      if (found === 0)
        console.error('No event matches. Events of the last seconds are left out until they have settled.');
    });
}

const CSV_FIELDS = [
  ...['eventId', 'occurredAt', 'type', 'petId', 'version', 'actor', 'requestId', 'correlationId', 'data'],
  // What `data` may lack.
  'erased',
];

function csvRecord(event: RecordedPetEvent): string {
  const { eventId, occurredAt, type, streamId, version, metadata } = event;
  const { actor, requestId, correlationId } = metadata;
  const { data, erased } = eventView(event);
  const { data: ordered } = inStableOrder({ data });
  return csvLine([eventId, occurredAt, type, streamId, version, actor, requestId, correlationId, ordered, erased]);
}

const jsonLine = (event: RecordedPetEvent): string => inline(inStableOrder(eventView(event)));

const eventLine = ({ occurredAt, type, streamId, version, metadata }: RecordedPetEvent): string =>
  fitting([`${occurredAt}  ${type}`, paint('bold', `${printable(streamId)} v${version}`), printable(metadata.actor)]);

import { type Command, Option } from 'commander';
import { PET_EVENT_TYPES } from '../domain/petEvents.ts';
import { feedPage } from '../eventStore/feedPage.ts';
import { idsFrom } from '../eventStore/nextEventId.ts';
import { eventView } from '../queries/eventView.ts';
import type { RecordedPetEvent } from '../streams/petStream.ts';
import { instant } from './addShow.ts';
import { inStableOrder, paint, print, printable } from './print.ts';
import { openTarget, type TargetOptions, withTarget } from './target.ts';

type EventsOptions = TargetOptions & { from?: number; to?: number; type?: string; actor?: string; json?: true };

const PAGE = 500;

/** `events`: the events of all pets in the order of their ids, up to those that have settled. */
export function addEvents(program: Command): void {
  withTarget(program.command('events'))
    .description('what happened to all pets, by time, type and actor')
    .option('--from <time>', 'from this time on', instant)
    .option('--to <time>', 'before this time', instant)
    .addOption(new Option('--type <type>', 'only of this type').choices([...PET_EVENT_TYPES]))
    .option('--actor <actor>', 'only by this actor')
    .option('--json', 'one JSON object a line')
    .action(async ({ from, to, type, actor, json, ...target }: EventsOptions) => {
      const { store } = await openTarget(target);
      const query = {
        ...(to !== undefined && { to }),
        limit: PAGE,
        accepts: (event: RecordedPetEvent) =>
          (type === undefined || event.type === type) && (actor === undefined || event.metadata.actor === actor),
        fits: () => true,
        selective: true,
      };
      let found = 0;
      for (let above = idsFrom(from ?? 0), caughtUp = false; !caughtUp; ) {
        const page = await feedPage(store, { ...query, above }, Date.now());
        for (const event of page.events)
          print(json ? JSON.stringify(inStableOrder(eventView(event))) : eventLine(event));
        found += page.events.length;
        ({ position: above, caughtUp } = page);
      }
      if (found === 0)
        console.error('No event matches. Events of the last seconds are left out until they have settled.');
    });
}

function eventLine({ occurredAt, type, streamId, version, metadata }: RecordedPetEvent): string {
  const request = paint('dim', `request ${printable(metadata.requestId)}`);
  return `${occurredAt}  ${type}  ${paint('bold', `${streamId} v${version}`)}  by ${printable(metadata.actor)}  ${request}`;
}

import type { Command } from 'commander';
import type { FieldChange } from '../domain/fieldChanges.ts';
import { petEvents } from '../domain/petEvents.ts';
import { eventView } from '../queries/eventView.ts';
import { type PetChange, petChanges } from '../queries/petChanges.ts';
import { inline, inStableOrder, paint, print, printable } from './print.ts';
import { CommandFailure, openTarget, type TargetOptions, withTarget } from './target.ts';

/** `history <petId>`: what happened to a pet, as a timeline or as JSON, one event a line. */
export function addHistory(program: Command): void {
  withTarget(program.command('history <petId>'))
    .description('what happened to a pet, who did it, and what it changed')
    .option('--desc', 'the newest event first')
    .option('--json', 'one JSON object a line')
    .action(async (petId: string, options: TargetOptions & { desc?: true; json?: true }) => {
      const { store } = await openTarget(options);
      let events = 0;
      for await (const change of petChanges(store, petId, { order: options.desc ? 'desc' : 'asc' })) {
        print(
          options.json
            ? JSON.stringify({ ...inStableOrder(eventView(change.event)), changes: inStableOrder(change.changes) })
            : timelineEntry(change),
        );
        events++;
      }
      if (events === 0) throw new CommandFailure(`No pet has the id ${printable(petId)}.`);
    });
}

const STYLES = { gain: 'green', change: 'yellow', loss: 'red' } as const;

function timelineEntry({ event, changes }: PetChange): string {
  const { version, occurredAt, type, metadata } = event;
  const caused = metadata.causationId === undefined ? '' : `, caused by ${printable(metadata.causationId)}`;
  const request = paint('dim', `request ${printable(metadata.requestId)}${caused}`);
  const head = `${paint('bold', `v${version}`)}  ${occurredAt}  ${paint(STYLES[petEvents[type].tone], type)}  by ${printable(metadata.actor)}  ${request}`;
  return [head, ...changes.map((change) => `    ${changeLine(change)}`)].join('\n');
}

/** `+` for a field that is new, `-` for one that is gone, `~` for one with another value. */
export function changeLine({ pointer, before, after }: FieldChange): string {
  const field = printable(pointer);
  if (before === undefined) return paint('green', `+ ${field}  ${inline(after)}`);
  if (after === undefined) return paint('red', `- ${field}  ${inline(before)}`);
  return paint('yellow', `~ ${field}  ${inline(before)} -> ${inline(after)}`);
}

import { type Command, Option } from 'commander';
import type { FieldChange } from '../domain/fieldChanges.ts';
import type { JsonValue } from '../domain/jsonValue.ts';
import { petEvents } from '../domain/petEvents.ts';
import { eventView } from '../queries/eventView.ts';
import { type PetChange, petChanges } from '../queries/petChanges.ts';
import { csvLine } from './csvLine.ts';
import { fitting, fittingBelow, inline, inStableOrder, paint, print, printable } from './print.ts';
import { CommandFailure, openTarget, type TargetOptions, withTarget } from './target.ts';

type HistoryOptions = TargetOptions & { desc?: true; json?: true; csv?: true };

const CSV_FIELDS = ['version', 'occurredAt', 'type', 'actor', 'requestId', 'pointer', 'before', 'after', 'erased'];

/** `history <petId>`: what happened to a pet, as a timeline, as JSON (one event a line) or as CSV (one change a line). */
export function addHistory(program: Command): void {
  withTarget(program.command('history <petId>'))
    .description('show what happened to a pet, who did it, and what it changed')
    .option('--desc', 'the newest event first')
    .option('--json', 'one JSON object a line')
    .addOption(new Option('--csv', 'comma-separated values, one change of a field a line').conflicts('json'))
    .action(async (petId: string, { desc, json, csv, ...options }: HistoryOptions) => {
      const { store } = await openTarget(options);
      let events = 0;
      for await (const change of petChanges(store, petId, { order: desc ? 'desc' : 'asc' })) {
        if (csv && events === 0) print(csvLine(CSV_FIELDS));
        if (csv) for (const record of csvRecords(change)) print(csvLine(record));
        else print(json ? jsonLine(change) : timelineEntry(change));
        events++;
      }
      if (events === 0) throw new CommandFailure(`No pet has the id ${printable(petId)}.`);
    });
}

const jsonLine = ({ event, changes }: PetChange): string =>
  inline({ ...inStableOrder(eventView(event)), changes: inStableOrder(changes) });

/** An event that changed no field has a record, too. */
function csvRecords({ event, changes }: PetChange): unknown[][] {
  const { version, occurredAt, type, metadata } = event;
  const head = [version, occurredAt, type, metadata.actor, metadata.requestId];
  if (changes.length === 0) return [head.concat('', '', '', '')];
  return inStableOrder(changes).map(({ pointer, before, after, erased }) => [...head, pointer, before, after, erased]);
}

const STYLES = { gain: 'green', change: 'yellow', loss: 'red' } as const;

function timelineEntry({ event, changes }: PetChange): string {
  const { version, occurredAt, type, metadata } = event;
  const what = `${paint('bold', `v${version}`)}  ${occurredAt}  ${paint(STYLES[petEvents[type].tone], type)}`;
  return [
    fitting([what, `by ${printable(metadata.actor)}`]),
    ...changes.map(changeLine),
    ...(metadata.causationId === undefined ? [] : [fittingBelow(`caused by ${printable(metadata.causationId)}`)]),
  ].join('\n');
}

/**
 * `+` for a field that is new, `-` for one that is gone, `~` for one with another value, or with one that was erased. For a
 * place below another line.
 */
export function changeLine({ pointer, before, after, erased }: FieldChange): string {
  const line = (style: 'green' | 'red' | 'yellow', sign: string, what: string) =>
    fittingBelow(paint(style, `${sign} ${printable(pointer)}`), paint(style, what));
  if (erased) return line('yellow', '~', erasedText(before, after));
  if (before === undefined) return line('green', '+', inline(after));
  if (after === undefined) return line('red', '-', inline(before));
  return line('yellow', '~', `${inline(before)} -> ${inline(after)}`);
}

/** Erased in words, without the quotes of a text. Values that are still to be removed are there. */
const erasedText = (before: JsonValue | undefined, after: JsonValue | undefined): string =>
  before === undefined && after === undefined
    ? 'erased'
    : [before, after].map((value) => (value === undefined ? 'erased' : inline(value))).join(' -> ');

import { type Command, InvalidArgumentError } from 'commander';
import { instantOf } from '../domain/instantOf.ts';
import { inReadingOrder } from '../domain/pet.ts';
import { asOfTime } from '../eventStore/asOfTime.ts';
import { petAfter } from '../streams/petStream.ts';
import { print, printable, printableLines } from './print.ts';
import { CommandFailure, openTarget, type TargetOptions, withTarget } from './target.ts';

type ShowOptions = TargetOptions & { version?: number; at?: number; json?: true };

/** `show <petId>`: a pet as it is, or was at a version or a time, as JSON. Fails where there is or was none. */
export function addShow(program: Command): void {
  withTarget(program.command('show <petId>'))
    .description('show a pet as it is, or as it was')
    .option('--version <n>', 'as of this version', versionNumber)
    .option(
      '--at <time>',
      'as of this time, such as 2026-03-01T00:00:00Z; a day alone, which the API refuses, is its beginning in UTC',
      instant,
    )
    .option('--json', 'on one line')
    .action(async (petId: string, { version, at, json, ...target }: ShowOptions) => {
      if (version !== undefined && at !== undefined) throw new CommandFailure('Give --version or --at, not both.');
      const { store } = await openTarget(target);
      const event =
        version !== undefined
          ? await store.asOf(petId, version)
          : at !== undefined
            ? await asOfTime(store, petId, at)
            : await store.newest(petId);
      if (!event) throw new CommandFailure(`No pet ${at === undefined ? 'has' : 'had'} the id ${printable(petId)}.`);
      if (version !== undefined && event.version < version)
        throw new CommandFailure(`The pet has no version ${version}; its newest is ${event.version}.`);
      const pet = petAfter(event);
      if (!pet) throw new CommandFailure(`The pet was deleted at version ${event.version}, ${event.occurredAt}.`);
      print(printableLines(JSON.stringify(inReadingOrder(pet), null, json ? 0 : 2)));
    });
}

function versionNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return Number(text);
}

/** Reads an option that names a time, or a day: that is its beginning in UTC. */
export function instant(text: string): number {
  const time = instantOf(text) ?? instantOf(`${text}T00:00Z`);
  if (time === undefined)
    throw new InvalidArgumentError('It must be a day, or a time with its offset, such as 2026-03-01T00:00:00Z.');
  return time;
}

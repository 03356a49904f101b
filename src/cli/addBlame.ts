import type { Command } from 'commander';
import { blame } from '../queries/petChanges.ts';
import { fitting, inline, paint, print, printable } from './print.ts';
import { CommandFailure, openTarget, type TargetOptions, withTarget } from './target.ts';

/** `blame <petId>`: for every field of a pet, the version, time and actor that last set it. */
export function addBlame(program: Command): void {
  withTarget(program.command('blame <petId>'))
    .description('show who last set each field of a pet, and when')
    .option('--json', 'one JSON object a line')
    .action(async (petId: string, options: TargetOptions & { json?: true }) => {
      const { store } = await openTarget(options);
      const blamed = await blame(store, petId);
      if (blamed === undefined) throw new CommandFailure(`No pet has the id ${printable(petId)}.`);
      if (blamed === null) throw new CommandFailure(`${printable(petId)} was deleted. Its history says by whom.`);
      for (const { pointer, value, event } of blamed.fields) {
        const { version, occurredAt, metadata } = event;
        if (options.json) print(inline({ pointer, value, version, occurredAt, actor: metadata.actor }));
        else
          print(
            fitting([
              `${paint('bold', `v${version}`)}  ${occurredAt}`,
              printable(metadata.actor),
              `${printable(pointer)}  ${inline(value)}`,
            ]),
          );
      }
    });
}

import { type Command, Option } from 'commander';
import type { Finding } from '../eventStore/checkHistory.ts';
import { itemCount } from './addVerify.ts';
import { exportEvents } from './exportEvents.ts';
import { exportOwner } from './exportOwner.ts';
import { missingTable } from './missingTable.ts';
import { numberOption } from './numberOption.ts';
import { ownerOption } from './petsOfOwner.ts';
import { counted, paint, print, printable, startProgress } from './print.ts';
import { openTarget, type TargetOptions, withTarget } from './target.ts';
import { isStdout } from './writeOutput.ts';

type ExportCommandOptions = TargetOptions & {
  segments: number;
  table?: string;
  owner?: string;
  withoutPersonalData?: true;
  json?: true;
};

/** `export <file>`: every event, as it is stored, one JSON object a line. Exits with 1 where one is not as it was stored. */
export function addExport(program: Command): void {
  withTarget(program.command('export <file>'))
    .description('write all events to a file, one JSON object a line; a name that ends with .gz compresses it')
    .option('--segments <n>', 'parts of the table to read at once', numberOption(1, 64), 4)
    .option('--table <name>', 'a restored copy of the Events table, instead of the table itself')
    .option('--without-personal-data', 'leaves personal values out; the chain of hashes can still be checked')
    .addOption(
      new Option('--owner <id>', 'everything of one owner instead, as one JSON object: the answer to an access request')
        .argParser(ownerOption)
        .conflicts('withoutPersonalData'),
    )
    .option('--json', 'one JSON object')
    .action(
      async (file: string, { segments, table, owner, withoutPersonalData, json, ...options }: ExportCommandOptions) => {
        const opened = await openTarget(options);
        const target = { ...opened, eventsTable: table ?? opened.eventsTable };
        const total = await itemCount(target).catch((error: unknown) => {
          throw table === undefined ? error : missingTable('--table', table, error);
        });
        if (owner !== undefined) return exportOwner(target, file, owner, segments, total);
        const start = performance.now();
        const progress = startProgress('events', total);
        let findings = 0;
        const { events, position } = await exportEvents(target, file, {
          segments,
          withoutPersonalData: withoutPersonalData === true,
          report: ({ streamId, version, check, message }: Finding) => {
            findings++;
            console.error(paint('red', `${check}  ${printable(streamId)} v${version}  ${printable(message)}`));
          },
          progress: (done) => progress.set(done),
        }).finally(() => progress.end());
        const seconds = (performance.now() - start) / 1000;
        const summary = json
          ? JSON.stringify({ events, position, findings, seconds })
          : `${counted(events, 'event')}, up to the position ${position}, in ${seconds.toFixed(1)} s`;
        if (isStdout(file)) console.error(summary);
        else print(summary);
        if (findings > 0) process.exitCode = 1;
      },
    );
}

import { type Command, Option } from 'commander';
import { PET_ID } from '../domain/pet.ts';
import { checkStream } from '../projections/checkRows.ts';
import type { Oddity } from '../projections/rebuildContext.ts';
import { rebuildRows } from '../projections/rebuildRows.ts';
import {
  added,
  noTotals,
  type RebuildOptions,
  type RebuildTask,
  type RebuildTotals,
} from '../projections/rebuildTask.ts';
import { itemCount } from './addVerify.ts';
import { interruptible } from './interruptible.ts';
import { numberOption } from './numberOption.ts';
import { count, counted, inline, paint, print, printable, printError, startProgress } from './print.ts';
import { rebuildHere } from './rebuildHere.ts';
import { CommandFailure, openTarget, rebuildContext, type Target, type TargetOptions, withTarget } from './target.ts';

type RebuildCommandOptions = TargetOptions & {
  dryRun?: true;
  pet?: string;
  force?: true;
  segments: number;
  maxWcu?: number;
  checkpoint?: string;
  watch?: string;
  json?: true;
};

/** More would only wait: a state machine works on 40 tasks at once. */
const MOST_SEGMENTS = 64;

/** What a rebuild did, or in a dry run would do. */
interface Outcome extends Pick<RebuildOptions, 'dryRun' | 'force'> {
  totals: RebuildTotals;
  /** Some of the pets with rows that no event explains. */
  strayPets: readonly string[];
  seconds: number;
}

type Progress = (tasks: readonly RebuildTask[]) => void;

/**
 * `rebuild`: makes the rows of the Pets table from the events, in place and under live traffic. On this machine the command
 * does the work itself; on AWS it starts the state machine that does, and watches it. Exits with 1 where something is left
 * that a rebuild does not mend.
 */
export function addRebuild(program: Command): void {
  withTarget(program.command('rebuild'))
    .description('write the rows that are missing or behind again, from their events')
    .option('--dry-run', 'only count the rows that would change, and the capacity that takes')
    .addOption(new Option('--pet <petId>', 'only the row of this pet').conflicts(['checkpoint', 'maxWcu']))
    .option('--segments <n>', 'parts of the pets to work on at once', numberOption(1, MOST_SEGMENTS), 8)
    .option('--max-wcu <n>', 'use at most this many write units a second', numberOption(1, 1_000_000))
    .option('--force', 'also replace or remove rows that no event explains')
    .option('--checkpoint <file>', 'keep the progress in this file, and go on from there after a crash')
    .addOption(
      new Option('--watch <execution>', 'watch a rebuild on AWS that was started before').conflicts([
        'dryRun',
        'pet',
        'force',
        'maxWcu',
        'checkpoint',
      ]),
    )
    .option('--json', 'one JSON object')
    .action(async (options: RebuildCommandOptions) => {
      const target = await openTarget(options);
      const outcome = await (options.pet === undefined
        ? rebuildTable(target, options)
        : rebuildPet(target, options.pet, options));
      conclude(outcome, options.json === true);
    });
}

async function rebuildTable(target: Target, options: RebuildCommandOptions): Promise<Outcome> {
  const bar = startProgress('events', await itemCount(target));
  const progress: Progress = (tasks) => bar.set(totalsOf(tasks).events);
  const run = options.stage === undefined ? here : onAws;
  const { tasks, seconds } = await run(target, options, progress).finally(() => bar.end());
  const { dryRun, force } = tasks[0]!;
  return { totals: totalsOf(tasks), strayPets: tasks.flatMap(({ strays }) => strays), dryRun, force, seconds };
}

const totalsOf = (tasks: readonly RebuildTask[]): RebuildTotals =>
  tasks.map(({ totals }) => totals).reduce(added, noTotals());

const optionsOf = ({ dryRun, force, maxWcu }: RebuildCommandOptions): RebuildOptions => ({
  reconcile: false,
  dryRun: dryRun === true,
  force: force === true,
  maxWriteUnits: maxWcu ?? null,
});

const report = ({ streamId, version, message }: Oddity): void =>
  printError(`${printable(streamId)} v${version}  ${printable(message)}`);

async function rebuildPet(target: Target, petId: string, options: RebuildCommandOptions): Promise<Outcome> {
  if (!PET_ID.test(petId)) throw new CommandFailure('That is no petId.');
  const start = performance.now();
  const { dryRun, force, ...others } = optionsOf(options);
  const context = rebuildContext(target, report);
  const totals = await rebuildRows(context, [petId], { dryRun, ...others });
  const { strays: strayPets, edited } = await checkStream(context, petId, { dryRun, force });
  if (totals.events === 0 && totals.unreadable === 0 && strayPets.length === 0)
    throw new CommandFailure(`No pet has the id ${printable(petId)}.`);
  const written = dryRun ? 0 : edited;
  const found = added(totals, { written, stray: strayPets.length, readUnits: context.meter.take() });
  return { totals: found, strayPets, dryRun, force, seconds: secondsSince(start) };
}

async function here(target: Target, options: RebuildCommandOptions, progress: Progress) {
  if (options.watch !== undefined)
    throw new CommandFailure('--watch needs --stage: a rebuild on this machine is its own.');
  const start = performance.now();
  const { segments, checkpoint } = options;
  const work = rebuildHere(target, {
    ...optionsOf(options),
    segments,
    ...(checkpoint !== undefined && { checkpoint }),
    progress,
    report,
  });
  const again = checkpoint === undefined ? 'looks at every pet again' : 'goes on from there';
  const tasks = await interruptible(work, `Stopped. What was written stays; the same command ${again}.`);
  return { tasks, seconds: secondsSince(start) };
}

async function onAws(target: Target, options: RebuildCommandOptions, progress: Progress) {
  if (options.checkpoint !== undefined)
    throw new CommandFailure('The state machine keeps how far it is itself: leave out --checkpoint.');
  if (target.rebuildMachine === undefined)
    throw new CommandFailure('The stack has no output RebuildMachine. Deploy it.');
  // Loaded where it is needed, as only rebuilds on AWS are.
  const { SFNClient } = await import('@aws-sdk/client-sfn');
  const { startExecution, watchExecution } = await import('./watchExecution.ts');
  const sfn = new SFNClient();
  const request = { ...optionsOf(options), segments: options.segments };
  const execution = options.watch ?? (await startExecution(sfn, target.rebuildMachine, request));
  console.error(`Execution ${execution}`);
  const goesOn = `The rebuild goes on. To watch it again:\n  npm run pets -- rebuild --stage ${options.stage} --watch ${execution}`;
  return interruptible(watchExecution(sfn, execution, progress), goesOn).catch((error: unknown) => {
    if (!(error instanceof CommandFailure)) printError(`Its progress is unavailable. ${goesOn}`);
    throw error;
  });
}

const secondsSince = (start: number): number => (performance.now() - start) / 1000;

function conclude({ totals, strayPets, dryRun, force, seconds }: Outcome, json: boolean): void {
  const { streams: pets, ...counts } = totals;
  const { events, missing, behind, outdated, written, unreadable, stray, readUnits, writeUnits } = counts;
  const mended = force && !dryRun;
  if (unreadable > 0 || (stray > 0 && !mended)) process.exitCode = 1;
  if (json) {
    print(inline({ dryRun, pets, ...counts, strayPets, seconds }));
    return;
  }
  const changes = `${count(missing)} missing, ${count(behind)} behind, ${count(outdated)} of an older projection`;
  print(`${counted(pets, 'pet')} with ${counted(events, 'event')} in ${seconds.toFixed(1)} s`);
  print(dryRun ? `Rows that would be written: ${changes}` : `${counted(written, 'row')} written (${changes})`);
  print(`${count(readUnits)} read units${dryRun ? '; it would take about' : ','} ${count(writeUnits)} write units`);
  if (unreadable > 0)
    print(
      paint(
        'red',
        `Newest events that can't be read: ${count(unreadable)}. docs/runbook.md, "How to deal with a bad event"`,
      ),
    );
  if (stray > 0) {
    const named = `${strayPets.map(printable).join(', ')}${stray > strayPets.length ? ', ...' : ''}`;
    const what = mended ? 'replaced or removed' : 'left as they are: docs/runbook.md, "Stray rows"';
    print(paint('red', `Rows without their event: ${count(stray)}, ${what}. ${named}`));
  }
}

import { SFNClient } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { PET_ID } from '../domain/pet.ts';
import { rebuildRows } from '../projections/rebuildStep.ts';
import { RebuildTables } from '../projections/rebuildTables.ts';
import {
  added,
  noTotals,
  type RebuildOptions,
  type RebuildTask,
  type RebuildTotals,
  rebuildTasks,
} from '../rebuildTask.ts';
import { number } from './numberOption.ts';
import { count, paint, print, printable, startProgress } from './output.ts';
import { rebuildHere } from './rebuildHere.ts';
import { startExecution, watchExecution } from './rebuildOnAws.ts';
import { CommandFailure, openTarget, type Target, type TargetOptions, withTarget } from './target.ts';
import { itemCount } from './verify.ts';

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

/** A state machine's execution holds 25,000 events of its own history (Step Functions guide, "Quotas"). */
const MOST_SEGMENTS = 64;

/**
 * `rebuild`: makes the rows of the Pets table from the events, in place and under live traffic. On this machine the command
 * does the work itself; on AWS it starts the state machine that does, and watches it.
 */
export function addRebuild(program: Command): void {
  withTarget(program.command('rebuild'))
    .description('makes the rows of all pets, or one, from their events, where they are not what they should be')
    .option('--dry-run', 'only tell which rows would change, and the capacity it would take')
    .option('--pet <petId>', 'only the row of this pet')
    .option('--segments <n>', 'parts of the table to work on at once', number(1, MOST_SEGMENTS), 8)
    .option('--max-wcu <n>', 'take no more than so many write units a second', number(1, 1_000_000))
    .option('--force', 'also replace or remove rows that no event explains')
    .option('--checkpoint <file>', 'keep in this file how far it is, and go on from there after a crash')
    .option('--watch <execution>', 'watch a rebuild on AWS that was started before')
    .option('--json', 'one JSON object')
    .action(async (options: RebuildCommandOptions) => {
      const target = await openTarget(options);
      const start = performance.now();
      if (options.pet !== undefined) return conclude(await rebuildPet(target, options.pet, options), options, start);
      const progress = startProgress('events', await itemCount(target));
      const show = (tasks: readonly RebuildTask[]) => progress.set(summary(tasks).totals.events);
      const tasks = await (options.stage === undefined
        ? here(target, options, show)
        : onAws(target, options, show)
      ).finally(() => progress.end());
      conclude(summary(tasks), options, start);
    });
}

interface Summary {
  totals: RebuildTotals;
  strayPets: string[];
}

const summary = (tasks: readonly RebuildTask[]): Summary => ({
  totals: tasks.map(({ totals }) => totals).reduce(added, noTotals()),
  strayPets: tasks.flatMap(({ strayPets }) => strayPets),
});

const optionsOf = ({ dryRun, force, maxWcu }: RebuildCommandOptions): RebuildOptions => ({
  reconcile: false,
  dryRun: dryRun === true,
  force: force === true,
  maxWriteUnits: maxWcu ?? null,
});

async function rebuildPet(target: Target, petId: string, options: RebuildCommandOptions): Promise<Summary> {
  if (!PET_ID.test(petId)) throw new CommandFailure('That is no petId.');
  const tables = new RebuildTables(target.client, target.eventsTable, target.petsTable);
  if (!(await tables.newest(petId)).event) throw new CommandFailure(`No pet has the id ${printable(petId)}.`);
  return { totals: await rebuildRows(tables, [petId], optionsOf(options)), strayPets: [] };
}

async function here(
  target: Target,
  options: RebuildCommandOptions,
  progress: (tasks: readonly RebuildTask[]) => void,
): Promise<RebuildTask[]> {
  if (options.watch !== undefined)
    throw new CommandFailure('--watch needs --stage: a rebuild on this machine is its own.');
  const { segments, checkpoint } = options;
  const work = rebuildHere(target, {
    ...optionsOf(options),
    segments,
    ...(checkpoint !== undefined && { checkpoint }),
    progress,
  });
  const again = checkpoint === undefined ? 'looks at every pet again' : 'goes on from there';
  return interruptible(work, `Stopped. What was written stays; the same command ${again}.`);
}

async function onAws(
  target: Target,
  options: RebuildCommandOptions,
  progress: (tasks: readonly RebuildTask[]) => void,
): Promise<RebuildTask[]> {
  if (options.checkpoint !== undefined)
    throw new CommandFailure('The state machine keeps how far it is itself: leave out --checkpoint.');
  if (target.rebuildMachine === undefined)
    throw new CommandFailure('The stack has no output RebuildMachine. Deploy it.');
  const sfn = new SFNClient();
  const tasks = rebuildTasks(options.segments, optionsOf(options));
  const execution = options.watch ?? (await startExecution(sfn, target.rebuildMachine, tasks));
  console.error(`Execution ${execution}`);
  return interruptible(
    watchExecution(sfn, execution, progress),
    `The rebuild goes on. To watch it again:\n  npm run pets -- rebuild --stage ${options.stage} --watch ${execution}`,
  );
}

/** Ctrl-C says what becomes of the work. */
async function interruptible<T>(work: Promise<T>, message: string): Promise<T> {
  const stop = () => {
    console.error(`\n${message}`);
    process.exit(130);
  };
  process.once('SIGINT', stop);
  return work.finally(() => process.off('SIGINT', stop));
}

function conclude({ totals, strayPets }: Summary, { json, dryRun, force }: RebuildCommandOptions, start: number): void {
  const seconds = (performance.now() - start) / 1000;
  if (json) {
    print(JSON.stringify({ dryRun: dryRun === true, ...totals, strayPets, seconds }));
    return;
  }
  const { pets, events, missing, behind, outdated, written, unreadable, stray, readUnits, writeUnits } = totals;
  const changes = `${count(missing)} missing, ${count(behind)} behind, ${count(outdated)} of an older projection`;
  print(
    `${count(pets)} pets with ${count(events)} events in ${seconds.toFixed(1)} s, ${count(events / seconds)} events a second`,
  );
  print(dryRun ? `Rows that would be written: ${changes}` : `${count(written)} rows written (${changes})`);
  print(`${count(readUnits)} read units${dryRun ? '; it would take about' : ','} ${count(writeUnits)} write units`);
  if (unreadable > 0)
    print(paint('red', `${count(unreadable)} pets have a newest event that can't be read: see docs/runbook.md`));
  if (stray > 0) {
    const done = force && !dryRun ? 'were replaced or removed' : 'have no event: see docs/runbook.md';
    print(paint('red', `${count(stray)} rows ${done}: ${strayPets.map(printable).join(', ')}`));
  }
}

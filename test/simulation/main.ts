import { availableParallelism } from 'node:os';
import { InvalidArgumentError, program } from 'commander';
import { bundleIfStale } from '../../infra/build/bundle.ts';
import { BUNDLES } from '../../infra/build/bundles.ts';

import { paint, print, printable, startProgress } from '../../src/cli/print.ts';
import { simulateLog } from '../log/logSimulation.ts';
import { type Finding, findMutations } from '../mutations/findMutations.ts';
import { mutations } from '../mutations/mutations.ts';
import { runTrials } from '../trials/trials.ts';
import { inWords, killFigures, mutationFigures, tallyFigures, trialFigures, writeFigures } from './figures.ts';
import { fingerprintOfAll } from './fingerprint.ts';
import { runHistories } from './histories/runHistories.ts';
import { type KillReport, killEngine, killService } from './kills.ts';
import { printRun, printShrunk, printTally, printViolations } from './report.ts';
import { runSeed, shrinkSeed } from './runSeed.ts';
import { addTally, type Tally } from './tally.ts';
import type { SeedReport } from './worker.ts';
import { runSeeds } from './workers.ts';
import { World } from './world.ts';

interface Options {
  seeds: number;
  from: number;
  seed?: number;
  path?: string;
  mutations?: true | string;
  kills?: number;
  trials?: true;
  histories?: true;
  log?: true;
  minutes?: number;
  operations?: number;
  processes: number;
  write?: true;
}

const CHANGES_BETWEEN_KILLS = 250;

program
  .name('npm run simulate --')
  .description(
    'runs the deployed functions through faults that follow from a seed, and checks what docs/guarantees.md promises',
  )
  .option('--seeds <count>', 'how many seeds', wholeNumber, 100)
  .option('--from <seed>', 'the first of them', wholeNumber, 1)
  .option('--seed <seed>', 'one seed, step by step; with --histories that of the first round', wholeNumber)
  .option('--path <path>', 'with --seed: the smaller plan that was found from it')
  .option(
    '--mutations [text]',
    'the source broken on purpose, in one way after another (those with the text in their name or file): what finds it',
  )
  .option('--kills <count>', 'SIGKILL the engine so many times under load, and then the whole service', wholeNumber)
  .option('--trials', 'many writers of one pet, lost replies, repeated keys, histories in any order')
  .option('--histories', 'concurrent clients of a service of its own, over connections that fail, with kills')
  .option('--log', 'the sequencers of the signed log: crashes, stalls, several at once, late events, wrong clocks')
  .option('--minutes <count>', 'with --histories: one round after another, for so long', wholeNumber)
  .option('--operations <count>', 'with --histories: how many in a round', wholeNumber)
  .option('--write', 'keep the figures in docs/guarantees.md')
  .option('--processes <count>', 'how many processes share the work', wholeNumber, availableParallelism())
  .parse();

async function runAll({ seeds: total, from, processes, write }: Options): Promise<void> {
  const start = performance.now();
  const tally: Tally = {};
  const failed: SeedReport[] = [];
  const fingerprints = new Map<number, string>();
  let done = 0;
  const progress = startProgress('seeds', total);
  await runSeeds(seedsFrom(from, total), processes, (report) => {
    addTally(tally, report.tally);
    fingerprints.set(report.seed, report.fingerprint);
    if (report.violations.length > 0) failed.push(report);
    progress.set(++done);
    return true;
  }).finally(() => progress.end());

  const seconds = (performance.now() - start) / 1000;
  const fingerprint = fingerprintOfAll(fingerprints);
  printTally(tally, seconds);
  print(`${'fingerprint'.padEnd(19)} ${fingerprint}`);
  if (write) writeFigures('seeds', `npm run simulate -- --seeds ${total}`, tallyFigures(tally, seconds, fingerprint));
  for (const report of failed) printViolations(report);
  if (failed.length > 0) {
    process.exitCode = 1;
    await inWorld(async (world) => {
      const outcome = await runSeed(world, failed[0]!.seed);
      if (outcome.violations.length > 0) printShrunk(await shrinkSeed(world, outcome));
    });
  } else print(paint('green', `All ${total} seeds kept every promise.`));
}

async function showSeed(seed: number, path: string | undefined): Promise<void> {
  await inWorld(async (world) => {
    const outcome = await runSeed(world, seed, path);
    printRun(outcome);
    printViolations(outcome, path);
    if (outcome.violations.length > 0) process.exitCode = 1;
    else print(paint('green', `Seed ${seed} kept every promise.`));
  });
}

async function findAll({ processes, write }: Options, text: string): Promise<void> {
  const start = performance.now();
  const wanted = mutations.filter(({ name, file }) => name.includes(text) || file.includes(text));
  const findings: Finding[] = [];
  // An end by a signal would leave the copies of the project behind.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  await findMutations(wanted, processes, (finding) => {
    findings.push(finding);
    const { mutation, by, fault, seconds } = finding;
    if (by === undefined) process.exitCode = 1;
    const place = paint('dim', `${findings.length}/${wanted.length} ${seconds.toFixed(0)} s ${mutation.file}`);
    print(
      `${mutation.name}  ${place}\n    ${by ?? paint('red', `SURVIVED${fault === undefined ? '' : `: ${fault}`}`)}`,
    );
  });
  const survivors = findings.filter(({ by }) => by === undefined);
  const seconds = (performance.now() - start) / 1000;
  print(`\n${findings.length - survivors.length} of ${findings.length} mistakes found in ${seconds.toFixed(0)} s.`);
  for (const { mutation } of survivors) print(`${paint('red', 'SURVIVED')} ${mutation.name}`);
  if (write && survivors.length === 0 && wanted.length === mutations.length)
    writeFigures('mutations', 'npm run simulate -- --mutations', mutationFigures(findings));
}

async function killAll(kills: number, write: true | undefined): Promise<void> {
  const reports: (KillReport & { what: string })[] = [];
  for (const [what, kill] of [
    ['engine', killEngine],
    ['service', killService],
  ] as const) {
    const report = await kill(kills, CHANGES_BETWEEN_KILLS);
    const { acknowledged, lost, unacknowledged, broken, rowsBehind } = report;
    reports.push({ what, ...report });
    if (lost + broken + rowsBehind > 0) process.exitCode = 1;
    print(
      `${what.padEnd(8)} killed ${kills} times: ${acknowledged} changes acknowledged, ${lost} lost, ` +
        `${unacknowledged} stored without an answer, ${broken} broken histories, ${rowsBehind} rows behind`,
    );
  }
  if (write) writeFigures('kills', `npm run simulate -- --kills ${kills}`, killFigures(reports));
}

async function runAllTrials(write: true | undefined): Promise<void> {
  const reports: [string, object][] = [];
  await runTrials((name, figures) => {
    reports.push([name, figures]);
    print(`${name.padEnd(55)} ${inWords(figures)}`);
  });
  if (write) writeFigures('trials', 'npm run simulate -- --trials', trialFigures(reports));
}

async function judgeHistories({ seed, minutes, operations, write }: Options): Promise<void> {
  const start = performance.now();
  const tally: Tally = {};
  let found = 0;
  await runHistories({ seed, minutes, operations }, ({ counts, violations, replay, folder }) => {
    addTally(tally, counts);
    found += violations.length;
    for (const violation of violations) print(`${paint('red', 'violation')}  ${printable(violation)}`);
    if (violations.length > 0) print(`  again: ${replay}; what was sent and heard, and the data: ${folder}`);
  });
  const seconds = (performance.now() - start) / 1000;
  printTally(tally, seconds);
  if (write && minutes !== undefined)
    writeFigures('histories', `npm run simulate -- --histories --minutes ${minutes}`, tallyFigures(tally, seconds));
  if (found > 0) process.exitCode = 1;
  else print(paint('green', 'Every history is one that could be.'));
}

async function runLog({ seeds: total, from }: Options): Promise<void> {
  const start = performance.now();
  const tally: Tally = {};
  let broken = 0;
  const progress = startProgress('seeds', total);
  for (const seed of seedsFrom(from, total)) {
    const { violations, ...log } = await simulateLog(seed);
    addTally(tally, { log });
    broken += violations.length;
    for (const violation of new Set(violations)) print(`${paint('red', 'violation')}  seed ${seed}: ${violation}`);
    progress.set(seed - from + 1);
  }
  progress.end();
  printTally(tally, (performance.now() - start) / 1000);
  if (broken > 0) process.exitCode = 1;
  else print(paint('green', `In all ${total} seeds: no fork, nothing missing, nothing twice.`));
}

async function inWorld(work: (world: World) => Promise<void>): Promise<void> {
  const world = await World.start(BUNDLES);
  await work(world).finally(() => world.stop());
}

const seedsFrom = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

const options = program.opts<Options>();
await bundleIfStale();
if (options.mutations) await findAll(options, options.mutations === true ? '' : options.mutations);
else if (options.log) await runLog(options);
else if (options.histories) await judgeHistories(options);
else if (options.trials) await runAllTrials(options.write);
else if (options.kills !== undefined) await killAll(options.kills, options.write);
else if (options.seed !== undefined) await showSeed(options.seed, options.path);
else await runAll(options);

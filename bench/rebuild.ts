import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { createTable } from '../infra/local/createTables.ts';
import { importPets } from '../src/cli/importPets.ts';
import { rebuildHere } from '../src/cli/rebuildHere.ts';
import type { Target } from '../src/cli/target.ts';

import { type PetRow, petsProjection } from '../src/projections/petRow.ts';
import { rowOf } from '../src/projections/projection.ts';
import { added, noTotals, type RebuildOptions } from '../src/projections/rebuildTask.ts';
import type { RecordedPetEvent } from '../src/streams/petStream.ts';
import { tables } from '../src/tables.ts';
import { putEvents, putItems } from '../test/support/items.ts';
import { emptyPets, startLab, timed } from './rebuildLab.ts';
import { REBUILD, SCAN, ways } from './rebuildWays.ts';
import { median, pairedRatio } from './statistics.ts';

// npx tsx bench/rebuild.ts [ways|scale|live|kill|drop|old ...]: the long proofs of the rebuild, the reconcile and the
// import; `npm run bench -- rebuild` measures what takes minutes.

const OPTIONS: RebuildOptions = { reconcile: false, dryRun: false, force: false, maxWriteUnits: null };
const KILLS = 20;
/** V8 lets garbage lie where there is room: a small heap tells what is needed. */
const SMALL_HEAP = ['--max-old-space-size=48', '--max-semi-space-size=4'];
const named = process.argv.slice(2);
const suites: Record<string, () => Promise<void>> = { ways: compareWays, scale, live, kill, drop, old };

for (const name of named.length > 0 ? named : Object.keys(suites)) {
  if (!suites[name]) throw new Error(`There is no ${name}. There are ${Object.keys(suites).join(', ')}.`);
  await suites[name]();
}
process.exit();

/** Which way to find the newest events is the fastest: ratios of one run. */
async function compareWays(): Promise<void> {
  for (const history of [20, 200]) {
    const lab = await startLab(20_000 / history, history);
    const rates = new Map(Object.keys(ways).map((way) => [way, [] as number[]]));
    for (let round = 0; round < 3; round++) {
      for (const [way, all] of rates) all.push(20_000 / (await timed(way, lab)).seconds);
    }
    for (const [way, all] of rates) {
      const ratio = pairedRatio(all, rates.get(SCAN)!).toFixed(2);
      console.log(`${history} events a pet, ${way}: ${median(all).toFixed(0)} events/s, ${ratio} x the ${SCAN}`);
    }
    await lab.engine.stop();
  }
}

/** Rate and peak memory by the number of events, each rebuilt by a process of its own. */
async function scale(): Promise<void> {
  for (const events of [10_000, 100_000, 1_000_000]) {
    const start = performance.now();
    const lab = await startLab(events / 20, 20);
    const loading = (performance.now() - start) / 1000;
    console.log(`scale: ${events} events, loaded in ${loading.toFixed(0)} s`);
    for (const flags of [[], SMALL_HEAP]) {
      const { seconds, peak, rows } = await timed(REBUILD, lab, flags);
      console.log(
        `scale: ${rows} rows in ${seconds.toFixed(1)} s, ${(events / seconds).toFixed(0)} events/s, ` +
          `${peak.toFixed(0)} MiB at most ${flags.join(' ')}`,
      );
    }
    await lab.engine.stop();
  }
}

/**
 * 100,000 events, a quarter of them by four writers while the rebuild runs again and again, and while a projector writes
 * the rows of every other pet late and in another order. The rows of the others are the rebuild's alone.
 */
async function live(): Promise<void> {
  const { engine, target, histories } = await filled(5_000, 20, 15);
  const write = async (part: readonly RecordedPetEvent[][]) => {
    for (let version = 16; version <= 20; version++) {
      for (let start = 0; start < part.length; start += 250) {
        const events = part.slice(start, start + 250).map((all) => all[version - 1]!);
        await putEvents(target.client, events);
        const projected = events.filter((_, n) => n % 2 === 0).reverse();
        await rowsIn(target).write(projected.map(rowFor));
      }
    }
  };
  let writing = true;
  const writers = [0, 1, 2, 3].map((n) => write(histories.filter((_, index) => index % 4 === n)));
  const written = Promise.all(writers).finally(() => {
    writing = false;
  });
  let [rebuilds, beside] = [0, 0];
  for (; writing; rebuilds++) beside += (await rebuilt(target)).written;
  await written;
  const after = (await rebuilt(target)).written;
  const wrong = differences(await rowsOf(target), histories);
  console.log(
    `live: ${rebuilds} rebuilds wrote ${beside} rows beside the writers, one after them ${after}; ${wrong} of ${histories.length} rows differ`,
  );
  await engine.stop();
}

/** The command is killed at a random time, and goes on from its checkpoint until it ends; until it was killed 20 times. */
async function kill(): Promise<void> {
  const { engine, target, histories } = await filled(5_000, 5);
  const folder = mkdtempSync(join(tmpdir(), 'pets-kill-'));
  /** Whether the command came to its end. */
  const run = async (checkpoint: string, killAfterMs?: number): Promise<boolean> => {
    const command = ['src/cli/main.ts', 'rebuild', '--endpoint', engine.endpoint, '--checkpoint', checkpoint];
    const child = spawn(process.execPath, ['--import', 'tsx', ...command], { stdio: 'ignore' });
    const exited = once(child, 'exit');
    const killer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    const [code] = await exited;
    clearTimeout(killer);
    return code === 0;
  };

  const start = performance.now();
  if (!(await run(join(folder, 'whole.json')))) throw new Error('the command failed');
  const wholeMs = performance.now() - start;
  let [kills, midway, ended] = [0, 0, 0];
  for (; kills < KILLS; ended++) {
    await emptyPets({ engine, target });
    const checkpoint = join(folder, `run-${ended}.json`);
    while (!(await run(checkpoint, wholeMs * (0.2 + Math.random())))) {
      kills++;
      const rows = (await rowsOf(target)).size;
      if (rows > 0 && rows < histories.length) midway++;
    }
    const wrong = differences(await rowsOf(target), histories);
    if (wrong > 0) throw new Error(`${wrong} rows differ`);
  }
  console.log(
    `kill: killed ${kills} times, ${midway} of them with some of the rows written; ${ended} runs ended, all ${histories.length} rows right each time`,
  );
  rmSync(folder, { recursive: true });
  await engine.stop();
}

/** 10,000 pets, 5 % of the stream's batches dropped. */
async function drop(): Promise<void> {
  const { engine, target, histories } = await filled(10_000, 3);
  const batches = Array.from({ length: 100 }, (_, n) => histories.slice(n * 100, n * 100 + 100));
  for (const [n, batch] of batches.entries()) {
    // Of a dropped batch the pets keep the rows of earlier events, or none.
    const rows =
      n % 20 !== 3 ? batch.map((all) => rowFor(all.at(-1)!)) : n % 40 === 3 ? batch.map((all) => rowFor(all[0]!)) : [];
    await rowsIn(target).write(rows, () => 'missing');
  }
  const before = differences(await rowsOf(target), histories);
  const start = performance.now();
  const { written, missing, behind, readUnits } = await rebuilt(target, { reconcile: true });
  const seconds = (performance.now() - start) / 1000;
  const after = differences(await rowsOf(target), histories);
  console.log(
    `drop: ${before} rows wrong, ${written} repaired (${missing} missing, ${behind} behind) in ${seconds.toFixed(1)} s with ${readUnits} read units; ${after} wrong`,
  );
  await engine.stop();
}

/** The old service's table of 10,000 items, imported twice. */
async function old(): Promise<void> {
  const { engine, target } = await filled(0, 1);
  await createTable(new DynamoDBClient(), { ...tables.pets, localName: 'OldPets', indexes: {} });
  const items = Array.from({ length: 10_000 }, (_, n) => ({ petId: `old-${n}`, name: `Pet ${n}`, type: 'dog' }));
  await putItems(target.client, 'OldPets', items);
  async function* pets() {
    for await (const { Items } of paginateScan({ client: target.client }, { TableName: 'OldPets' }))
      for (const value of Items!) yield { value };
  }
  for (const run of ['first', 'second']) {
    const start = performance.now();
    const result = await importPets(
      target,
      pets(),
      () => {},
      () => {},
    );
    console.log(
      `old, ${run} import: ${JSON.stringify(result)} in ${((performance.now() - start) / 1000).toFixed(1)} s`,
    );
  }
  console.log(`old: ${(await rebuilt(target)).streams} pets`);
  await engine.stop();
}

/** A lab whose events are kept, to compare with. */
async function filled(pets: number, events: number, stored = events) {
  const histories: RecordedPetEvent[][] = [];
  const lab = await startLab(pets, events, { stored, written: (some) => histories.push(...some) });
  return { ...lab, histories };
}

async function rebuilt(target: Target, options: Partial<RebuildOptions> = {}) {
  const tasks = await rebuildHere(target, { ...OPTIONS, ...options, segments: 8, progress: () => {} });
  return tasks.map(({ totals }) => totals).reduce(added, noTotals());
}

const rowsIn = ({ readModels }: Target) => readModels[0]!.rows;
const rowFor = (event: RecordedPetEvent) => rowOf(petsProjection, event);

async function rowsOf({ client, nameOf }: Target): Promise<Map<string, PetRow>> {
  const rows = new Map<string, PetRow>();
  for await (const { Items } of paginateScan({ client }, { TableName: nameOf(tables.pets) }))
    for (const row of Items as PetRow[]) rows.set(row.petId, row);
  return rows;
}

/** How many rows are not, byte for byte, those of the newest events. */
function differences(rows: Map<string, PetRow>, histories: readonly RecordedPetEvent[][]): number {
  const sorted = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .sort()
            .map(([name, member]) => [name, sorted(member)]),
        )
      : value;
  const bytes = (row: object | undefined) => JSON.stringify(sorted(row));
  return histories.filter((all) => bytes(rows.get(all[0]!.streamId)) !== bytes(rowFor(all.at(-1)!))).length;
}

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { createTable, createTables } from '../infra/local/createTables.ts';
import { type Engine, startEngine } from '../infra/local/engine.ts';
import { setEnvironment } from '../infra/local/environment.ts';
import { importPets } from '../src/cli/importPets.ts';
import { rebuildHere } from '../src/cli/rebuildHere.ts';
import { openTarget, type Target } from '../src/cli/target.ts';
import type { RecordedEvent } from '../src/events/recordedEvent.ts';
import { type PetRow, petRow } from '../src/projections/petRow.ts';
import { writeRows } from '../src/projections/petRows.ts';
import { added, noTotals, type RebuildOptions } from '../src/rebuildTask.ts';
import { tables } from '../src/tables.ts';
import { updatesOf } from '../test/support/history.ts';
import { putEvents, putItems } from '../test/support/items.ts';
import { ways } from './rebuildWays.ts';

// npx tsx bench/rebuild.ts [ways|scale|live|kill|drop|old ...]: figures of the rebuild, the reconcile and the import. Tables
// have no stream, which the embedded engine slows down with.

const OPTIONS: RebuildOptions = { reconcile: false, dryRun: false, force: false, maxWriteUnits: null };
/** The start of the process takes a part of it. */
const KILLED_WITHIN_MS = 8_000;
const [mode, ...args] = process.argv.slice(2);
const suites: Record<string, () => Promise<void>> = { ways: compareWays, scale, live, kill, drop, old };

if (mode === 'child') await child(args[0]!, args[1]!);
else for (const name of mode === undefined ? Object.keys(suites) : [mode, ...args]) await suites[name]!();
process.exit();

/** Which way to find the newest events is the fastest: ratios of one run. */
async function compareWays(): Promise<void> {
  for (const history of [20, 200]) {
    const { engine, target } = await filled(20_000 / history, history);
    const seconds = new Map(Object.keys(ways).map((way) => [way, [] as number[]]));
    for (let round = 0; round < 3; round++) {
      for (const way of seconds.keys()) {
        await emptied('pets', target);
        seconds.get(way)!.push(JSON.parse(inChild(way, engine.endpoint)).seconds);
      }
    }
    const median = (all: number[]) => all.sort((a, b) => a - b)[1]!;
    const base = median(seconds.get('full scan')!);
    for (const [way, all] of seconds)
      console.log(
        `${history} events a pet, ${way}: ${(20_000 / median(all)).toFixed(0)} events/s, ${(base / median(all)).toFixed(2)} x`,
      );
    await engine.stop();
  }
}

/** Rate and peak memory by the number of events, each rebuilt by a process of its own. */
async function scale(): Promise<void> {
  for (const events of [10_000, 100_000]) {
    const { engine } = await filled(events / 20, 20);
    const { seconds, peak } = JSON.parse(inChild('index of first events (the rebuild)', engine.endpoint));
    console.log(
      `${events} events: ${seconds.toFixed(1)} s, ${(events / seconds).toFixed(0)} events/s, ${peak.toFixed(0)} MiB at most`,
    );
    await engine.stop();
  }
}

/** 100,000 events, a part of them written while the rebuild and a projector run. */
async function live(): Promise<void> {
  const { engine, target, histories } = await filled(5_000, 20, 15);
  const write = async () => {
    for (let version = 16; version <= 20; version++) {
      for (let start = 0; start < histories.length; start += 500) {
        const events = histories.slice(start, start + 500).map((all) => all[version - 1]!);
        await putEvents(target.client, events);
        // The projector trails, and its batches come in another order.
        if (version % 2 === 0) await writeRows(target.client, target.petsTable, events.toReversed().map(petRow));
      }
    }
  };
  const writing = write();
  const first = await rebuilt(target);
  await writing;
  const second = await rebuilt(target);
  const wrong = differences(await rowsOf(target), histories);
  console.log(
    `live: ${first.written} rows beside the writers, ${second.written} after them; ${wrong} of ${histories.length} rows differ`,
  );
  await engine.stop();
}

/** The command is killed at a random time, and goes on from its checkpoint until it ends; 20 times. */
async function kill(): Promise<void> {
  const { engine, target, histories } = await filled(2_000, 5);
  const folder = mkdtempSync(join(tmpdir(), 'pets-kill-'));
  let kills = 0;
  for (let run = 0; kills < 20; run++) {
    await emptied('pets', target);
    for (let ended = false; !ended; ) {
      const checkpoint = join(folder, `run-${run}.json`);
      const command = ['src/cli/main.ts', 'rebuild', '--endpoint', engine.endpoint, '--checkpoint', checkpoint];
      const process_ = spawn(process.execPath, ['--import', 'tsx', ...command], { stdio: 'ignore' });
      const exited = once(process_, 'exit');
      const killer = setTimeout(() => process_.kill('SIGKILL'), 1_000 + Math.random() * KILLED_WITHIN_MS);
      const [code] = await exited;
      clearTimeout(killer);
      ended = code === 0;
      if (!ended) kills++;
    }
    const wrong = differences(await rowsOf(target), histories);
    if (wrong > 0) throw new Error(`${wrong} rows differ`);
  }
  console.log(`kill: ${kills} times killed and gone on, all ${histories.length} rows right each time`);
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
      n % 20 !== 3 ? batch.map((all) => petRow(all.at(-1)!)) : n % 40 === 3 ? batch.map((all) => petRow(all[0]!)) : [];
    await writeRows(target.client, target.petsTable, rows, () => 'missing');
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
  console.log(`old: ${(await rebuilt(target)).pets} pets`);
  await engine.stop();
}

async function filled(pets: number, events: number, stored = events) {
  const engine: Engine = await startEngine();
  setEnvironment(engine.endpoint, true);
  const { feed: _, ...indexes } = tables.events.indexes;
  await createTable(new DynamoDBClient(), { ...tables.events, indexes, stream: false });
  await createTables(new DynamoDBClient());
  const target = await openTarget({ endpoint: engine.endpoint, data: '' });
  const histories = Array.from({ length: pets }, (_unused, n) => updatesOf(`pet-${n}`, events));
  for (let start = 0; start < pets; start += 100)
    await putEvents(
      target.client,
      histories.slice(start, start + 100).flatMap((all) => all.slice(0, stored)),
    );
  return { engine, target, histories };
}

async function emptied(table: 'pets', { client }: Target): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName: tables[table].localName }));
  await createTable(new DynamoDBClient(), tables[table]);
}

async function rebuilt(target: Target, options: Partial<RebuildOptions> = {}) {
  const tasks = await rebuildHere(target, { ...OPTIONS, ...options, segments: 8, progress: () => {} });
  return tasks.map(({ totals }) => totals).reduce(added, noTotals());
}

async function rowsOf({ client, petsTable }: Target): Promise<Map<string, PetRow>> {
  const rows = new Map<string, PetRow>();
  for await (const { Items } of paginateScan({ client }, { TableName: petsTable }))
    for (const row of Items as PetRow[]) rows.set(row.petId, row);
  return rows;
}

/** How many rows are not, byte for byte, those of the newest events. */
function differences(rows: Map<string, PetRow>, histories: readonly RecordedEvent[][]): number {
  const sorted = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .sort()
            .map(([name, member]) => [name, sorted(member)]),
        )
      : value;
  const bytes = (row: PetRow | undefined) => JSON.stringify(sorted(row));
  return histories.filter((all) => bytes(rows.get(all[0]!.petId)) !== bytes(petRow(all.at(-1)!))).length;
}

function inChild(way: string, endpoint: string): string {
  const command = ['--import', 'tsx', fileURLToPath(import.meta.url), 'child', way, endpoint];
  return execFileSync(process.execPath, command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

async function child(way: string, endpoint: string): Promise<void> {
  setEnvironment(endpoint, true);
  const target = await openTarget({ endpoint, data: '' });
  const start = performance.now();
  await ways[way]!(target);
  const seconds = (performance.now() - start) / 1000;
  console.log(JSON.stringify({ seconds, peak: process.resourceUsage().maxRSS / 1024 }));
}

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import { rebuildHere } from '../../src/cli/rebuildHere.ts';
import { openTarget } from '../../src/cli/target.ts';
import { startExecution, watchExecution } from '../../src/cli/watchExecution.ts';
import { petRow } from '../../src/projections/petRow.ts';
import type { RebuildTask } from '../../src/projections/rebuildTask.ts';
import { useEngine } from '../support/engine.ts';
import { updatesOf } from '../support/history.ts';
import { putEvents, putItems } from '../support/items.ts';
import { runCommand } from '../support/runCommand.ts';
import { startStateMachine } from '../support/stateMachine.ts';

const engine = useEngine({ stream: false });
const folder = mkdtempSync(join(tmpdir(), 'pets-rebuild-'));
afterAll(() => rmSync(folder, { recursive: true }));
const histories = Array.from({ length: 30 }, (_, n) => updatesOf(`pet-${n}`, 1 + (n % 3)));
beforeAll(() => putEvents(engine.client, histories.flat()));

const OPTIONS = { reconcile: false, dryRun: false, force: false, maxWriteUnits: null };
const EXPECTED = histories.map((events) => petRow(events.at(-1)!));
const target = () => openTarget({ endpoint: engine.endpoint, data: '' });
async function rows(): Promise<object[]> {
  const all: object[] = [];
  for await (const { Items } of paginateScan(engine, { TableName: 'Pets' })) all.push(...Items!);
  return all;
}

const run = (...args: string[]) => runCommand('rebuild', '--endpoint', engine.endpoint, ...args);
/** What the command prints where it ends well. */
async function printed(...args: string[]): Promise<string> {
  const { code, stdout } = await run(...args);
  expect(code).toBe(0);
  return stdout;
}

test('the command makes the rows, and tells what it did', async () => {
  expect(JSON.parse(await printed('--json', '--dry-run'))).toMatchObject({ dryRun: true, missing: 30, written: 0 });
  expect(await printed()).toMatch(
    /^30 pets with 60 events .*\n30 rows written \(30 missing, 0 behind, 0 of an older pro/s,
  );
  expect(await rows()).toEqual(expect.arrayContaining(EXPECTED));
  expect(JSON.parse(await printed('--json', '--pet', 'pet-2'))).toMatchObject({ pets: 1, events: 3, written: 0 });
});

test('a row without its event is told with exit code 1, and goes with --force', async () => {
  await putItems(engine.client, 'Pets', updatesOf('ghost', 1).map(petRow));
  for (const args of [[], ['--pet', 'ghost']]) {
    const { code, stdout } = await run(...args, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ stray: 1, strayPets: ['ghost'] });
  }
  expect(await printed('--pet', 'ghost', '--force')).toContain(
    'Rows without their event: 1, replaced or removed. ghost',
  );
  expect(await rows()).toHaveLength(EXPECTED.length);
});

test('a checkpoint tells where to go on, is of this work alone, and goes when the work is done', async () => {
  const checkpoint = join(folder, 'checkpoint.json');
  const seen: unknown[] = [];
  const progress = (tasks: readonly RebuildTask[]) => {
    const { state } = JSON.parse(readFileSync(checkpoint, 'utf8'));
    expect(state).toEqual(tasks);
    seen.push(state);
    if (seen.length === 1) throw new Error('killed');
  };
  const run = async (segments: number) => rebuildHere(await target(), { ...OPTIONS, segments, checkpoint, progress });
  await expect(run(1)).rejects.toThrow('killed');
  await expect(run(2)).rejects.toThrow('is the checkpoint of other work');
  const tasks = await run(1);
  // The pets' part was done before it was killed.
  expect(seen).toHaveLength(2);
  expect(tasks.map(({ part, done, totals }) => [part, done, totals.streams])).toEqual([
    ['streams', true, 30],
    ['rows', true, 0],
  ]);
  expect(existsSync(checkpoint)).toBe(false);
});

test('on AWS it starts the state machine, and follows its history to the end', async () => {
  const machine = await startStateMachine(await loadFunction('rebuildPets'));
  const sfn = new SFNClient({ endpoint: machine.endpoint });
  const request = { ...OPTIONS, dryRun: true, segments: 2 };
  const execution = await startExecution(sfn, 'arn:machine', request);
  expect(machine.started).toEqual([{ stateMachineArn: 'arn:machine', input: JSON.stringify(request) }]);
  const shown: number[] = [];
  const pets = (all: RebuildTask[]) => all.reduce((sum, { totals }) => sum + totals.streams, 0);
  const ended = await watchExecution(sfn, execution, (now) => shown.push(pets(now)), 20);
  expect(ended.seconds).toBe(5);
  expect(ended.tasks.map(({ part, segment, done }) => [part, segment, done])).toEqual([
    ['streams', 0, true],
    ['streams', 1, true],
    ['rows', 0, true],
    ['rows', 1, true],
  ]);
  expect(pets(ended.tasks)).toBe(30);
  expect(shown.at(-1)).toBe(30);
  // Whoever watches later sees the same.
  expect(await watchExecution(sfn, execution, () => {})).toEqual(ended);
  expect(await sfn.send(new DescribeExecutionCommand({ executionArn: execution }))).toMatchObject({
    status: 'SUCCEEDED',
  });
  machine.stop();
});

test('an execution that fails is told with its ARN', async () => {
  const machine = await startStateMachine(async () => {
    throw new Error('no');
  });
  const sfn = new SFNClient({ endpoint: machine.endpoint });
  const execution = await startExecution(sfn, 'arn:machine', { ...OPTIONS, segments: 1 });
  await expect(watchExecution(sfn, execution, () => {}, 20)).rejects.toThrow(/ended as FAILED.*arn:execution/s);
  machine.stop();
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTables } from '../../infra/local/createTables.ts';
import { type Engine, startEngine } from '../../infra/local/engine.ts';
import { exportEvents } from '../../src/cli/exportEvents.ts';
import { importEvents } from '../../src/cli/importEvents.ts';
import { openTarget, type Target } from '../../src/cli/target.ts';
import { verifyTable } from '../../src/cli/verifyTable.ts';
import type { Finding } from '../../src/eventStore/checkHistory.ts';
import { petRow } from '../../src/projections/petRow.ts';
import { useEngine } from '../support/engine.ts';
import { updatesOf } from '../support/history.ts';
import { putEvents, putItems } from '../support/items.ts';

const engine = useEngine({ stream: false });
const folder = mkdtempSync(join(tmpdir(), 'pets-order-'));
const file = join(folder, 'events.jsonl');
const histories = ['a', 'b', 'c', 'd'].map((petId, n) => updatesOf(petId, 1 + n * 4));
const events = histories.flat();
let other: Engine;
let from: Target;
let to: Target;

beforeAll(async () => {
  other = await startEngine();
  await createTables(new DynamoDBClient({ endpoint: other.endpoint }), { streams: false });
  from = await openTarget({ endpoint: engine.endpoint, data: '' });
  to = await openTarget({ endpoint: other.endpoint, data: '' });
  await putEvents(engine.client, events);
  await putItems(
    engine.client,
    'Pets',
    histories.map((history) => petRow(history.at(-1)!)),
  );
});
afterAll(async () => {
  await other.stop();
  rmSync(folder, { recursive: true });
});

/** The table behind an engine whose scans come in the order of `ranks`, in pages of three. Nothing else is changed. */
function inOrderOf(ranks: readonly number[]): Target {
  const send = async (command: unknown) => {
    if (!(command instanceof ScanCommand)) return from.client.send(command as never);
    const { Segment, TotalSegments, TableName, ConsistentRead, ExclusiveStartKey } = command.input;
    const output = await from.client.send(new ScanCommand({ TableName, Segment, TotalSegments, ConsistentRead }));
    const items = (output.Items ?? []).map((item, n) => ({ item, rank: ranks[n % ranks.length]! }));
    const sorted = items.sort((one, another) => one.rank - another.rank).map(({ item }) => item);
    const start = Number(ExclusiveStartKey?.petId ?? 0);
    const end = start + 3;
    return {
      Items: sorted.slice(start, end),
      ...(end < sorted.length && { LastEvaluatedKey: { petId: String(end) } }),
    };
  };
  // A client that lacks nothing: `paginateScan` asks what kind it is.
  const client = Object.assign(Object.create(from.client), { send }) as Target['client'];
  return { ...from, client };
}

const order = fc.array(fc.nat(), { minLength: events.length, maxLength: events.length });

test('an export is whole, right and restorable, in whatever order the scan comes', async () => {
  await fc.assert(
    fc.asyncProperty(order, fc.integer({ min: 1, max: 3 }), async (ranks, segments) => {
      const findings: Finding[] = [];
      const options = { segments, report: (finding: Finding) => findings.push(finding), progress: () => {} };
      expect((await exportEvents(inOrderOf(ranks), file, options)).events).toBe(events.length);
      expect(findings).toEqual([]);
      const written = readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      for (const history of histories)
        expect(written.filter(({ petId }) => petId === history[0]!.streamId).map(({ hash }) => hash)).toEqual(
          history.map(({ hash }) => hash),
        );
      const { appended, existing } = await importEvents(to, file, { checked: () => {}, restored: () => {} });
      expect(appended + existing).toBe(events.length);
    }),
    { numRuns: 8 },
  );
});

test('what is wrong is found once, in whatever order the scan comes', async () => {
  await engine.client.send(new DeleteCommand({ TableName: 'Events', Key: { petId: 'c', version: 4 } }));
  try {
    await fc.assert(
      fc.asyncProperty(order, async (ranks) => {
        const findings: Finding[] = [];
        const report = (finding: Finding) => findings.push(finding);
        await exportEvents(inOrderOf(ranks), file, { segments: 2, report, progress: () => {} });
        expect(findings.map(({ streamId, version, check }) => `${streamId} ${version} ${check}`)).toEqual([
          'c 5 version',
        ]);
      }),
      { numRuns: 5 },
    );
  } finally {
    await putEvents(
      engine.client,
      events.filter(({ streamId, version }) => streamId === 'c' && version === 4),
    );
  }
});

test('verify finds nothing, and makes the same digest, in whatever order the scan comes', async () => {
  const roots = new Set<string>();
  await fc.assert(
    fc.asyncProperty(order, async (ranks) => {
      const findings: Finding[] = [];
      const report = (finding: Finding) => findings.push(finding);
      const verified = await verifyTable(inOrderOf(ranks), { segments: 2, report });
      roots.add(verified.summary.root);
      await verified.dispose();
      expect(findings).toEqual([]);
    }),
    { numRuns: 5 },
  );
  expect(roots.size).toBe(1);
});

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable, createTables } from '../infra/local/createTables.ts';
import { startEngine } from '../infra/local/engine.ts';
import { setEnvironment } from '../infra/local/setEnvironment.ts';
import { openTarget } from '../src/cli/target.ts';
import { verifyTable } from '../src/cli/verifyTable.ts';
import { petRow } from '../src/projections/petRow.ts';
import { tables } from '../src/tables.ts';
import { updatesOf } from '../test/support/history.ts';
import { putEvents, putItems } from '../test/support/items.ts';

// npx tsx bench/verify.ts: the rate and the peak memory of `pets verify`, on tables of several sizes, each verified by a
// process of its own. The tables have neither stream nor index: verify reads none, and they take long to fill.

const EVENTS_PER_PET = 20;
const SIZES = [10_000, 100_000];
const SMALL_HEAP = '--max-old-space-size=64';
const [mode, endpoint = '', size = ''] = process.argv.slice(2);

if (mode === 'fill') await fill(endpoint, Number(size));
else if (mode === 'verify') await verify(endpoint);
else {
  for (const events of SIZES) {
    const engine = await startEngine();
    inChild([], 'fill', engine.endpoint, String(events));
    console.log(inChild([], 'verify', engine.endpoint));
    // V8 lets garbage lie where there is room: a small heap tells what is needed.
    console.log(`${inChild([SMALL_HEAP], 'verify', engine.endpoint)} (${SMALL_HEAP})`);
    await engine.stop();
  }
}

function inChild(flags: string[], ...args: string[]): string {
  const command = [...flags, '--import', 'tsx', fileURLToPath(import.meta.url), ...args];
  return execFileSync(process.execPath, command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}

async function fill(endpoint: string, events: number): Promise<void> {
  setEnvironment(endpoint, true);
  const dynamoDb = new DynamoDBClient();
  await createTable(dynamoDb, { ...tables.events, stream: false, indexes: {} });
  await createTables(dynamoDb);
  const { client } = await openTarget({ endpoint, data: '' });
  for (let pet = 0; pet < events / EVENTS_PER_PET; pet++) {
    const history = updatesOf(`pet-${pet}`, EVENTS_PER_PET);
    await putEvents(client, history);
    await putItems(client, tables.pets.localName, [petRow(history.at(-1)!)]);
  }
}

async function verify(endpoint: string): Promise<void> {
  setEnvironment(endpoint, true);
  const start = performance.now();
  let findings = 0;
  const report = () => {
    findings++;
  };
  const { summary, dispose } = await verifyTable(await openTarget({ endpoint, data: '' }), { segments: 8, report });
  await dispose();
  const seconds = (performance.now() - start) / 1000;
  const { events, pets } = summary;
  const { user, system } = process.cpuUsage();
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(
    `${events} events of ${pets} pets: ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of CPU), ` +
      `${Math.round(events / seconds)} events a second, ${peak.toFixed(0)} MiB at most, ${findings} findings`,
  );
}

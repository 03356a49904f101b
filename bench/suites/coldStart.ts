import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { build } from 'esbuild';
import { BUNDLES } from '../../infra/build/bundles.ts';
import { createTables } from '../../infra/local/createTables.ts';
import { startEngine } from '../../infra/local/engine.ts';
import { EventBus } from '../../infra/local/eventBus.ts';
import { FaultPlan } from '../../infra/local/faultPlan.ts';
import { logKeysInMemory } from '../../infra/local/logKeys.ts';
import { EVENT_BUS, setEnvironment } from '../../infra/local/setEnvironment.ts';
import { startBusServer } from '../../infra/local/startBusServer.ts';
import { LOG_BUCKET, startLogServer } from '../../infra/local/startLogServer.ts';
import { wholeShard } from '../../src/eventStore/streamCatalog.ts';
import { functions } from '../../src/functions.ts';
import { rebuildTasks } from '../../src/projections/rebuildTask.ts';
import { defaultFunction, routes } from '../../src/routes.ts';
import { ONE_SHARD } from '../../src/shardNumbers.ts';
import type { ResultTable } from '../report.ts';
import { median, pairedRatio } from '../statistics.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

/** What a developer would begin with: the document client's get and put, bundled with esbuild's defaults. */
const MINIMAL = `
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
export const handler = async ({ put, petId }) =>
  put ? client.send(new PutCommand({ TableName: 'Pets', Item: put })) : client.send(new GetCommand({ TableName: 'Pets', Key: { petId } }));
`;

/** Import and first call in a fresh process. */
const PROBE = `
const start = performance.now();
const { handler } = await import(process.argv[2]);
const imported = performance.now();
await handler(JSON.parse(process.argv[3]), { getRemainingTimeInMillis: () => 10_000 });
process.stdout.write(JSON.stringify([imported - start, performance.now() - imported]));
process.exit();
`;

/** Bundle size, import and first call of every function in fresh processes, beside a minimal handler in the same run. */
export async function coldStart(quick: boolean): Promise<ResultTable> {
  const rounds = quick ? 2 : 15;
  const engine = await startEngine();
  const logKeys = logKeysInMemory();
  const log = await startLogServer(logKeys);
  const bus = await startBusServer(new EventBus(EVENT_BUS), new FaultPlan());
  setEnvironment(engine.endpoint, true, bus.endpoint, ONE_SHARD, {
    endpoint: log.endpoint,
    origin: logKeys.origin,
    keys: [...logKeys.keys.keys()],
    bucket: LOG_BUCKET,
  });
  await createTables(new DynamoDBClient(), { streams: false });
  const folder = await mkdtemp(join(tmpdir(), 'cold-'));
  const probe = join(folder, 'probe.mjs');
  await writeFile(probe, PROBE);
  const minimal = join(folder, 'minimal.mjs');
  const banner = { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" };
  await build({
    stdin: { contents: MINIMAL, resolveDir: root },
    outfile: minimal,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner,
  });

  const candidates = [
    { name: 'minimal handler', file: minimal, event: { put: { petId: 'cold' } } as object },
    ...Object.keys(functions).map((name) => ({ name, file: `${BUNDLES}${name}.mjs`, event: eventFor(name) })),
  ].map((candidate) => ({ ...candidate, imports: [] as number[], firsts: [] as number[], sums: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { file, event, imports, firsts, sums } of candidates) {
      const { stdout } = await run(process.execPath, [probe, file, JSON.stringify(event)]);
      const [imported, first] = JSON.parse(stdout.slice(stdout.lastIndexOf('['))) as [number, number];
      imports.push(imported);
      firsts.push(first);
      sums.push(imported + first);
    }
  }
  const [base] = candidates;
  const rows = await Promise.all(
    candidates.map(async ({ name, file, imports, firsts, sums }) => [
      name,
      (await stat(file)).size / 1000,
      median(imports),
      median(firsts),
      median(sums),
      pairedRatio(sums, base!.sums),
    ]),
  );
  await bus.stop();
  await log.stop();
  await engine.stop();
  await rm(folder, { recursive: true });

  return {
    title: 'Cold start',
    note: `Fresh processes on Node ${process.version}, ${rounds} rounds; the first call finds nothing, but the feed's one event.`,
    columns: ['bundle', 'kB', 'import ms', 'first call ms', 'both ms', '÷ minimal'],
    rows,
  };
}

/** A request that the function answers with one or two requests of its own. */
function eventFor(name: string): object {
  if (name === 'rebuildPets')
    return rebuildTasks([wholeShard('0')], ['Pets'], {
      reconcile: false,
      dryRun: false,
      force: false,
      maxWriteUnits: null,
      segments: 1,
    })[0]!;
  if (name === 'sequenceLog') return { lookBackSeconds: 0 };
  const route = routes.find((one) => one.function === name);
  if (!route && name !== defaultFunction) return { Records: [] };
  const { method = 'GET', path = '/' } = route ?? {};
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    // The other lists find nothing. Here are the pets that the rounds before created: more of them in each round.
    rawQueryString: name === 'listEvents' ? 'limit=1' : '',
    headers: {},
    pathParameters: { petId: 'nobody' },
    isBase64Encoded: false,
    body: '{"name":"Fido","type":"dog"}',
    requestContext: { http: { method, path }, requestId: 'cold' },
  };
}

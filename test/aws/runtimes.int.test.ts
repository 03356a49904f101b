import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logKeysInMemory } from '../../infra/local/logKeys.ts';
import type { LoopbackServer } from '../../infra/local/loopbackServer.ts';
import { LOG_BUCKET, startLogServer } from '../../infra/local/startLogServer.ts';
import { wholeShard } from '../../src/eventStore/streamCatalog.ts';
import { type FunctionName, functions } from '../../src/functions.ts';
import { rebuildTasks } from '../../src/projections/rebuildTask.ts';
import { routes } from '../../src/routes.ts';
import { useBus } from '../support/bus.ts';
import { useEngine } from '../support/engine.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { historyOf } from '../support/history.ts';
import { recordOf } from '../support/streamRecords.ts';

// The bundles run on Lambda's Node 24 and, in the local service, on the Node of this machine, from 20.19 on.
const NODE_24 = '24.21.0';

const engine = useEngine();
const bus = useBus();
const logKeys = logKeysInMemory();
let logServer: LoopbackServer;
beforeAll(async () => {
  logServer = await startLogServer(logKeys);
});
afterAll(() => logServer.stop());

/** The binary of Node 24, from npm's package of it: it is kept in npm's cache, as node_modules/.bin would hide `node`. */
function node24(): string {
  if (process.versions.node.startsWith('24.')) return process.execPath;
  const args = [
    'exec',
    '--yes',
    '--prefer-offline',
    `--package=node@${NODE_24}`,
    '--',
    'node',
    '-p',
    'process.execPath',
  ];
  return execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** What the routes answer where it is not 200. They are called in the order of src/routes.ts. */
const STATUS: Record<string, number> = {
  'POST /pets': 201,
  'DELETE /pets/{petId}': 204,
  'DELETE /pets/{petId}/personal-data': 202,
  'GET /favicon.ico': 301,
  'HEAD /favicon.ico': 301,
};
const BODIES: Record<string, object> = {
  'POST /pets': { name: 'Fido', type: 'dog' },
  'PUT /pets/{petId}': { name: 'Rex' },
  'PATCH /pets/{petId}': { weightKg: 12.5 },
};

/** A part of each page, of the log, and of its first version. */
const PATHS: Record<string, Record<string, string>> = {
  '/docs/{file}': { file: 'start.js' },
  '/console/{file}': { file: 'app.js' },
  '/log/tile/{level}/{index+}': { level: '0', index: '000.p/1' },
};
/** The routes from here on show the log, or come after it. */
const SHOWS_LOG = routes.findIndex(({ function: fn }) => fn === 'showReceipt');

test.for([
  ['this Node', () => process.execPath],
  ['Node 24', node24],
] as const)('every bundle loads and answers under %s', { timeout: 120_000 }, async ([name, node]) => {
  const petId = name.replace(' ', '-');
  const [created] = historyOf(`projected-by-${petId}`, [
    { type: 'CreatePet', attributes: { name: 'Fido', type: 'dog' } },
  ]);
  const streamed = { Records: [recordOf(created!)] };
  const [task] = rebuildTasks([wholeShard('0')], ['Pets'], {
    reconcile: false,
    dryRun: true,
    force: false,
    maxWriteUnits: null,
    segments: 1,
  });
  const calls: [FunctionName, unknown][] = [
    ['projectPets', streamed],
    ['publishPets', streamed],
    ['rebuildPets', task],
    ['removePersonalData', {}],
    ...routes.map(({ method, path, function: fn }): [FunctionName, unknown] => {
      const routeKey = `${method} ${path}`;
      const body = routeKey === 'POST /pets' ? { ...BODIES[routeKey], petId } : BODIES[routeKey];
      // The row that is shown was projected above; the pet that is changed was created by the first route.
      const shown = fn === 'showPet' ? created!.streamId : petId;
      return [
        fn,
        gatewayEvent(routeKey, {
          pathParameters: PATHS[path] ?? { petId: shown, version: '1' },
          rawQueryString: path === '/log/consistency' ? 'from=0' : '',
          ...(body && { body: JSON.stringify(body) }),
        }),
      ];
    }),
  ];
  calls.splice(BEFORE_ROUTES + SHOWS_LOG, 0, ['sequenceLog', { lookBackSeconds: 300 }]);
  expect(new Set(calls.map(([called]) => called))).toEqual(new Set(Object.keys(functions)));

  const { node: version, results } = await callBundles(node(), calls);
  if (name === 'Node 24') expect(version).toMatch(/^24\./);
  const [sequenced] = results.splice(BEFORE_ROUTES + SHOWS_LOG, 1);
  expect(sequenced).toMatchObject({ added: expect.any(Number), refused: false });
  const [projected, publishedAll, rebuilt, removed, ...replies] = results;
  expect([projected, publishedAll]).toEqual([{ batchItemFailures: [] }, { batchItemFailures: [] }]);
  expect(bus.published.slice(-2)).toMatchObject([
    { detail: { metadata: { eventId: created!.eventId } } },
    { source: 'pets.log', 'detail-type': 'LogCheckpointSigned' },
  ]);
  expect(rebuilt).toMatchObject({ done: true });
  expect(removed).toEqual({ erasures: 0, removed: 0 });
  expect(replies.map((reply, index) => `${keyOf(index)}: ${(reply as { statusCode: number }).statusCode}`)).toEqual(
    routes.map((_, index) => `${keyOf(index)}: ${STATUS[keyOf(index)] ?? 200}`),
  );
  const shown = routes.findIndex((route) => route.function === 'showPet');
  expect(parsed(replies[shown]).body).toMatchObject({ petId: created!.streamId, name: 'Fido', version: 1 });
});

/** The stream's functions, the rebuild and the eraser. */
const BEFORE_ROUTES = 4;

const keyOf = (index: number) => `${routes[index]!.method} ${routes[index]!.path}`;

async function callBundles(node: string, calls: unknown[]): Promise<{ node: string; results: unknown[] }> {
  const script = fileURLToPath(new URL('callBundles.mjs', import.meta.url));
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
    AWS_ENDPOINT_URL_EVENTBRIDGE: bus.server.endpoint,
    AWS_ENDPOINT_URL_KMS: logServer.endpoint,
    AWS_ENDPOINT_URL_S3: logServer.endpoint,
    LOG_ORIGIN: logKeys.origin,
    LOG_KEYS: [...logKeys.keys.keys()].join(','),
    LOG_BUCKET,
  };
  const child = spawn(node, ['--enable-source-maps', script], { stdio: ['pipe', 'pipe', 'inherit'], env });
  child.stdin.end(JSON.stringify(calls));
  const [output] = await Promise.all([json(child.stdout), once(child, 'exit')]);
  return output as { node: string; results: unknown[] };
}

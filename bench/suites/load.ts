import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createTables } from '../../infra/local/createTables.ts';
import { startEngine } from '../../infra/local/engine.ts';
import { toItem } from '../../src/eventStore/fromItem.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { type HttpSocket, httpSocket } from '../httpSocket.ts';
import { eventsOfPet, samplePatch, samplePet } from '../pets.ts';
import { rawClient } from '../rawClient.ts';
import type { ResultTable } from '../report.ts';
import { processorSecondsOf, type ServedProcess, servedProcess } from '../servedProcess.ts';
import { median, quantile } from '../statistics.ts';

const HERE = fileURLToPath(new URL('../../', import.meta.url));
const PETS = 300;
/** Events in the table. */
const SIZES = [1_000, 100_000];
type Row = ResultTable['rows'][number];

/**
 * `npm start` in a process of its own, from rest to more clients than it can serve. With `beside`, the folder of another
 * checkout whose dependencies are installed, its rates are measured as well, in turn.
 */
export async function load(quick: boolean, beside?: string): Promise<ResultTable> {
  const rows: Row[] = [];
  const checkouts: [string, string][] = [['', HERE]];
  if (beside) checkouts.unshift(['the other checkout: ', beside]);
  const rounds = quick ? 1 : 3;
  const rates = new Map<string, Row[]>();
  for (let round = 0; round < rounds; round++)
    for (const [label, folder] of checkouts)
      for (const [what, ...figures] of await serving(folder, (service) => ratesOf(service, quick ? 3_000 : 10_000)))
        rates.set(label + what, [...(rates.get(label + what) ?? []), figures]);
  for (const [what, figures] of [...rates].sort(([a], [b]) =>
    a.replace(/.*: /, '').localeCompare(b.replace(/.*: /, '')),
  ))
    rows.push([what, ...figures[0]!.map((_, column) => median(figures.map((figure) => Number(figure[column]))))]);
  for (const [label, folder] of checkouts)
    rows.push(...(await serving(folder, (service) => atRest(service, label, quick ? 5_000 : 30_000))));
  rows.push(...(await idleProcess(quick ? 5_000 : 30_000)));
  rows.push(...(await serving(HERE, (service) => overloaded(service, quick ? 10_000 : 600_000))));
  rows.push(...(await serving(HERE, unread)));
  rows.push(...(await serving(HERE, (service) => withHistory(service, quick ? [1_000, 4_000] : SIZES))));
  rows.push(...(await engineAlone(quick ? [1_000, 4_000] : SIZES)));
  rows.push(...(await serving(HERE, cutOff)));
  return {
    title: 'Under load',
    note:
      '`npm start` in a process of its own, its clients in another. Processor time and memory are of the service with ' +
      'its engine. Rows that follow are asked for until they are there. The embedded engine keeps all records of its ' +
      'stream; an index of them (infra/local/blankDatabase.ts) keeps it from looking at every one at each write.',
    columns: ['what', 'a second', 'p50 ms', 'p99 ms', 'processor ms each', 'MB', '5xx'],
    rows,
  };
}

async function serving<T>(folder: string, measure: (service: ServedProcess) => Promise<T>): Promise<T> {
  const service = await servedProcess(folder);
  try {
    return await measure(service);
  } finally {
    await service.stop();
  }
}

type Operation = (socket: HttpSocket, n: number) => Promise<{ status: number }>;

async function ratesOf(service: ServedProcess, ms: number): Promise<Row[]> {
  const petIds = await created(service, PETS);
  const create: Operation = (socket, n) => socket.request('POST', '/pets', samplePet(n));
  const update: Operation = (socket, n) => socket.request('PATCH', `/pets/${petIds[n % PETS]}`, samplePatch(n));
  const show: Operation = (socket, n) => socket.request('GET', `/pets/${petIds[n % PETS]}`);
  // What has not run often is not compiled yet.
  await clients(service, 16, ms, (socket, n) => [create, update, show][n % 3]!(socket, n));
  const rows: Row[] = [];
  for (const [what, operation] of Object.entries({ create, update, show }))
    rows.push([`${what}, 16 clients`, ...(await clients(service, 16, ms, operation))]);
  const [lagging] = await Promise.all([
    rowLags(service, ms),
    clients(service, 15, ms, (socket, n) => (n % 2 ? create : update)(socket, n)),
  ]);
  rows.push(['row after its event, 16 clients', NaN, median(lagging), quantile(lagging, 0.99), NaN, NaN, NaN]);
  return rows;
}

async function created(service: ServedProcess, count: number): Promise<string[]> {
  const socket = await httpSocket(service.url);
  const petIds: string[] = [];
  for (let n = 0; n < count; n++) {
    const { body } = await socket.request('POST', '/pets', samplePet(n));
    petIds.push(JSON.parse(body).petId);
  }
  socket.close();
  return petIds;
}

/** The figures of clients that ask one thing after the other for a time. */
async function clients(service: ServedProcess, count: number, ms: number, operation: Operation): Promise<number[]> {
  const sockets = await Promise.all(Array.from({ length: count }, () => httpSocket(service.url)));
  const times: number[] = [];
  let n = 0;
  let faults = 0;
  const before = service.processorSeconds();
  const start = performance.now();
  await Promise.all(
    sockets.map(async (socket) => {
      while (performance.now() - start < ms) {
        const begin = performance.now();
        const { status } = await operation(socket, n++);
        times.push(performance.now() - begin);
        if (status >= 500) faults++;
      }
    }),
  );
  const seconds = (performance.now() - start) / 1_000;
  const processor = ((service.processorSeconds() - before) / times.length) * 1_000;
  for (const socket of sockets) socket.close();
  return [times.length / seconds, median(times), quantile(times, 0.99), processor, service.megabytes(), faults];
}

/** How long after its acknowledgement an event is seen in its row: milliseconds. */
async function rowLags(service: ServedProcess, ms: number): Promise<number[]> {
  const socket = await httpSocket(service.url);
  const lags: number[] = [];
  for (const start = performance.now(); performance.now() - start < ms; ) {
    const { body } = await socket.request('POST', '/pets', samplePet(0));
    const acknowledged = performance.now();
    const path = `/pets/${JSON.parse(body).petId}`;
    while ((await socket.request('GET', path)).status !== 200) await sleep(1);
    lags.push(performance.now() - acknowledged);
  }
  socket.close();
  return lags;
}

async function atRest(service: ServedProcess, label: string, ms: number): Promise<Row[]> {
  await created(service, PETS);
  // By then rows, messages and log are written.
  await sleep(15_000);
  const share = await shareOfCore(service.processorSeconds, ms);
  return [[`${label}at rest: ${share} % of a core`, NaN, NaN, NaN, NaN, service.megabytes(), NaN]];
}

/** What it takes here to wake up and do nothing, three times a second as the service does at rest. */
async function idleProcess(ms: number): Promise<Row[]> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 333)']);
  await sleep(1_000);
  const share = await shareOfCore(() => processorSecondsOf(child.pid!), ms);
  child.kill();
  return [[`an empty process that wakes up as often: ${share} % of a core`, NaN, NaN, NaN, NaN, NaN, NaN]];
}

async function shareOfCore(processorSeconds: () => number, ms: number): Promise<string> {
  const before = processorSeconds();
  await sleep(ms);
  return (((processorSeconds() - before) / ms) * 100_000).toFixed(1);
}

async function overloaded(service: ServedProcess, ms: number): Promise<Row[]> {
  const mixed: Operation = (socket, n) =>
    n % 3 === 0 ? socket.request('POST', '/pets', samplePet(n)) : socket.request('GET', '/pets?limit=5');
  const rows: Row[] = [];
  for (const part of ['first', 'second', 'third', 'last'])
    rows.push([`200 clients, the ${part} quarter`, ...(await clients(service, 200, ms / 4, mixed))]);
  return rows;
}

/** Clients that ask for pages and never read them, beside 16 that do. */
async function unread(service: ServedProcess): Promise<Row[]> {
  await created(service, PETS);
  const { hostname, port, host } = new URL(service.url);
  const readers = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      socket.on('error', () => {});
      socket.pause();
      for (let n = 0; n < 500; n++) socket.write(`GET /pets?limit=100 HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      return socket;
    }),
  );
  const figures = await clients(service, 16, 5_000, (socket, n) => socket.request('POST', '/pets', samplePet(n)));
  for (const socket of readers) socket.destroy();
  return [['create, 16 clients, beside 20 that never read', ...figures]];
}

async function withHistory(service: ServedProcess, sizes: readonly number[]): Promise<Row[]> {
  const rows: Row[] = [];
  let events = 0;
  const create: Operation = (socket) => socket.request('POST', '/pets', samplePet(events++));
  for (const size of sizes) {
    while (events < size) await clients(service, 16, 1_000, create);
    rows.push([`create, 16 clients, behind ${size} events`, ...(await clients(service, 16, 3_000, create))]);
  }
  return rows;
}

/** Inserts into a table with the same indexes and a stream, over a bare socket. */
async function engineAlone(sizes: readonly number[]): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pets-bench-'));
  const engine = await startEngine(join(folder, 'pets.db'));
  const region = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  await createTables(new DynamoDBClient({ endpoint: engine.endpoint, ...region }));
  const raw = await rawClient(engine.endpoint);
  const Item = marshall(toItem(petStream, eventsOfPet('bare', 1)[0]!), { removeUndefinedValues: true });
  let events = 0;
  const put = () => raw.call('PutItem', { TableName: 'Events', Item: { ...Item, petId: { S: `bare-${events++}` } } });
  const rows: Row[] = [];
  for (const size of sizes) {
    while (events < size) await put();
    const times: number[] = [];
    for (let n = 0; n < 300; n++) {
      const begin = performance.now();
      await put();
      times.push(performance.now() - begin);
    }
    const rate = 1_000 / (times.reduce((sum, time) => sum + time, 0) / times.length);
    rows.push([`the engine alone, behind ${size} events`, rate, median(times), quantile(times, 0.99), NaN, NaN, NaN]);
  }
  raw.close();
  await engine.stop();
  rmSync(folder, { recursive: true });
  return rows;
}

/** When the service lets go of clients that don't finish what they began. */
async function cutOff(service: ServedProcess): Promise<Row[]> {
  const begun = {
    'half a header': 'GET /pets HTTP/1.1\r\nHo',
    'half a body':
      'POST /pets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
  };
  return Promise.all(
    Object.entries(begun).map(async ([what, text]): Promise<Row> => {
      const { hostname, port } = new URL(service.url);
      const socket = connect(Number(port), hostname);
      const start = performance.now();
      socket.on('error', () => {});
      socket.resume().write(text);
      await once(socket, 'close');
      return [`${what}: cut off`, NaN, performance.now() - start, NaN, NaN, NaN, NaN];
    }),
  );
}

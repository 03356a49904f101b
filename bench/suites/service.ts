import { setTimeout as sleep } from 'node:timers/promises';
import { startService } from '../../infra/local/service.ts';
import { petsClient } from '../../src/client/petsClient.ts';
import { samplePatch, samplePet } from '../pets.ts';
import type { ResultTable } from '../report.ts';
import { median, quantile } from '../statistics.ts';

/** The whole local service over HTTP: one client and 16 at once, and how far the rows trail the acknowledged events. */
export async function service(quick: boolean): Promise<ResultTable> {
  const ms = quick ? 300 : 5_000;
  const running = await startService({ host: '127.0.0.1', port: 0 });
  const client = petsClient({ url: running.url });
  const petIds: string[] = [];
  for (let n = 0; n < 200; n++) petIds.push((await client.create(samplePet(n))).petId);
  await sleep(500);

  const plain = (method: string, path: string, body?: object) =>
    fetch(running.url + path, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    }).then((response) => response.arrayBuffer());
  const operations: [string, Operation][] = [
    ['create', (n) => plain('POST', '/pets', samplePet(n))],
    ['create with an Idempotency-Key', (n) => client.create(samplePet(n))],
    ['update', (n) => plain('PATCH', `/pets/${petIds[n % 200]}`, samplePatch(n))],
    ['show', (n) => plain('GET', `/pets/${petIds[n % 200]}`)],
    ['list, 25 pets', () => plain('GET', '/pets')],
  ];
  const rows: ResultTable['rows'] = [];
  for (const [what, operation] of operations)
    for (const clients of [1, 16]) rows.push([what, String(clients), ...(await atOnce(clients, ms, operation))]);
  rows.push(['a row after its event', '1', '–', ...(await rowLag(client, quick ? 50 : 300))]);
  await running.stop();
  return {
    title: 'The local service over HTTP',
    note: 'Clients and gateway share one thread; the embedded engine slows down with the events in its stream. The last line: from the acknowledged event to the readable row.',
    columns: ['what', 'clients', 'a second', 'p50 ms', 'p99 ms'],
    rows,
  };
}

type Operation = (n: number) => Promise<unknown>;

async function atOnce(clients: number, ms: number, operation: Operation): Promise<[number, number, number]> {
  const times: number[] = [];
  const start = performance.now();
  let n = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() - start < ms) {
        const begin = performance.now();
        await operation(n++);
        times.push(performance.now() - begin);
      }
    }),
  );
  return [(times.length / (performance.now() - start)) * 1000, median(times), quantile(times, 0.99)];
}

async function rowLag(client: ReturnType<typeof petsClient>, count: number): Promise<[number, number]> {
  const lags: number[] = [];
  for (let n = 0; n < count; n++) {
    const { petId } = await client.create(samplePet(n));
    const acknowledged = performance.now();
    while (!(await client.show(petId).catch(() => undefined))) await sleep(1);
    lags.push(performance.now() - acknowledged);
  }
  return [median(lags), quantile(lags, 0.99)];
}

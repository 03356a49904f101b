import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { eventBridge } from '../../src/projections/eventBridge.ts';
import { publishEntries } from '../../src/projections/publishEntries.ts';
import { publishPets } from '../../src/projections/publishPets.ts';
import { updatesOf } from '../support/history.ts';
import { recordOf } from '../support/streamRecords.ts';

// A bus that answers each request as a test has it do.
let server: Server;
let client: ReturnType<typeof eventBridge>;
let requests: { Detail: string }[][];
let resultOf: (detail: string, request: number) => object;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { Entries } = JSON.parse(Buffer.concat(chunks).toString()) as { Entries: { Detail: string }[] };
    requests.push(Entries);
    const results = Entries.map(({ Detail }) => resultOf(Detail, requests.length));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify({ Entries: results }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
  client = eventBridge({ endpoint: `http://127.0.0.1:${port}`, region: 'local', credentials });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  requests = [];
  resultOf = () => ({ EventId: 'e' });
});

const entries = ['a', 'b', 'c'].map((Detail) => ({ Source: 'pets', DetailType: 'PetCreated', Detail }));
const sent = () => requests.map((request) => request.map(({ Detail }) => Detail).join(''));
const unpublished = async (remainingMs: number) => {
  const outcome = await publishEntries(client, entries, () => remainingMs);
  return [...outcome.unpublished].map(({ Detail }) => Detail).join('');
};

test('entries that failed for now are sent again, they alone', async () => {
  resultOf = (detail, request) =>
    detail === 'b' && request < 3 ? { ErrorCode: 'ThrottlingException' } : { EventId: 'e' };
  expect(await unpublished(60_000)).toBe('');
  expect(sent()).toEqual(['abc', 'b', 'b']);
});

test('an entry that the bus will never take is sent once', async () => {
  resultOf = (detail) => (detail === 'b' ? { ErrorCode: 'NotAuthorizedForSourceException' } : { EventId: 'e' });
  expect(await unpublished(60_000)).toBe('b');
  expect(sent()).toEqual(['abc']);
});

test('nothing is sent without the time to wait for the answer', async () => {
  expect(await unpublished(5_000)).toBe('abc');
  // The time runs out between the beginning of an attempt and its requests.
  const left = [60_000];
  const outcome = await publishEntries(client, entries, () => left.shift() ?? 1_000);
  expect(outcome.unpublished.size).toBe(3);
  expect(sent()).toEqual([]);
});

test('of a batch, the lowest event that was not published is reported', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const events = updatesOf('rex', 4);
  const records = events.map(recordOf);
  resultOf = (detail) =>
    [2, 3].includes(JSON.parse(detail).metadata.version)
      ? { ErrorCode: 'NotAuthorizedForSourceException' }
      : { EventId: 'e' };
  const publish = publishPets({ client, bus: 'pets', personalData: false });
  expect(await publish({ Records: records }, { getRemainingTimeInMillis: () => 60_000 })).toEqual({
    batchItemFailures: [{ itemIdentifier: records[1]!.dynamodb!.SequenceNumber }],
  });
  expect(log).toHaveBeenCalledTimes(1);
  log.mockRestore();
});

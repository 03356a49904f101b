import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BUNDLES } from '../../infra/build/bundles.ts';
import { startBusServer } from '../../infra/local/startBusServer.ts';
import { petDetail } from '../../src/messages/petDetail.ts';
import { petEntry } from '../../src/messages/petEntry.ts';
import { eventBridge } from '../../src/projections/eventBridge.ts';
import { publishEntries } from '../../src/projections/publishEntries.ts';
import { useBus } from '../support/bus.ts';
import { updatesOf } from '../support/history.ts';
import { insertRecord, recordOf } from '../support/streamRecords.ts';

const testBus = useBus();
const events = updatesOf('rex', 25);
const records = events.map(recordOf);

/** Calls the bundle with a batch, with this much time left. */
async function publish(batch: DynamoDBRecord[], ms = 10_000): Promise<DynamoDBBatchResponse> {
  const { handler } = await import(`${BUNDLES}publishPets.mjs`);
  const deadline = Date.now() + ms;
  return handler({ Records: batch }, { getRemainingTimeInMillis: () => deadline - Date.now() });
}
const publishedVersions = () => testBus.published.map(({ detail }) => (detail.metadata as { version: number }).version);
const inOrder = (numbers: number[]) => numbers.toSorted((a, b) => a - b);
const allVersions = events.map(({ version }) => version);

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  testBus.published.length = 0;
  testBus.faults.clear();
  vi.restoreAllMocks();
});

describe('a batch', () => {
  test('is published, each event as its message', async () => {
    expect(await publish(records)).toEqual({ batchItemFailures: [] });
    const [first] = testBus.published;
    expect(first).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'PetCreated',
      source: 'pets',
      account: '000000000000',
      time: events[0]!.occurredAt.replace(/\.\d+/, ''),
      region: 'us-east-1',
      resources: [],
      detail: petDetail(events[0]!),
    });
    expect(inOrder(publishedVersions())).toEqual(allVersions);
  });

  test('whose entries fail in part is published all the same, the others not twice', async () => {
    testBus.faults.plan({ at: 'bus', kind: 'partial', next: 20, share: 0.3 });
    expect(await publish(records)).toEqual({ batchItemFailures: [] });
    expect(inOrder(publishedVersions())).toEqual(allVersions);
  });

  test('that the bus fails at first is published', async () => {
    testBus.faults.plan({ at: 'bus', kind: 'fail', next: 7 });
    expect(await publish(records)).toEqual({ batchItemFailures: [] });
    expect(inOrder(publishedVersions())).toEqual(allVersions);
  });

  test('that the bus answers too late for is published, perhaps twice', async () => {
    testBus.faults.plan({ at: 'bus', kind: 'delay', next: 1, ms: 1500 });
    expect(await publish(records.slice(0, 10))).toEqual({ batchItemFailures: [] });
    expect(inOrder([...new Set(publishedVersions())])).toEqual(allVersions.slice(0, 10));
  });

  test('that can not be published is reported from its first event on', async () => {
    testBus.faults.plan({ at: 'bus', kind: 'partial', next: 1_000_000, share: 1 });
    expect(await publish(records, 5_500)).toEqual({
      batchItemFailures: [{ itemIdentifier: records[0]!.dynamodb!.SequenceNumber }],
    });
    expect(publishedVersions()).toEqual([]);
    expect(console.error).toHaveBeenCalledWith(
      expect.objectContaining({ message: 'events were not published', events: 25 }),
    );
  });

  test('is not begun without the time to end it', async () => {
    expect(await publish(records, 4_000)).toEqual({
      batchItemFailures: [{ itemIdentifier: records[0]!.dynamodb!.SequenceNumber }],
    });
    expect(publishedVersions()).toEqual([]);
  });

  test('is published but for records that are no events, which are told of', async () => {
    expect(await publish([records[0]!, insertRecord({ petId: 'rex' }), records[2]!])).toEqual({
      batchItemFailures: [],
    });
    expect(inOrder(publishedVersions())).toEqual([1, 3]);
    expect(console.error).toHaveBeenCalledTimes(1);
  });
});

describe('entries', () => {
  const minute = () => 60_000;

  test('that the bus will never take are returned at once, and hold up no others', async () => {
    const entries = events.map((event) => petEntry(event.version === 12 ? 'elsewhere' : 'pets', event));
    const { unpublished, fault } = await publishEntries(eventBridge(), entries, minute);
    expect([...unpublished]).toEqual([entries[11]]);
    expect(String(fault)).toContain('InvalidArgument Event bus elsewhere does not exist.');
    expect(inOrder(publishedVersions())).toEqual(allVersions.filter((version) => version !== 12));
  });

  test('are published once the bus is back', async () => {
    const entries = events.map((event) => petEntry('pets', event));
    const { endpoint } = testBus.server;
    await testBus.server.stop();
    const published = publishEntries(eventBridge(), entries, minute);
    setTimeout(async () => {
      testBus.server = await startBusServer(testBus.bus, testBus.faults, Number(new URL(endpoint).port));
    }, 700);
    expect((await published).unpublished).toEqual(new Set());
    expect(inOrder(publishedVersions())).toEqual(allVersions);
  });
});

describe('the local bus refuses, as EventBridge does,', () => {
  const entry = petEntry('pets', events[0]!);
  const put = (...entries: object[]) => eventBridge().send(new PutEventsCommand({ Entries: entries }));

  test.each([
    ['a source of AWS', { Source: 'aws.ec2' }, 'NotAuthorizedForSourceException'],
    ['a missing source', { Source: undefined }, 'InvalidArgument'],
    ['a missing detail-type', { DetailType: '' }, 'InvalidArgument'],
    ['a detail-type that is too long', { DetailType: 'x'.repeat(129) }, 'InvalidArgument'],
    ['a missing detail', { Detail: undefined }, 'InvalidArgument'],
    ['a detail that is no JSON', { Detail: '{' }, 'MalformedDetail'],
    ['a detail that is no object', { Detail: '[]' }, 'MalformedDetail'],
    ['an unknown bus', { EventBusName: undefined }, 'InvalidArgument'],
  ])('an entry with %s, and takes the others', async (_, change, ErrorCode) => {
    const { FailedEntryCount, Entries } = await put(entry, { ...entry, ...change }, entry);
    expect({ FailedEntryCount, Entries }).toEqual({
      FailedEntryCount: 1,
      Entries: [
        { EventId: expect.any(String) },
        { ErrorCode, ErrorMessage: expect.any(String) },
        { EventId: expect.any(String) },
      ],
    });
    expect(testBus.published).toHaveLength(2);
  });

  test.each([
    ['no entries', []],
    ['11 entries', Array(11).fill(entry)],
    ['entries that all lack something', [{ ...entry, Source: undefined }]],
    ['too many bytes', Array(3).fill({ ...entry, Detail: JSON.stringify({ text: 'x'.repeat(90_000) }) })],
  ])('a request with %s', async (_, entries) => {
    await expect(put(...entries)).rejects.toMatchObject({ name: 'ValidationException' });
    expect(testBus.published).toHaveLength(0);
  });

  test('and takes its ARN for its name', async () => {
    const EventBusName = 'arn:aws:events:us-east-1:111122223333:event-bus/pets';
    expect(await put({ ...entry, EventBusName })).toMatchObject({ FailedEntryCount: 0 });
  });
});

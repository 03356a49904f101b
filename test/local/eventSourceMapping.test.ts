import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, test, vi } from 'vitest';
import { EventSourceMapping, remainderOf } from '../../infra/local/eventSourceMapping.ts';

const records = ['1', '2', '3', '4', '5'].map(
  (SequenceNumber) =>
    ({ dynamodb: { SequenceNumber, ApproximateCreationDateTime: Date.now() / 1000 } }) as unknown as DynamoDBRecord,
);
const numbers = (batch: DynamoDBRecord[]) => batch.map(({ dynamodb }) => dynamodb!.SequenceNumber!).join('');

// Lambda guide, "Implementing partial batch response with DynamoDB and Lambda".
describe('what a response leaves to be delivered again', () => {
  test.each([
    ['no response', undefined, []],
    ['null', null, []],
    ['an object without failures', {}, []],
    ['null failures', { batchItemFailures: null }, []],
    ['an empty list', { batchItemFailures: [] }, []],
    ['one failure: everything from it on', { batchItemFailures: [{ itemIdentifier: '3' }] }, ['345']],
    [
      'several failures: everything from the lowest on',
      { batchItemFailures: [{ itemIdentifier: '4' }, { itemIdentifier: '2' }] },
      ['2345'],
    ],
    ['an empty identifier: the whole batch', { batchItemFailures: [{ itemIdentifier: '' }] }, ['123', '45']],
    ['a null identifier: the whole batch', { batchItemFailures: [{ itemIdentifier: null }] }, ['123', '45']],
    ['a misnamed identifier: the whole batch', { batchItemFailures: [{ id: '3' }] }, ['123', '45']],
    ['an unknown identifier: the whole batch', { batchItemFailures: [{ itemIdentifier: '9' }] }, ['123', '45']],
  ])('%s', (_, response, left) => {
    expect(remainderOf(records, response).map(numbers)).toEqual(left);
  });
});

describe('delivery', () => {
  const options = { maxRecordAgeMs: 60_000, firstPauseMs: 1, longestPauseMs: 2 };
  async function run(invoke: (batch: string) => unknown, changes = {}) {
    const delivered: string[] = [];
    const givenUp: string[] = [];
    const checkpoints: string[] = [];
    const mapping = new EventSourceMapping(
      async (event) => {
        const batch = numbers((event as { Records: DynamoDBRecord[] }).Records);
        delivered.push(batch);
        return invoke(batch);
      },
      (batch) => givenUp.push(numbers(batch)),
      { ...options, ...changes },
    );
    for await (const checkpoint of mapping.deliver(records, new AbortController().signal)) checkpoints.push(checkpoint);
    return { delivered, givenUp, checkpoints };
  }

  test('a batch that succeeds is delivered once', async () => {
    expect(await run(() => undefined)).toEqual({ delivered: ['12345'], givenUp: [], checkpoints: ['5'] });
  });

  test('a poison record is isolated by bisecting, and holds up what follows until it is processed', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    let attempts = 0;
    const result = await run((batch) => {
      if (batch.includes('4') && ++attempts < 6) throw new Error('poison');
    });
    expect(result.delivered).toEqual(['12345', '123', '45', '4', '4', '4', '4', '5']);
    expect(result.checkpoints).toEqual(['3', '4', '5']);
    log.mockRestore();
  });

  test('a reported failure moves the checkpoint up to it', async () => {
    let failed = false;
    const result = await run(() => {
      if (failed) return { batchItemFailures: [] };
      failed = true;
      return { batchItemFailures: [{ itemIdentifier: '3' }] };
    });
    expect(result).toEqual({ delivered: ['12345', '345'], givenUp: [], checkpoints: ['2', '5'] });
  });

  test('records that are too old are given up, not delivered', async () => {
    const result = await run(() => undefined, { maxRecordAgeMs: -1 });
    expect(result).toEqual({
      delivered: [],
      givenUp: ['1', '2', '3', '4', '5'],
      checkpoints: ['1', '2', '3', '4', '5'],
    });
  });
});

import { expect, test } from 'vitest';
import { ConsumerTrace } from '../../infra/local/consumerTrace.ts';
import type { Invoke } from '../../infra/local/invoking.ts';
import type { DeliveryNews } from '../../src/client/news.ts';
import { historyOf } from '../support/history.ts';
import { recordOf } from '../support/streamRecords.ts';

const [first, second, third] = historyOf('pet', [
  { type: 'CreatePet', attributes: { name: 'Fido', type: 'dog' } },
  { type: 'UpdatePet', patch: { name: 'Rex' } },
  { type: 'DeletePet' },
]).map(recordOf);
const failing = (record: typeof first) => ({
  batchItemFailures: [{ itemIdentifier: record!.dynamodb!.SequenceNumber! }],
});

/** A trace of a consumer that answers in turn. */
function traceOf(...answers: (unknown | Error)[]) {
  const told: DeliveryNews[] = [];
  const trace = new ConsumerTrace('projectPets', (delivery) => told.push(delivery));
  const invoke: Invoke = async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const deliver = (...records: unknown[]) => trace.tracing(invoke)({ Records: records });
  const story = () =>
    told.map(({ records, attempt, error }) => [records.map(({ version }) => version), attempt, error]);
  return { trace, deliver, story };
}

test('a batch of which a part is taken is told as two deliveries', async () => {
  const { trace, deliver, story } = traceOf(failing(second), undefined);
  expect(await deliver(first, second, third)).toEqual(failing(second));
  const error = 'The function reported a record as failed; its log says why.';
  expect(trace.status()).toMatchObject({ delivered: 1, failures: 1, retrying: true, lastError: { message: error } });
  expect(trace.status().position).toMatchObject({ version: 1 });
  await deliver(second, third);
  expect(story()).toEqual([
    [[1], 1, null],
    [[2, 3], 1, error],
    [[2, 3], 2, null],
  ]);
  expect(trace.status()).toMatchObject({ delivered: 3, failures: 1, retrying: false, position: { version: 3 } });
});

test('the halves of a batch that failed are each at their second attempt, and what it threw is thrown on', async () => {
  const { deliver, story } = traceOf(new Error('out of order'), undefined, undefined);
  await expect(deliver(first, second)).rejects.toThrow('out of order');
  await deliver(first);
  await deliver(second);
  expect(story().slice(1)).toEqual([
    [[1], 2, null],
    [[2], 2, null],
  ]);
});

test('a record that was given up is not waited for', async () => {
  const { trace, deliver } = traceOf(new Error('poison'));
  await expect(deliver(first)).rejects.toThrow('poison');
  expect(trace.status().lagMs).toBeGreaterThan(0);
  trace.gaveUp([first!]);
  expect(trace.status()).toMatchObject({ delivered: 0, retrying: false, position: null, lagMs: null });
});

test('a record that is no event is counted, and has no place in what is told', async () => {
  const { trace, deliver, story } = traceOf(undefined);
  await deliver({ eventName: 'REMOVE', dynamodb: { SequenceNumber: '1', Keys: {} } });
  expect([story(), trace.status().delivered]).toEqual([[[[], 1, null]], 1]);
});

import { afterEach, expect, test, vi } from 'vitest';
import { fromQueue } from '../../src/consumer/fromQueue.ts';

const logged = vi.spyOn(console, 'error').mockReturnValue();
afterEach(() => logged.mockClear());
/** What was logged, with whether it had a stack. */
const lines = () => logged.mock.calls.map(([text, error]) => [text, error instanceof Error, String(error)]);
const queueEvent = (...bodies: string[]) => ({
  Records: bodies.map((body, index) => ({ messageId: `m${index}`, body })),
});

test('what is not taken is reported one by one', async () => {
  const taken: unknown[] = [];
  const handler = fromQueue(async (message) => {
    if (message === 2) throw new Error('no');
    taken.push(message);
  });
  expect(await handler(queueEvent('1', '2', '3'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  expect(taken).toEqual([1, 3]);
});

test('each failure is one line, and the first at a place has its stack', async () => {
  const handler = fromQueue(async (message) => {
    if (message === 'late') throw new TypeError('too late');
    throw new Error(`no ${message}\nand more`);
  });
  await handler(queueEvent('1', '2', '"late"'));
  await handler(queueEvent('3', '"late"'));
  expect(lines()).toEqual([
    ['The message m0 was not taken:', true, 'Error: no 1\nand more'],
    ['The message m1 was not taken:', false, 'Error: no 2'],
    ['The message m2 was not taken:', true, 'TypeError: too late'],
    ['The message m0 was not taken:', false, 'Error: no 3'],
    ['The message m1 was not taken:', false, 'TypeError: too late'],
  ]);
});

test('a body that is not JSON is told without it', async () => {
  const { batchItemFailures } = await fromQueue(async () => {})(queueEvent('{"notes": "secret'));
  expect(batchItemFailures).toHaveLength(1);
  expect(lines()).toEqual([['The message m0 was not taken:', true, 'UnexpectedMessage: the body must be JSON']]);
});

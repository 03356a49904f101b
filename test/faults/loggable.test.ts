import { expect, test } from 'vitest';
import { loggable } from '../../src/faults/loggable.ts';
import { Unavailable } from '../../src/faults/unavailable.ts';

test('of an error its name, message and stack are logged, and nothing that it carries', () => {
  const fault = Object.assign(new Error('the condition failed'), {
    Item: { notes: { S: 'private' } },
    $response: { headers: { authorization: 'secret' } },
  });
  expect(loggable(fault)).toEqual({ name: 'Error', message: 'the condition failed', stack: fault.stack });
  expect(JSON.stringify(loggable(fault))).not.toMatch(/private|secret/);
});

test('of an outage its cause is logged, in a line', () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { $metadata: { attempts: 3 } });
  expect(loggable(new Unavailable('DynamoDB is unavailable', { cause }))).toEqual({
    name: 'Unavailable',
    message: 'DynamoDB is unavailable',
    cause: 'Error: connect ECONNREFUSED',
  });
});

test('what is no error is logged as text', () => {
  expect(loggable('text')).toEqual({ name: 'unknown', message: 'text' });
});

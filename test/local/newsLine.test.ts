import { expect, test } from 'vitest';
import { newsLine } from '../../infra/local/newsLine.ts';
import type { CommandNews, DeliveryNews } from '../../src/client/news.ts';

const at = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const times = { startedAt: at, endedAt: at + 12.3 };
const record = {
  eventId: 'e',
  petId: 'rex',
  version: 2,
  type: 'PetUpdated',
  requestId: 'r',
  occurredAt: 't',
  pet: null,
};
const command: CommandNews = {
  requestId: 'r',
  method: 'PUT',
  path: '/pets/rex',
  status: 200,
  petId: 'rex',
  version: 2,
  ...times,
};
const delivery: DeliveryNews = { function: 'projectPets', attempt: 1, error: null, records: [record], ...times };

test('a change, with what it led to', () => {
  expect(newsLine({ type: 'command', data: command })).toBe('03:04:05  PUT /pets/rex  200  12 ms  rex v2');
  const refused = { ...command, path: '/pets/\u001b[2Jé', status: 404, version: null };
  expect(newsLine({ type: 'command', data: refused })).toBe('03:04:05  PUT /pets/?[2J?  404  12 ms');
});

test('a delivery, and one that failed', () => {
  expect(newsLine({ type: 'delivery', data: delivery })).toBe('03:04:05    projectPets  1 event  12 ms');
  const failed = { ...delivery, records: [record, record], attempt: 2, error: 'no table' };
  expect(newsLine({ type: 'delivery', data: failed })).toBe(
    '03:04:05    projectPets  2 events  12 ms  failed, attempt 2: no table',
  );
});

test('a message on the bus is not told: its delivery was', () => {
  const data = {
    eventId: 'e',
    petId: 'rex',
    version: 2,
    type: 'PetUpdated',
    source: 'pets',
    requestId: 'r',
    at,
    pet: null,
  };
  expect(newsLine({ type: 'message', data })).toBeUndefined();
});

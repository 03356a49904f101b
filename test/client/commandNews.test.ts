import { expect, test } from 'vitest';
import { commandNews } from '../../src/client/commandNews.ts';

const asked = (method: string, path: string, status: number, headers: Record<string, string> = {}) =>
  commandNews({
    requestId: 'r0',
    method,
    path,
    status,
    header: (name) => headers[name] ?? null,
    startedAt: 1,
    endedAt: 2,
  });
const common = { startedAt: 1, endedAt: 2 };

test('what a change did, by its answer', () => {
  expect(asked('POST', '/pets', 201, { location: '/dev/pets/rex', etag: '"1"', 'x-request-id': 'r1' })).toEqual({
    ...common,
    requestId: 'r1',
    method: 'POST',
    path: '/pets',
    status: 201,
    petId: 'rex',
    version: 1,
  });
  expect(asked('POST', '/pets/rex/restore?version=2', 200, { etag: '"4"' })).toMatchObject({
    petId: 'rex',
    version: 4,
  });
  expect(asked('DELETE', '/pets/rex', 204)).toMatchObject({ requestId: 'r0', petId: 'rex', version: null });
  expect(asked('POST', '/pets', 400)).toMatchObject({ petId: null, version: null });
});

test('what changes no pet is not told', () => {
  expect([asked('GET', '/pets/rex', 200), asked('POST', '/_local/faults', 200)]).toEqual([undefined, undefined]);
});

import { expect, test } from 'vitest';
import { createPet } from '../../src/commands/createPet.ts';
import { erasePersonalData } from '../../src/commands/erasePersonalData.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { memoryParts } from '../support/memoryParts.ts';

async function petWithNotes() {
  const parts = memoryParts();
  const body = JSON.stringify({ petId: 'rex', name: 'Rex', type: 'dog', notes: 'shy', ownerId: 'ann' });
  await createPet(parts)(gatewayEvent('POST /pets', { body }));
  return async (headers: Record<string, string>, rawQueryString = '') => {
    const changes = { pathParameters: { petId: 'rex' }, headers, rawQueryString };
    return parsed(await erasePersonalData(parts)(gatewayEvent('DELETE /pets/{petId}/personal-data', changes)));
  };
}

test('an erasure is of the version that If-Match names, and of no other', async () => {
  const erase = await petWithNotes();
  expect((await erase({ 'if-match': '"7"' })).status).toBe(412);
  const { status, body } = await erase({ 'if-match': '"1"' });
  expect(status).toBe(202);
  expect(body).not.toHaveProperty('notes');
});

test('only what is named is erased', async () => {
  const erase = await petWithNotes();
  const { body } = await erase({}, 'fields=notes');
  expect(body).toMatchObject({ ownerId: 'ann' });
  expect(body).not.toHaveProperty('notes');
});

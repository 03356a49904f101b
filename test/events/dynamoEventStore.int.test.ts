import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { dynamoEventStore } from '../../src/eventStore/dynamoEventStore.ts';
import { Unavailable } from '../../src/faults/unavailable.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { useEngine } from '../support/engine.ts';
import { historyOf, sealed, updatesOf } from '../support/history.ts';

const engine = useEngine();
const store = () => dynamoEventStore(engine.client, 'Events', petStream);
const collect = async (petId: string) => {
  const events: RecordedPetEvent[] = [];
  for await (const event of store().read(petId)) events.push(event);
  return events;
};

describe('append', () => {
  test('what is appended is read back unchanged, in order', async () => {
    const petId = randomUUID();
    const events = historyOf(petId, [
      {
        type: 'CreatePet',
        attributes: { name: 'Rex', type: 'dog', list: [1.5, null, { deep: ['🐕', -0.1, 1e-7] }], empty: '' },
      },
      { type: 'UpdatePet', patch: { breed: 'Pug' } },
      { type: 'DeletePet' },
    ]);
    for (const event of events) expect(await store().append(sealed(event))).toBe('appended');
    expect(await collect(petId)).toEqual(events);
    expect(await store().newest(petId)).toEqual(events[2]);
  });

  test('a version that another event holds is a conflict, and stays as it was', async () => {
    const petId = randomUUID();
    const [mine] = updatesOf(petId, 1);
    const [theirs] = updatesOf(petId, 1);
    expect(await store().append(sealed(theirs!))).toBe('appended');
    expect(await store().append(sealed(mine!))).toBe('version-conflict');
    expect(await collect(petId)).toEqual([theirs]);
  });

  test('its own event, met again after a lost reply, is success', async () => {
    const petId = randomUUID();
    const [first, second] = updatesOf(petId, 2);
    await store().append(sealed(first!));
    await store().append(sealed(second!));
    expect(await store().append(sealed(first!))).toBe('appended');
    expect(await collect(petId)).toEqual([first, second]);
  });

  test('a request that fails after it was carried out is success; one that was not carried out throws', async () => {
    const petId = randomUUID();
    const [event] = updatesOf(petId, 1);
    for (const carriedOut of [false, true]) {
      let replies = 0;
      const client = new Proxy(engine.client, {
        get(target, property) {
          if (property !== 'send') return Reflect.get(target, property);
          return async (command: PutCommand) => {
            const isWrite = replies++ === 0;
            if (isWrite && carriedOut) await target.send(command);
            if (isWrite) throw new Unavailable('the reply was lost');
            return target.send(command);
          };
        },
      });
      const appended = dynamoEventStore(client, 'Events', petStream).append(sealed(event!));
      if (carriedOut) await expect(appended).resolves.toBe('appended');
      else await expect(appended).rejects.toThrow(Unavailable);
    }
    expect(await collect(petId)).toEqual([event]);
  });
});

test('a pet without events has no newest one', async () => {
  expect(await store().newest('nobody')).toBeUndefined();
  expect(await collect('nobody')).toEqual([]);
});

test('a stream beyond one page of a query is read to its end', async () => {
  const petId = randomUUID();
  const events = historyOf(petId, [
    { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog', notes: 'n'.repeat(60_000) } },
    ...Array.from({ length: 24 }, (_, n) => ({ type: 'UpdatePet', patch: { visits: n } }) as const),
  ]);
  for (const event of events) await store().append(sealed(event));
  expect((await collect(petId)).map(({ version }) => version)).toEqual(events.map(({ version }) => version));
});

test('a broken item is named as such', async () => {
  const petId = randomUUID();
  await engine.client.send(new PutCommand({ TableName: 'Events', Item: { petId, version: 1 } }));
  await expect(store().newest(petId)).rejects.toThrow('not a stored event');
});

import { isDeepStrictEqual } from 'node:util';
import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import type { Ground } from './ground.ts';

export interface RepeatedKeys {
  keys: number;
  requests: number;
  created: number;
  pets: number;
  events: number;
  /** Keys whose answers differ from one another. */
  unlike: number;
}

/** Keys worked on at once. */
const AT_ONCE = 5;

/** Each key comes with the same creation so many times at once. */
export async function repeatedKeys({ service, client }: Ground, keys: number, times: number): Promise<RepeatedKeys> {
  const before = await eventsIn(client);
  const create = async (key: string) =>
    parsed(
      await service.invoke(
        'createPet',
        gatewayEvent('POST /pets', {
          body: JSON.stringify({ name: 'Fido', type: 'dog', key }),
          headers: { 'idempotency-key': key },
        }),
      ),
    );
  const answers: Awaited<ReturnType<typeof create>>[][] = [];
  for (let first = 0; first < keys; first += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, keys - first) }, (_, n) => `key-${first + n}`);
    answers.push(...(await Promise.all(some.map((key) => Promise.all(Array(times).fill(key).map(create))))));
  }
  const all = answers.flat();
  return {
    keys,
    requests: all.length,
    created: all.filter(({ status }) => status === 201).length,
    pets: new Set(all.map(({ body }) => (body as { petId?: string }).petId)).size,
    events: (await eventsIn(client)) - before,
    unlike: answers.filter((same) => same.some((answer) => !isDeepStrictEqual(unnamed(answer), unnamed(same[0]!))))
      .length,
  };
}

async function eventsIn(client: DynamoDBDocumentClient): Promise<number> {
  let events = 0;
  const pages = paginateScan({ client }, { TableName: 'Events', Select: 'COUNT' });
  for await (const { Count = 0 } of pages) events += Count;
  return events;
}

const unnamed = ({ status, body, headers: { 'x-request-id': _, ...headers } }: ReturnType<typeof parsed>) => ({
  status,
  body,
  headers,
});

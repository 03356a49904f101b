import { beforeAll, describe, expect, test } from 'vitest';
import type { FieldChange } from '../../src/domain/fieldChanges.ts';
import type { GatewayEvent } from '../../src/http/gatewayEvent.ts';
import { blamePet } from '../../src/queries/blamePet.ts';
import { petHistory } from '../../src/queries/petHistory.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { historyOf, sealed } from '../support/history.ts';
import { memoryParts } from '../support/memoryParts.ts';

// The history of a pet in memory, whose color changed with every event.
let call: (route: 'history' | 'blame', query?: string) => Promise<ReturnType<typeof parsed>>;
beforeAll(async () => {
  const parts = memoryParts();
  const colors = ['red', 'brown', 'grey', 'white', 'black'];
  const history = historyOf('rex', [
    { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog', color: 'none' } },
    ...colors.map((color) => ({ type: 'UpdatePet', patch: { color } }) as const),
  ]);
  for (const event of history) await parts.store.append(sealed(event));
  const handlers: Record<string, (event: GatewayEvent) => Promise<unknown>> = {
    history: petHistory(parts),
    blame: blamePet(parts),
  };
  call = async (route, rawQueryString = '') =>
    parsed(
      await handlers[route]!(
        gatewayEvent(`GET /pets/{petId}/${route}`, { pathParameters: { petId: 'rex' }, rawQueryString }),
      ),
    );
});

describe.each(['asc', 'desc'])('in the order %s', (order) => {
  test.each([1, 2, 4, 6])('pages of %i hold every event once, each with what it changed', async (limit) => {
    const seen: string[] = [];
    for (let query: string | undefined = `order=${order}&limit=${limit}`; query !== undefined; ) {
      expect(seen.length).toBeLessThan(6);
      const { headers, body } = await call('history', query);
      const { items } = body as { items: { version: number; changes: FieldChange[] }[] };
      for (const { version, changes } of items) {
        const { before, after } = changes.find(({ pointer }) => pointer === '/color')!;
        seen.push(`${version} ${before} ${after}`);
      }
      query = /\?(.*)>/.exec(String(headers.link ?? ''))?.[1];
    }
    const all = ['1 undefined none', '2 none red', '3 red brown', '4 brown grey', '5 grey white', '6 white black'];
    expect(seen).toEqual(order === 'asc' ? all : all.reverse());
  });
});

test('a field is blamed on the event that last set it', async () => {
  const { fields } = (await call('blame')).body as { fields: { pointer: string; version: number }[] };
  expect(fields.map(({ pointer, version }) => [pointer, version])).toEqual([
    ['/color', 6],
    ['/name', 1],
    ['/type', 1],
  ]);
});

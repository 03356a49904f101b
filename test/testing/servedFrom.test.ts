import { expect, test } from 'vitest';
import { messageRequests } from '../../src/consumer/messageRequests.ts';
import type { WholeMessage } from '../../src/consumer/wholeMessage.ts';
import { messageView } from '../../src/queries/messageView.ts';
import { petHistory } from '../../src/queries/petHistory.ts';
import { servedFrom } from '../../src/testing/servedFrom.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { historyOf, sealed } from '../support/history.ts';
import { memoryParts } from '../support/memoryParts.ts';

const history = historyOf('rex', [
  { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } },
  { type: 'UpdatePet', patch: { weightKg: 20 } },
  { type: 'DeletePet' },
  { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog', status: 'sold' } },
]);

test.each([
  [0, 2],
  [0, 100],
  [2, 1],
  [4, 1],
])('it answers what the service answers: behind version %i, at most %i', async (after, limit) => {
  const parts = memoryParts();
  for (const event of history) await parts.store.append(sealed(event));
  const { path } = messageRequests.ofPet('rex', after, limit);
  const reply = await petHistory(parts)(
    gatewayEvent('GET /pets/{petId}/history', {
      pathParameters: { petId: 'rex' },
      rawQueryString: path.split('?')[1]!,
    }),
  );
  const serve = servedFrom([history.map((event) => messageView(event) as unknown as WholeMessage)]);
  const { items } = (await (await serve(`http://pets.invalid${path}`)).json()) as { items: unknown };
  expect(items).toEqual((parsed(reply).body as { items: unknown }).items);
});

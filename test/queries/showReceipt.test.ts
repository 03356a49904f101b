import { beforeEach, expect, test } from 'vitest';
import { checkReceipt } from '../../src/log/checkReceipt.ts';
import { sequence } from '../../src/log/sequence.ts';
import { showReceipt } from '../../src/queries/showReceipt.ts';
import { testKey } from '../log/testKey.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { sealed, updatesOf } from '../support/history.ts';
import { memoryLogStore } from '../support/memoryLogStore.ts';
import { memoryParts } from '../support/memoryParts.ts';

const ORIGIN = 'log.example/1';
const key = testKey(ORIGIN);
let { store } = memoryParts();
let log = memoryLogStore();
beforeEach(async () => {
  ({ store } = memoryParts());
  log = memoryLogStore();
  for (const event of updatesOf('rex', 2)) await store.append(sealed(event));
});
const run = (lateLog = log) =>
  sequence(
    { origin: ORIGIN, idAttribute: 'petId', events: store, log: lateLog, signers: [key] },
    { now: Date.now(), lookBackMs: 0, hasTime: () => true },
  );
const show = async (version: string) =>
  parsed(
    await showReceipt({ store, log })(
      gatewayEvent('GET /pets/{petId}/history/{version}/receipt', { pathParameters: { petId: 'rex', version } }),
    ),
  );

test('a receipt is there once the log was signed with the event, and not before', async () => {
  expect(await show('1')).toMatchObject({ status: 404, body: { type: '/problems/receipt-not-ready' } });
  const fails = async () => {
    throw new Error('crashed');
  };
  await run();
  for (const event of updatesOf('misty', 1)) await store.append(sealed(event));
  for (const event of updatesOf('rex', 3).slice(2)) await store.append(sealed(event));
  // The event is in the log, and the signature was lost.
  await expect(run({ ...log, addCheckpoint: fails })).rejects.toThrow('crashed');
  expect(log.kept.places.has('rex 3')).toBe(true);
  expect(await show('3')).toMatchObject({ status: 404, body: { type: '/problems/receipt-not-ready' } });
  await run();
  const { status, body } = await show('3');
  expect(status).toBe(200);
  expect(checkReceipt(body, [key.vkey])).toMatchObject({ ok: true, leaf: { petId: 'rex', version: 3 } });
});

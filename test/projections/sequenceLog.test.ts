import type { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sequenceLog } from '../../src/projections/sequenceLog.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { testKey } from '../log/testKey.ts';
import { historyOf, sealed } from '../support/history.ts';
import { type MemoryEventStore, memoryEventStore } from '../support/memoryEventStore.ts';
import { memoryLogStore } from '../support/memoryLogStore.ts';

const ORIGIN = 'log.example/1';
const IN_TIME = { getRemainingTimeInMillis: () => 50_000 };
const printed: string[] = [];
const told: unknown[] = [];
beforeEach(() => {
  printed.length = 0;
  told.length = 0;
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'pets-service');
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'test');
  vi.spyOn(console, 'error').mockImplementation((line) => void told.push(line));
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function sequencer() {
  const events = memoryEventStore(petStream);
  const sent: PutEventsCommand['input'][] = [];
  const client = {
    async send({ input }: PutEventsCommand) {
      sent.push(input);
      return { Entries: input.Entries!.map(() => ({ EventId: '1' })) };
    },
  } as unknown as EventBridgeClient;
  const log = memoryLogStore();
  const parts = { origin: ORIGIN, idAttribute: 'petId', events, log, signers: [testKey(ORIGIN)], client, bus: 'pets' };
  return { events, sent, log, run: sequenceLog(parts) };
}

async function append(events: MemoryEventStore<RecordedPetEvent>, petId: string, count: number, at: number) {
  const updates = Array.from({ length: count - 1 }, (_, n) => ({ type: 'UpdatePet', patch: { n } }) as const);
  const creation = { type: 'CreatePet', attributes: { name: 'Fido', type: 'dog' } } as const;
  for (const event of historyOf(petId, [creation, ...updates], at)) await events.append(sealed(event));
}

test('an event that came late is met as far back as the run looks, in seconds', async () => {
  const { events, run } = sequencer();
  const now = Date.now();
  await append(events, 'new', 1, now);
  expect(await run({ lookBackSeconds: 0 }, IN_TIME)).toEqual({ size: 1, added: 1, refused: false });
  await append(events, 'late', 1, now - 60_000);
  expect(await run({ lookBackSeconds: 30 }, IN_TIME)).toMatchObject({ added: 0 });
  expect(await run({ lookBackSeconds: 90 }, IN_TIME)).toMatchObject({ added: 1, size: 2 });
});

test('a checkpoint is published once it was signed', async () => {
  const { events, sent, run } = sequencer();
  await run({ lookBackSeconds: 60 }, IN_TIME);
  expect(sent).toEqual([]);
  await append(events, 'a', 2, Date.now());
  await run({ lookBackSeconds: 60 }, IN_TIME);
  await run({ lookBackSeconds: 60 }, IN_TIME);
  expect(sent.map(({ Entries }) => JSON.parse(Entries![0]!.Detail!).data.size)).toEqual([2]);
});

test('a refusal is counted at each run, for the alarm, and told once, with what to do', async () => {
  const { events, run } = sequencer();
  await append(events, 'a', 2, Date.now());
  await run({ lookBackSeconds: 60 }, IN_TIME);
  events.stored.get('a')!.delete(2);
  await append(events, 'b', 1, Date.now());
  for (let n = 0; n < 3; n++) expect(await run({ lookBackSeconds: 60 }, IN_TIME)).toMatchObject({ refused: true });
  expect(printed.join('').match(/"LogRefusals":1/g)).toHaveLength(3);
  expect(told).toEqual([
    expect.objectContaining({ message: 'the log was not signed', next: 'see docs/runbook.md, "Refused log"' }),
  ]);
});

test('events that wait for one before them are counted, for the alarm', async () => {
  const { events, run } = sequencer();
  await append(events, 'a', 3, Date.now());
  events.stored.get('a')!.delete(2);
  await run({ lookBackSeconds: 60 }, IN_TIME);
  expect(printed.join('')).toContain('"HeldBackEvents":');
  expect(told).toEqual([{ message: 'the log lacks an event before this one', petId: 'a', version: 3 }]);
});

test.each([
  [20_001, 1_001],
  [20_000, 1_000],
])(
  'with %i ms left it adds %i of 1,001 events, and keeps the rest of the time for the checkpoint',
  async (left, size) => {
    const { events, run } = sequencer();
    for (let n = 0; n < 1_001; n++) await append(events, `pet-${n}`, 1, Date.now());
    const context = { getRemainingTimeInMillis: () => left };
    expect(await run({ lookBackSeconds: 60 }, context)).toMatchObject({ size, refused: false });
  },
);

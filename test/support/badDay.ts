import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBRecord } from 'aws-lambda';
import { busRule } from '../../infra/local/busRule.ts';
import type { BusEvent } from '../../infra/local/checkedEntries.ts';
import { EventBus } from '../../infra/local/eventBus.ts';
import { EventSourceMapping } from '../../infra/local/eventSourceMapping.ts';
import { FaultPlan } from '../../infra/local/faultPlan.ts';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import type { LoopbackServer } from '../../infra/local/loopbackServer.ts';
import { EVENT_BUS, setEnvironment } from '../../infra/local/setEnvironment.ts';
import { startBusServer } from '../../infra/local/startBusServer.ts';
import type { PetCommand } from '../../src/domain/decide.ts';
import { withoutPersonalData } from '../../src/messages/messageData.ts';
import { entryBytes, MAX_ENTRY_BYTES } from '../../src/messages/petEntry.ts';
import { petAfter, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { Consumer } from '../judge/consumer.ts';
import { historyOf } from './history.ts';
import { recordOf } from './streamRecords.ts';

export interface BadDay {
  events: number;
  /** How long the bus is away, each of the two times. */
  outageMs: number;
}

export interface BadDayReport {
  events: number;
  invocations: number;
  batchesRedelivered: number;
  requests: number;
  entries: number;
  entriesRefused: number;
  oversizeRequests: number;
  largestRequestBytes: number;
  /** Deliveries of events that had been delivered before. */
  duplicates: number;
  lost: number;
  petsUnlikeTheirFold: number;
}

const PETS_OF = 50;
const BATCH_SIZE = 100;
const NOTES = 'n'.repeat(50_000);

/**
 * Publishes events through the bundled publisher, delivered as an event source mapping does, to a bus that refuses 30 %
 * of the entries, answers some requests too late and others with 500, and goes away twice. A consumer that does what
 * docs/events.md says listens.
 */
export async function badDay({ events: count, outageMs }: BadDay): Promise<BadDayReport> {
  const histories = historiesOf(count);
  const consumer = new Consumer();
  const faults = new FaultPlan();
  for (let round = 0; round < count / 100; round++) {
    faults.plan({ at: 'bus', kind: 'partial', share: 0.3, next: 40 });
    faults.plan({ at: 'bus', kind: 'delay', ms: 1500 });
    faults.plan({ at: 'bus', kind: 'partial', share: 0.3, next: 40 });
    faults.plan({ at: 'bus', kind: 'fail', next: 4 });
  }
  const bus = new MeteredBus(EVENT_BUS);
  bus.addRule(busRule('consumer', { source: ['pets'] }, async (event) => consumer.receive(event as BusEvent)));
  let server: LoopbackServer = await startBusServer(bus, faults);
  const port = Number(new URL(server.endpoint).port);
  setEnvironment('http://127.0.0.1:1', true, server.endpoint);

  let published = 0;
  let back: Promise<void> = Promise.resolve();
  bus.watch((news) => {
    if (news.type !== 'published' || ++published % Math.ceil(count / 2.5) !== 0) return;
    back = server.stop().then(async () => {
      await new Promise((resolve) => setTimeout(resolve, outageMs));
      server = await startBusServer(bus, faults, port);
    });
  });

  let invocations = 0;
  const publishPets = await loadFunction('publishPets');
  const mapping = new EventSourceMapping(
    (batch) => {
      invocations++;
      return publishPets(batch);
    },
    () => {
      throw new Error('records were given up');
    },
    { maxRecordAgeMs: 3_600_000, firstPauseMs: 20, longestPauseMs: 500 },
  );
  const batches = batchesOf(interleaved(histories).map(recordOf));
  for (const batch of batches) for await (const _ of mapping.deliver(batch, new AbortController().signal));
  await back;
  await bus.settled();
  await server.stop();

  const events = histories.flat();
  return {
    events: events.length,
    invocations,
    batchesRedelivered: invocations - batches.length,
    ...bus.meter,
    duplicates: consumer.duplicates,
    lost: events.filter(({ eventId }) => !consumer.eventIds.has(eventId)).length,
    petsUnlikeTheirFold: histories.filter((history) => {
      const newest = history.at(-1)!;
      const fold = JSON.parse(JSON.stringify(petAfter(withoutPersonalData(newest))));
      return !isDeepStrictEqual(consumer.pets.get(newest.streamId), { version: newest.version, pet: fold });
    }).length,
  };
}

class MeteredBus extends EventBus {
  readonly meter = { requests: 0, entries: 0, entriesRefused: 0, oversizeRequests: 0, largestRequestBytes: 0 };

  override put(...[request, fault]: Parameters<EventBus['put']>): ReturnType<EventBus['put']> {
    const { Entries } = request as { Entries: Parameters<typeof entryBytes>[0][] };
    const bytes = Entries.reduce((total, entry) => total + entryBytes(entry), 0);
    const result = super.put(request, fault);
    this.meter.requests++;
    this.meter.entries += Entries.length;
    this.meter.entriesRefused += result.FailedEntryCount;
    this.meter.largestRequestBytes = Math.max(this.meter.largestRequestBytes, bytes);
    if (bytes > MAX_ENTRY_BYTES || Entries.length > 10) this.meter.oversizeRequests++;
    return result;
  }
}

/** Lives of pets, all alike but for their size: every tenth pet is near the largest that there can be. */
function historiesOf(count: number): RecordedPetEvent[][] {
  return Array.from({ length: Math.ceil(count / PETS_OF) }, (_, n) => {
    const attributes = { name: `Pet ${n}`, type: n % 2 ? 'dog' : 'cat', ...(n % 10 === 0 && { notes: NOTES }) };
    const commands = Array.from({ length: PETS_OF }, (_, step): PetCommand => {
      if (step % 20 === 0) return { type: 'CreatePet', attributes };
      if (step % 20 === 19) return { type: 'DeletePet' };
      return { type: 'UpdatePet', patch: { visits: step } };
    });
    return historyOf(`pet-${n}`, commands);
  });
}

/** Pets take turns, as they do in a stream. */
function interleaved(histories: RecordedPetEvent[][]): RecordedPetEvent[] {
  return Array.from({ length: PETS_OF }, (_, step) =>
    histories.flatMap((history) => history.slice(step, step + 1)),
  ).flat();
}

const batchesOf = (records: DynamoDBRecord[]): DynamoDBRecord[][] =>
  Array.from({ length: Math.ceil(records.length / BATCH_SIZE) }, (_, index) =>
    records.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE),
  );

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { historyFaults } from '../../judge/history.ts';
import { eventOfItem } from '../../judge/petEvent.ts';
import { statesOf } from '../../judge/petState.ts';
import { engineClient, scanItems } from '../../support/examinePet.ts';
import { Random } from '../random.ts';
import { afterwards, type QuietPet } from './afterwards.ts';
import { HistoryClients } from './clients.ts';
import { Deliveries } from './deliveries.ts';
import { FaultyConnections } from './faultyConnections.ts';
import { judgeHistory } from './judgeHistory.ts';
import { send } from './send.ts';
import { ServiceProcess } from './serviceProcess.ts';
import { endFaults, holdUpStreams, planFaults } from './streamFaults.ts';

/** What is killed (SIGKILL) and started again. */
export type Kill = 'service' | 'engine';

export interface RoundOptions {
  seed: number;
  /** A folder of the round's own, for data and messages. */
  folder: string;
  operations: number;
  clients: number;
  /** The kills, in their order, evenly among the operations. */
  kills: readonly Kill[];
  /** Whether the feed is read when all events are settled: seconds later. */
  waits: boolean;
}

/** What came of a round: numbers by group and name, and a sentence for each violation. */
export interface RoundReport {
  counts: Record<string, Record<string, number>>;
  violations: string[];
}

/** The share of connections that are harmed. */
const HARMED = 0.12;
/** A kill comes within this time after changes that the held up streams have to tell of. */
const HELD_UP_MS = 200;
/** No request is on its way any more by then: late ones are less late, and functions end within 10 s. */
const QUIET_MS = 500;

/** Starts a service, troubles it and its clients, lets it come to rest, and judges everything that was seen of it. */
export async function runRound({
  seed,
  folder,
  operations,
  clients,
  kills,
  waits,
}: RoundOptions): Promise<RoundReport> {
  const random = new Random(seed);
  const deliveries = new Deliveries(folder);
  await deliveries.prepare();
  const service = new ServiceProcess(join(folder, 'data'), ['--rule', deliveries.rule]);
  const connections = new FaultyConnections(random.fork(), HARMED, () => service.port);
  await Promise.all([service.start(), connections.start()]);
  try {
    const counts = { kills: {} as Record<string, number>, streams: {} as Record<string, number> };
    const host = `127.0.0.1:${service.port}`;
    const all = new HistoryClients(`h${seed}`, async (request, requestId) => {
      await service.up;
      return send(connections.port, host, request, { 'x-request-id': requestId });
    });
    const working = all.work(clients, operations, random.fork());
    const own = random.fork();
    for (const [index, kill] of kills.entries()) {
      await planFaults(service.url, own, counts.streams);
      await untilBegun(all, ((index + 1) * operations) / (kills.length + 1));
      await holdUpStreams(service.url, counts.streams);
      await untilChanged(all, 3, operations);
      await sleep(own.below(HELD_UP_MS));
      count(counts.kills, kill);
      await (kill === 'service' ? service.kill() : service.killEngine());
    }
    await planFaults(service.url, own, counts.streams);
    await working;
    connections.end();
    await sleep(QUIET_MS);
    await endFaults(service.url);

    const pets = await petsAtRest(service.engine);
    for (const { petId } of pets) await all.attempt({ kind: 'strong', petId });
    const { attempts } = all;
    await writeFile(join(folder, 'attempts.jsonl'), attempts.map((attempt) => JSON.stringify(attempt)).join('\n'));
    const violations = [
      ...pets.flatMap(({ petId, items }) => historyFaults(petId, items)),
      ...judgeHistory(attempts, new Map(pets.map(({ petId, events }) => [petId, events]))),
      ...(await afterwards(service.url, pets, waits)),
      ...(await deliveries.faults(pets)),
    ];
    const answers: Record<string, number> = {};
    for (const { answer } of attempts) count(answers, String(answer?.status ?? 'lost'));
    const events = pets.reduce((total, { events }) => total + events.length, 0);
    const { messages, repeated } = await deliveries.count();
    return {
      counts: {
        totals: {
          rounds: 1,
          operations: all.operations,
          requests: attempts.length,
          events,
          pets: pets.length,
          messages,
          repeated,
        },
        answers,
        'faults of connections': connections.counts,
        'faults of streams': counts.streams,
        kills: counts.kills,
        violations: violations.length > 0 ? { violations: violations.length } : {},
      },
      violations,
    };
  } finally {
    await connections.stop();
    await service.stop();
  }
}

/** Every pet that has events, as they are stored. */
async function petsAtRest(engine: string): Promise<(QuietPet & { items: Record<string, unknown>[] })[]> {
  const byPet = await scanItems(engineClient(engine));
  return [...byPet].map(([petId, items]) => {
    const events = items.map(eventOfItem);
    return { petId, items, events, states: statesOf(events) };
  });
}

async function untilBegun(clients: HistoryClients, operations: number): Promise<void> {
  while (clients.operations < operations) await sleep(5);
}

/** Until some more changes were acknowledged, or there are none to come. */
async function untilChanged(clients: HistoryClients, more: number, operations: number): Promise<void> {
  const enough = clients.changes + more;
  while (clients.changes < enough && clients.operations < operations) await sleep(2);
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test, vi } from 'vitest';
import { eventPattern } from '../../infra/local/eventPattern.ts';
import { EVENT_BUS, setEnvironment } from '../../infra/local/setEnvironment.ts';
import { eventsToReplay, type ReplayQuery, replayEvents } from '../../src/cli/replayEvents.ts';
import { openTarget, type Target } from '../../src/cli/target.ts';
import { toItem } from '../../src/eventStore/fromItem.ts';
import { petDetail } from '../../src/messages/petDetail.ts';
import { petsPattern } from '../../src/messages/petsPattern.ts';
import { eventBridge } from '../../src/projections/eventBridge.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { useBus } from '../support/bus.ts';
import { useEngine } from '../support/engine.ts';
import { eventsOf } from '../support/history.ts';
import { putEvents } from '../support/items.ts';
import { runCommand } from '../support/runCommand.ts';

const bus = useBus();
const engine = useEngine({ stream: false });

const START = Date.parse('2026-03-01T00:00:00Z');
const HOUR = 3_600_000;
/** Five pets, each changed once an hour, ten times. */
const histories = Array.from({ length: 5 }, (_, pet) =>
  eventsOf(
    `pet-${pet}`,
    Array.from({ length: 10 }, (_, n) => ({
      now: START + n * HOUR + pet,
      command:
        n === 0 ? { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } } : { type: 'UpdatePet', patch: { n } },
    })),
  ),
);
const all = histories.flat();
const REPLAY = { name: 'again', at: '2026-11-23T00:00:00.000Z' };

async function target(): Promise<Target> {
  setEnvironment(engine.endpoint, true, bus.server.endpoint);
  const tables = await openTarget({ endpoint: engine.endpoint, data: '' });
  return { ...tables, bus: { name: EVENT_BUS, client: eventBridge() } };
}
async function ids(query: ReplayQuery): Promise<string[]> {
  const found: string[] = [];
  for await (const { eventId } of eventsToReplay(await target(), query)) found.push(eventId);
  return found;
}
const idsOf = (events: typeof all) => events.map(({ eventId }) => eventId).sort();

test('a replay is of the events that it names, in the order of their ids', async () => {
  await putEvents(engine.client, all);
  const to = START + 5 * HOUR;
  expect(await ids({ from: 0 })).toEqual(idsOf(all));
  expect(await ids({ from: START + 2 * HOUR, to })).toEqual(
    idsOf(all.filter(({ occurredAt }) => Date.parse(occurredAt) >= START + 2 * HOUR && Date.parse(occurredAt) < to)),
  );
  expect(await ids({ from: 0, type: 'PetCreated' })).toEqual(idsOf(histories.map(([first]) => first!)));
  expect(await ids({ from: START + 7 * HOUR, petId: 'pet-2' })).toEqual(idsOf(histories[2]!.slice(7)));
  expect(await ids({ from: Date.now() + HOUR })).toEqual([]);
});

test('the command counts first; a day is its beginning in UTC, and a time window has a length', async () => {
  const run = (...args: string[]) => runCommand('replay', '--endpoint', engine.endpoint, ...args);
  const day = ['--from', '2026-03-01', '--to', '2026-03-02', '--json', '--dry-run'];
  const { code, stdout } = await run(...day);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    dryRun: true,
    events: 50,
    PetCreated: 5,
    PetUpdated: 45,
    PetDeleted: 0,
    PersonalDataErased: 0,
  });
  await expect(run('--from', '2026-03-02', '--to', '2026-03-02')).rejects.toThrow('--to must be later than --from.');
});

test('what is no event is left out, and holds up nothing', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const [, broken] = eventsOf('bad', [
    { now: START, command: { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } } },
    { now: START, command: { type: 'DeletePet' } },
  ]);
  await engine.client.send(
    new PutCommand({ TableName: 'Events', Item: { ...toItem(petStream, broken!), data: 'no object' } }),
  );
  expect(await ids({ from: 0 })).toEqual(idsOf(all));
  expect(log).toHaveBeenCalled();
  log.mockRestore();
});

test('events go out as pets.replay, a pet after its version, past entries that fail and from where it stopped', async () => {
  const told: string[] = [];
  const published = (_: number, lastEventId: string) => told.push(lastEventId);
  const options = { replay: REPLAY, rate: 20, published };
  bus.faults.plan({ at: 'bus', kind: 'partial', share: 0.3, next: 4 });

  // A run that dies after its second window, and one that goes on behind what was told.
  const dying = (events: number, lastEventId: string) => {
    published(events, lastEventId);
    if (told.length === 2) throw new Error('killed');
  };
  await expect(
    replayEvents(await target(), eventsToReplay(await target(), { from: 0 }), { ...options, published: dying }),
  ).rejects.toThrow('killed');
  await replayEvents(await target(), eventsToReplay(await target(), { from: 0 }, told[1]), options);

  expect(bus.published.map(({ source }) => source)).toEqual(all.map(() => 'pets.replay'));
  for (const history of histories) {
    const messages = bus.published.filter(
      ({ detail }) => (detail.metadata as { petId: string }).petId === history[0]!.streamId,
    );
    expect(messages.map(({ detail }) => detail)).toEqual(history.map((event) => petDetail(event, { replay: REPLAY })));
  }
});

test('a rule that does not ask for replays receives none', () => {
  const [plain, opting] = [eventPattern(petsPattern()), eventPattern(petsPattern({ replays: true }))];
  expect(bus.published.filter(plain)).toEqual([]);
  expect(bus.published.filter(opting)).toHaveLength(all.length);
});

test('it keeps to its rate', async () => {
  const start = performance.now();
  const events = eventsToReplay(await target(), { from: 0, petId: 'pet-0' });
  await replayEvents(await target(), events, { replay: REPLAY, rate: 20, published: () => {} });
  expect(performance.now() - start).toBeGreaterThanOrEqual(450);
});

import { setTimeout as sleep } from 'node:timers/promises';
import { Clients } from './clients.ts';
import { Faults, type Strike } from './faults.ts';
import { FaultyBus, type Message } from './faultyBus.ts';
import { INSTANCES } from './functionInstances.ts';
import { type Call, isSuccess } from './history.ts';
import { Network } from './network.ts';
import type { Plan } from './plan.ts';
import { Random } from './random.ts';
import { type StreamCounts, StreamSimulator } from './streamSimulator.ts';
import { type Commit, Table } from './table.ts';
import { type Place, runIn, VirtualClock } from './virtualTime.ts';
import type { World } from './world.ts';

/** Everything that is known of a run that is over. */
export interface Observation {
  run: string;
  plan: Plan;
  calls: Call[];
  commits: Commit[];
  trespasses: string[];
  messages: Message[];
  /** Every stored event and every row of the run's pets in the end, as stored. */
  stored: Map<string, Record<string, unknown>[]>;
  rows: Map<string, Record<string, unknown> | undefined>;
  /** The petIds that the lists hold in the end. */
  listed: string[];
  drained: boolean;
  faults: Strike[];
  /** Invocations whose requests came too late, without any fault. */
  late: Set<string>;
  stream: Record<StreamFunction, StreamCounts>;
  operations: Record<string, number>;
  steps: number;
}

const STREAM_FUNCTIONS = ['projectPets', 'publishPets'] as const;
type StreamFunction = (typeof STREAM_FUNCTIONS)[number];

/** The engine removes what has expired by its own clock: with these times it has not. */
const START = Date.UTC(2100, 0, 1);
/** Virtual time that streams have to come to rest in, once there are no more faults. */
const DRAIN_MS = 15 * 60_000;
const TYPES = ['dog', 'cat', 'rabbit'];

/** Runs a plan from its first operation until everything has come to rest. */
export async function simulate(world: World, plan: Plan): Promise<Observation> {
  const run = world.nextRun();
  const dice = new Random(plan.dice);
  const clock = new VirtualClock(START);
  const faults = new Faults(plan.faults, dice.fork());
  const place: Place = { clock, skewMs: 0, random: dice.fork().next };

  const table = new Table(world.engine.endpoint, world.stream, (records) => {
    runIn(place, () => {
      for (const stream of streams.values()) stream.push(records);
    });
  });
  const bus = new FaultyBus();
  const network = new Network(
    clock,
    dice.fork(),
    faults,
    {
      DynamoDB_20120810: table.carryOut,
      AWSEvents: bus.carryOut,
    },
    world.proxy.isInTransit,
  );
  world.proxy.receive((arrival) => {
    if (arrival.invocation.startsWith(`${run}-`)) network.arrive(arrival);
    else arrival.cut();
  });

  const instanceOf = dice.fork();
  const callFunction = (name: string, invocation: string, event: unknown) => {
    const instance = instanceOf.below(INSTANCES);
    return network.invocation(invocation, () =>
      runIn({ ...place, skewMs: plan.skews[instance]!, invocation }, () => world.instances(name, instance)(event)),
    );
  };
  const clients = new Clients(run, plan.operations, dice.fork(), () => network.step, callFunction);

  let deliveries = 0;
  const streams = new Map<StreamFunction, StreamSimulator>();
  runIn(place, () => {
    for (const name of STREAM_FUNCTIONS) {
      const invoke = (event: unknown) => callFunction(name, `${run}-${name}-${++deliveries}`, event);
      streams.set(name, new StreamSimulator(plan.stream, dice.fork(), invoke));
    }
  });
  const allStreams = [...streams.values()];

  await network.drive(runIn(place, () => clients.work()));
  faults.end();
  for (const stream of allStreams) stream.calm();
  const drained = () => allStreams.every((stream) => stream.drained);
  const comeToRest = async () => {
    for (const until = Date.now() + DRAIN_MS; !drained() && Date.now() < until; ) await sleep(50);
    // Requests that are still on their way come through.
    await sleep(5_000);
    for (const until = Date.now() + DRAIN_MS; !drained() && Date.now() < until; ) await sleep(50);
  };
  await network.drive(runIn(place, comeToRest));
  const petIds = [...new Set(table.commits.map(({ event }) => event.petId))];

  if (allStreams.some(({ counts }) => counts.expired > 0)) {
    const records = await world.recordsOf(petIds);
    runIn(place, () => {
      for (const stream of allStreams) stream.push(records);
    });
    await network.drive(runIn(place, comeToRest));
  }

  await network.drive(
    runIn(place, async () => {
      for (const [index, petId] of petIds.entries()) {
        for (const kind of ['show', 'showStrong'] as const) {
          const id = `${run}-end-${kind}${index}`;
          await clients.call({ kind, petId }, id, id);
        }
      }
    }),
  );
  const listed: string[] = [];
  await network.drive(
    runIn(place, async () => {
      for (const type of TYPES.map((type) => `${type} ${run}`)) listed.push(...(await listedOf(clients, run, type)));
    }),
  );

  return {
    run,
    plan,
    calls: clients.calls,
    commits: table.commits,
    trespasses: table.trespasses,
    messages: bus.messages,
    stored: await world.storedEvents(petIds),
    rows: await world.rows(petIds),
    listed,
    drained: drained(),
    faults: faults.struck,
    late: network.late,
    stream: Object.fromEntries([...streams].map(([name, { counts }]) => [name, counts])) as Observation['stream'],
    operations: network.operations,
    steps: network.step,
  };
}

/** All petIds of a list, page by page. */
async function listedOf(clients: Clients, run: string, type: string): Promise<string[]> {
  const petIds: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page === 0 || cursor; page++) {
    const id = `${run}-end-${type.split(' ')[0]}${page}`;
    const call = await clients.call({ kind: 'list', type, ...(cursor && { cursor }) }, id, id);
    if (!isSuccess(call)) return petIds;
    const { items, nextCursor } = call.answer!.body as { items: { petId: string }[]; nextCursor: string | null };
    petIds.push(...items.map(({ petId }) => petId));
    cursor = nextCursor ?? undefined;
  }
  return petIds;
}

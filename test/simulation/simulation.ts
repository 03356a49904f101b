import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBRecord } from 'aws-lambda';
import type { StreamFunction } from '../../src/functions.ts';
import { Clients } from './clients.ts';
import { Faults, type Strike } from './faults.ts';
import { FaultyBus, type Message } from './faultyBus.ts';
import { INSTANCES } from './functionInstances.ts';
import { type Call, isSuccess } from './history.ts';
import { Network } from './network.ts';
import { Operators, type RebuildCall } from './operators.ts';
import type { Plan } from './plan.ts';
import { Random } from './random.ts';
import { type StreamCounts, StreamSimulator } from './streamSimulator.ts';
import { type Commit, Table } from './table.ts';
import { type Place, runIn, VirtualClock } from './virtualTime.ts';
import type { Tired, World } from './world.ts';

/** Everything that is known of a run that is over. */
export interface Observation {
  plan: Plan;
  calls: Call[];
  commits: Commit[];
  trespasses: string[];
  deliveries: Delivery[];
  messages: Message[];
  rebuilds: RebuildCall[];
  /** Every stored event and every row in the end, as stored. */
  stored: Map<string, Record<string, unknown>[]>;
  rows: Map<string, Record<string, unknown> | undefined>;
  /** The petIds that the lists hold in the end. */
  listed: string[];
  drained: boolean;
  faults: Strike[];
  /** Invocations whose requests came too late, without any fault. */
  late: Set<string>;
  stream: Record<StreamFunction, StreamCounts>;
  /** The events that the publisher's stream gave up. */
  unpublished: Set<string>;
  operations: Record<string, number>;
  steps: number;
}

/** A batch that a stream function was called with. */
export interface Delivery {
  invocation: string;
  begin: number;
  end: number;
  /** The records, by pet and version. */
  records: string[];
  /** What the function reported, or why it did not. */
  answer: unknown;
  failure?: string;
}

/** The engine removes what has expired by its own clock: with these times it has not. */
const START = Date.UTC(2100, 0, 1);
/** Virtual time that streams have to come to rest in, once there are no more faults. */
const DRAIN_MS = 15 * 60_000;
const TYPES = ['dog', 'cat', 'rabbit'];

/** Runs a plan from its first operation until everything has come to rest, and what streams gave up is repaired. */
export async function simulate(world: World, plan: Plan): Promise<Observation> {
  const dice = new Random(plan.dice);
  const clock = new VirtualClock(START);
  const faults = new Faults(plan.faults, dice.fork());
  const place: Place = { clock, skewMs: 0, random: dice.fork().next };

  const table = new Table(world.engine.endpoint, world.stream, (records) => {
    runIn(place, () => {
      for (const stream of allStreams) stream.push(records);
    });
  });
  const bus = new FaultyBus();
  const backends = { DynamoDB_20120810: table.carryOut, AWSEvents: bus.carryOut };
  const network = new Network(clock, dice.fork(), faults, backends, world.proxy.isInTransit);
  world.proxy.receive((arrival) => network.arrive(arrival));

  const instances = dice.fork();
  const calledAs = new Map<string, Pick<Tired, 'name' | 'instance'>>();
  const callFunction = (name: string, invocation: string, event: unknown) => {
    const instance = instances.below(INSTANCES);
    calledAs.set(invocation, { name, instance });
    const own = { clock, skewMs: plan.skews[instance]!, random: instances.fork().next, invocation };
    return network.invocation(invocation, () => runIn(own, () => world.instances(name, instance)(event)));
  };
  const clients = new Clients(plan.operations, dice.fork(), () => network.step, callFunction);
  const operators = new Operators(world.bus, callFunction);

  const deliveries: Delivery[] = [];
  const deliver = async (name: StreamFunction, event: unknown) => {
    const { Records } = event as { Records: DynamoDBRecord[] };
    const invocation = `${name}-${deliveries.length}`;
    const delivery: Delivery = { invocation, begin: network.step, end: 0, records: Records.map(named), answer: null };
    deliveries.push(delivery);
    try {
      delivery.answer = await callFunction(name, invocation, event);
      return delivery.answer;
    } catch (error) {
      delivery.failure = String(error);
      throw error;
    } finally {
      delivery.end = network.step;
    }
  };
  const streamTo = (name: StreamFunction) =>
    runIn(place, () => new StreamSimulator(plan.stream, dice.fork(), (event) => deliver(name, event)));
  const streams = { projectPets: streamTo('projectPets'), publishPets: streamTo('publishPets') };
  const allStreams = Object.values(streams);

  const drive = (work: () => Promise<unknown>) => network.drive(runIn(place, work));
  await drive(() => Promise.all([clients.work(), operators.rebuildAfter(plan.rebuildsAfterMs)]));
  faults.end();
  for (const stream of allStreams) stream.calm();
  const drained = () => allStreams.every((stream) => stream.drained);
  await drive(async () => {
    for (const until = Date.now() + DRAIN_MS; !drained() && Date.now() < until; ) await sleep(50);
    // Requests that are still on their way come through.
    await sleep(5_000);
    for (const until = Date.now() + DRAIN_MS; !drained() && Date.now() < until; ) await sleep(50);
  });

  if (streams.projectPets.givenUp.size > 0) await drive(() => operators.check());
  const unpublished = streams.publishPets.givenUp;
  if (unpublished.size > 0) {
    const items = table.commits.filter(({ event }) => unpublished.has(event.eventId)).map(({ item }) => item);
    const own = { ...place, invocation: 'replay' };
    await drive(() => network.invocation('replay', () => runIn(own, () => operators.replay(items))));
  }

  const petIds = [...new Set(table.commits.map(({ event }) => event.petId))];
  const listed: string[] = [];
  await drive(async () => {
    for (const [index, petId] of petIds.entries()) {
      for (const kind of ['show', 'showStrong'] as const) {
        const id = `end-${kind}${index}`;
        await clients.call({ kind, petId }, id, id);
      }
    }
    for (const type of TYPES) listed.push(...(await listedOf(clients, type)));
  });
  await world.rest([...network.retryCosts].map(([invocation, cost]) => ({ ...calledAs.get(invocation)!, cost })));

  return {
    plan,
    calls: clients.calls,
    commits: table.commits,
    trespasses: table.trespasses,
    deliveries,
    messages: bus.messages,
    rebuilds: operators.rebuilds,
    stored: await world.storedEvents(petIds),
    rows: await world.rows(petIds),
    listed,
    drained: drained(),
    faults: faults.struck,
    late: network.late,
    stream: { projectPets: streams.projectPets.counts, publishPets: streams.publishPets.counts },
    unpublished,
    operations: network.operations,
    steps: network.step,
  };
}

const named = ({ dynamodb }: DynamoDBRecord): string =>
  `${dynamodb!.NewImage!.petId!.S} ${dynamodb!.NewImage!.version!.N}`;

/** All petIds of a list, page by page. */
async function listedOf(clients: Clients, type: string): Promise<string[]> {
  const petIds: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page === 0 || cursor; page++) {
    const id = `end-${type}${page}`;
    const call = await clients.call({ kind: 'list', type, ...(cursor && { cursor }) }, id, id);
    if (!isSuccess(call)) return petIds;
    const { items, nextCursor } = call.answer!.body as { items: { petId: string }[]; nextCursor: string | null };
    petIds.push(...items.map(({ petId }) => petId));
    cursor = nextCursor ?? undefined;
  }
  return petIds;
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { createTables } from '../../infra/local/createTables.ts';
import { type Engine, startEngine } from '../../infra/local/engine.ts';
import { setEnvironment } from '../../infra/local/setEnvironment.ts';
import { wholeShard } from '../../src/eventStore/streamCatalog.ts';
import { eventBridge } from '../../src/projections/eventBridge.ts';
import { rebuildTasks } from '../../src/projections/rebuildTask.ts';
import { gatewayEvent } from '../support/gatewayEvent.ts';
import { updatesOf } from '../support/history.ts';
import { recordOf } from '../support/streamRecords.ts';
import { type Arrival, carryOutAt, type FaultProxy, startFaultProxy } from './faultProxy.ts';
import { FaultyBus } from './faultyBus.ts';
import { INSTANCES, type Instances, loadInstances } from './functionInstances.ts';
import { StreamReader } from './streamReader.ts';
import { installVirtualTime, runIn, VirtualClock } from './virtualTime.ts';

type Item = Record<string, unknown>;

/** An instance whose SDK has less of its retry quota left, and by how much at most. */
export interface Tired {
  name: string;
  instance: number;
  cost: number;
}

/** What many runs share: a proxy, and the functions behind it, that stay warm as on Lambda. Each has empty tables. */
export class World {
  engine!: Engine;
  stream!: StreamReader;
  instances!: Instances;
  readonly proxy: FaultProxy;
  /** The event bus, as the commands reach it. */
  bus!: EventBridgeClient;
  private client!: DynamoDBDocumentClient;

  private constructor(proxy: FaultProxy) {
    this.proxy = proxy;
  }

  /** Starts everything, with the functions of a folder of bundles. */
  static async start(bundles: string): Promise<World> {
    installVirtualTime();
    // The stack of every simulated fault would be looked up in the source maps.
    process.setSourceMapsEnabled(false);
    const world = new World(await startFaultProxy());
    setEnvironment(world.proxy.endpoint, true, world.proxy.endpoint);
    world.bus = eventBridge();
    world.instances = await loadInstances(bundles);
    await world.startEngine();
    await world.warmUp();
    return world;
  }

  /** Begins a run: what earlier ones left would make the same seed another run. */
  async emptyTables(): Promise<void> {
    await this.engine.stop();
    await this.startEngine();
  }

  /**
   * Ends a run: after many failures the SDK in a function stops to retry, and each request that succeeds gives one of its
   * quota back. Here so many do that the next run finds every instance as the first one did.
   */
  async rest(tired: readonly Tired[]): Promise<void> {
    this.proxy.receive((arrival) => arrival.reply({ status: 200, body: '{}' }));
    const place = { clock: new VirtualClock(0), skewMs: 0, random: () => 0 };
    const restOf = async ({ name, instance, cost }: Tired) => {
      const invoke = this.instances(name, instance);
      // Not everything is an answer that a function can use, but it is one.
      for (let left = cost; left > 0; left--) await invoke(CALLS[name]).catch(() => {});
    };
    await runIn(place, () => Promise.all(tired.map(restOf)));
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.engine.stop();
  }

  /** All of the pets' events, as they are stored. */
  async storedEvents(petIds: readonly string[]): Promise<Map<string, Item[]>> {
    const stored = new Map<string, Item[]>();
    for (const petId of petIds) {
      const { Items = [] } = await this.client.send(
        new QueryCommand({
          TableName: 'Events',
          KeyConditionExpression: 'petId = :petId',
          ExpressionAttributeValues: { ':petId': petId },
        }),
      );
      stored.set(petId, Items);
    }
    return stored;
  }

  async rows(petIds: readonly string[]): Promise<Map<string, Item | undefined>> {
    const rows = new Map<string, Item | undefined>();
    for (const petId of petIds) {
      const { Item } = await this.client.send(new GetCommand({ TableName: 'Pets', Key: { petId } }));
      rows.set(petId, Item);
    }
    return rows;
  }

  private async startEngine(): Promise<void> {
    this.engine = await startEngine();
    const client = new DynamoDBClient({ endpoint: this.engine.endpoint });
    this.client = DynamoDBDocumentClient.from(client);
    await createTables(client);
    this.stream = await StreamReader.open(this.engine.endpoint, 'Events');
  }

  /** A function's first call reads files; later ones do nothing but compute and send. */
  private async warmUp(): Promise<void> {
    const bus = new FaultyBus();
    const carryOut = (arrival: Arrival) =>
      arrival.target.startsWith('AWSEvents') ? bus.carryOut(arrival, 0) : carryOutAt(this.engine.endpoint, arrival);
    this.proxy.receive((arrival) => void carryOut(arrival).then(arrival.reply));
    for (let instance = 0; instance < INSTANCES; instance++) {
      for (const [name, event] of Object.entries(CALLS)) await this.instances(name, instance)(event);
    }
    await this.stream.read();
  }
}

const body = '{"petId":"warm","name":"a","type":"b"}';
const pathParameters = { petId: 'warm' };
const Records = updatesOf('warm', 1).map(recordOf);

/** A call of each function that sends at least one request. */
const CALLS: Record<string, unknown> = {
  createPet: gatewayEvent('POST /pets', { body }),
  updatePet: gatewayEvent('PATCH /pets/{petId}', { body, pathParameters }),
  deletePet: gatewayEvent('DELETE /pets/{petId}', { pathParameters }),
  restorePet: gatewayEvent('POST /pets/{petId}/restore', { pathParameters }),
  showPet: gatewayEvent('GET /pets/{petId}', { pathParameters }),
  listPets: gatewayEvent('GET /pets'),
  projectPets: { Records },
  publishPets: { Records },
  rebuildPets: rebuildTasks([wholeShard('0')], ['Pets'], {
    reconcile: false,
    dryRun: false,
    force: false,
    maxWriteUnits: null,
    segments: 1,
  })[0],
};

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { createTables } from '../../infra/local/createTables.ts';
import { type Engine, startEngine } from '../../infra/local/engine.ts';
import { setEnvironment } from '../../infra/local/environment.ts';
import { gatewayEvent } from '../support/gatewayEvent.ts';
import { insertRecord } from '../support/streamRecords.ts';
import { type Arrival, carryOutAt, type FaultProxy, startFaultProxy } from './faultProxy.ts';
import { FaultyBus } from './faultyBus.ts';
import { INSTANCES, type Instances, loadInstances } from './functionInstances.ts';
import { StreamReader } from './streamReader.ts';
import { installVirtualTime } from './virtualTime.ts';

type Item = Record<string, unknown>;

/** The engine keeps all stream records, and gets slower with them. */
const RUNS_OF_AN_ENGINE = 100;

/** What many runs share: an engine, a proxy before it, and the functions, that stay warm as on Lambda. */
export class World {
  engine!: Engine;
  stream!: StreamReader;
  instances!: Instances;
  readonly proxy: FaultProxy;
  private client!: DynamoDBDocumentClient;
  private runs = 0;

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
    world.instances = await loadInstances(bundles);
    await world.startEngine();
    await world.warmUp();
    return world;
  }

  /** A name for a run, by which its pets, requests and keys differ from those of all others. */
  nextRun(): string {
    return `run${++this.runs}`;
  }

  /** A fresh engine, now and then. To be called between runs. */
  async recycle(): Promise<void> {
    if (this.runs === 0 || this.runs % RUNS_OF_AN_ENGINE !== 0) return;
    await this.engine.stop();
    await this.startEngine();
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

  /** The pets' events once more, as records of a stream. */
  async recordsOf(petIds: readonly string[]): Promise<DynamoDBRecord[]> {
    return [...(await this.storedEvents(petIds)).values()].flat().map(insertRecord);
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
    const body = '{"petId":"warm","name":"a","type":"b"}';
    const pathParameters = { petId: 'warm' };
    for (let instance = 0; instance < INSTANCES; instance++) {
      await this.instances('createPet', instance)(gatewayEvent('POST /pets', { body }));
      for (const [name, routeKey] of WARM_CALLS)
        await this.instances(name, instance)(gatewayEvent(routeKey, { body, pathParameters }));
      const Records = await this.recordsOf(['warm']);
      for (const name of ['projectPets', 'publishPets']) await this.instances(name, instance)({ Records });
    }
    await this.stream.read();
  }
}

const WARM_CALLS = [
  ['updatePet', 'PATCH /pets/{petId}'],
  ['deletePet', 'DELETE /pets/{petId}'],
  ['restorePet', 'POST /pets/{petId}/restore'],
  ['showPet', 'GET /pets/{petId}'],
  ['listPets', 'GET /pets'],
] as const;

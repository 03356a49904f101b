import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Command } from 'commander';
import { LOCAL_SERVICE_FILE, type LocalService } from '../client/localService.ts';
import { stackNameOf } from '../config.ts';
import { exactNumber } from '../dynamo/exactNumber.ts';
import { Meter } from '../dynamo/meter.ts';
import { dynamoEventFeed } from '../eventStore/dynamoEventFeed.ts';
import { dynamoEventStore } from '../eventStore/dynamoEventStore.ts';
import { dynamoStreamCatalog } from '../eventStore/dynamoStreamCatalog.ts';
import { dynamoLogStore } from '../log/dynamoLogStore.ts';
import type { LogStore } from '../log/logStore.ts';
import { dynamoRowStore } from '../projections/dynamoRowStore.ts';
import { eventBridge } from '../projections/eventBridge.ts';
import { petProjections } from '../projections/petProjections.ts';
import { loggedOddity, type Oddity, type RebuildContext } from '../projections/rebuildContext.ts';
import type { Verifiable } from '../projections/verifyStream.ts';
import { type PetEventFeed, type PetEventStore, petStream, type RecordedPetEvent } from '../streams/petStream.ts';
import { type Table, tables } from '../tables.ts';

/** The tables that a command works on. */
export interface Target extends Verifiable<RecordedPetEvent> {
  client: DynamoDBDocumentClient;
  store: PetEventStore & PetEventFeed;
  /** The name of a table here. */
  nameOf(table: Pick<Table, 'localName'>): string;
  eventsTable: string;
  /** The event bus; unknown if only an engine was named. */
  bus?: { name: string; client: EventBridgeClient };
  /** The log; unknown if only an engine was named. */
  log?: { origin: string; log: LogStore };
  /** The ARN of the state machine that rebuilds, on AWS. */
  rebuildMachine?: string;
}

export interface TargetOptions {
  stage?: string;
  endpoint?: string;
  data: string;
}

/** A mistake in the command, or something that is not there: told without a stack. */
export class CommandFailure extends Error {}

/** Gives a command the options that name its tables. */
export function withTarget(command: Command): Command {
  return command
    .option('--stage <name>', 'the tables of a stage on AWS, with the credentials and region of the AWS tools')
    .option('--endpoint <url>', 'the tables of a DynamoDB engine on this machine')
    .option('--data <folder>', 'the tables of the local service that runs on this data folder', '.data');
}

/** Finds the tables: those of a stage, of an engine, or of the local service that runs. */
export async function openTarget({ stage, endpoint, data }: TargetOptions): Promise<Target> {
  if (stage !== undefined && endpoint !== undefined) throw new CommandFailure('Give --stage or --endpoint, not both.');
  if (stage !== undefined) {
    const outputs = await outputsOf(stackNameOf(stage));
    const { EventBus, LogOrigin, RebuildMachine } = outputs;
    return {
      ...targetOf(new DynamoDBClient(), ({ localName }) => outputs[`${localName}Table`] ?? '', LogOrigin),
      ...(EventBus !== undefined && { bus: { name: EventBus, client: eventBridge() } }),
      ...(RebuildMachine !== undefined && { rebuildMachine: RebuildMachine }),
    };
  }
  const local =
    endpoint === undefined ? runningOn(data) : { endpoint, embedded: false, bus: undefined, logOrigin: undefined };
  const keepCredentials = !local.embedded && process.env.AWS_ACCESS_KEY_ID !== undefined;
  const region = process.env.AWS_REGION ?? 'us-east-1';
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: local.endpoint, region, ...(!keepCredentials && { credentials }) });
  return {
    ...targetOf(client, ({ localName }) => localName, local.logOrigin),
    ...(local.bus && {
      bus: { name: local.bus.name, client: eventBridge({ endpoint: local.bus.endpoint, region, credentials }) },
    }),
  };
}

function targetOf(dynamoDb: DynamoDBClient, nameOf: Target['nameOf'], origin: string | undefined): Target {
  const client = DynamoDBDocumentClient.from(dynamoDb, {
    marshallOptions: { removeUndefinedValues: true },
    unmarshallOptions: { wrapNumbers: exactNumber },
  });
  const eventsTable = nameOf(tables.events);
  const store = {
    ...dynamoEventStore(client, eventsTable, petStream),
    ...dynamoEventFeed(client, eventsTable, petStream),
  };
  const log = origin !== undefined && { origin, log: dynamoLogStore(client, nameOf(tables.log), origin) };
  return {
    client,
    store,
    nameOf,
    eventsTable,
    kind: petStream,
    ...(log && { log }),
    ...partsOf(client, nameOf, eventsTable, new Meter()),
  };
}

function partsOf(client: DynamoDBDocumentClient, nameOf: Target['nameOf'], eventsTable: string, meter: Meter) {
  return {
    catalog: dynamoStreamCatalog(client, eventsTable, petStream, meter),
    readModels: petProjections.map((projection) => ({
      projection,
      rows: dynamoRowStore(client, nameOf(projection.table), projection, meter),
    })),
  };
}

/** What a rebuild of the target works on, with a meter of its own. What it meets and does not mend is logged by default. */
export function rebuildContext(
  { client, nameOf, eventsTable }: Pick<Target, 'client' | 'nameOf' | 'eventsTable'>,
  report: (oddity: Oddity) => void = (oddity) => console.error(loggedOddity(petStream.idAttribute, oddity)),
): RebuildContext<RecordedPetEvent> {
  const meter = new Meter();
  return { ...partsOf(client, nameOf, eventsTable, meter), meter, report };
}

function runningOn(data: string): LocalService {
  try {
    return JSON.parse(readFileSync(join(data, LOCAL_SERVICE_FILE), 'utf8')) as LocalService;
  } catch {
    throw new CommandFailure(
      `No local service runs on the data in ${data}. Start one with npm start, or name another folder with --data, ` +
        'an engine with --endpoint, or a stage with --stage.',
    );
  }
}

async function outputsOf(stack: string): Promise<Record<string, string | undefined>> {
  // Loaded where it is needed: most commands are for this machine, and start sooner without it.
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const { Stacks } = await new CloudFormationClient().send(new DescribeStacksCommand({ StackName: stack }));
  const outputs = Object.fromEntries(
    (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  if (!outputs.EventsTable || !outputs.PetsTable)
    throw new CommandFailure(`The stack ${stack} has no outputs EventsTable and PetsTable.`);
  return outputs;
}

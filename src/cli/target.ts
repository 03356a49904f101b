import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Command, Option } from 'commander';
import { LOCAL_SERVICE_FILE, type LocalService } from '../client/localService.ts';
import { shardNumbers, stackNameOf } from '../config.ts';
import { exactNumber } from '../dynamo/exactNumber.ts';
import { Meter } from '../dynamo/meter.ts';
import { dynamoEventFeed } from '../eventStore/dynamoEventFeed.ts';
import { dynamoEventStore } from '../eventStore/dynamoEventStore.ts';
import { dynamoStreamCatalog } from '../eventStore/dynamoStreamCatalog.ts';
import type { CheckpointArchive } from '../log/checkpointArchive.ts';
import { dynamoLogStore } from '../log/dynamoLogStore.ts';
import type { LogStore } from '../log/logStore.ts';
import { dynamoRowStore } from '../projections/dynamoRowStore.ts';
import { eventBridge } from '../projections/eventBridge.ts';
import { onShards } from '../projections/onShards.ts';
import { petProjections } from '../projections/petProjections.ts';
import { loggedOddity, type Oddity, type RebuildContext } from '../projections/rebuildContext.ts';
import type { Verifiable } from '../projections/verifyStream.ts';
import { ONE_SHARD, type ShardNumbers, shardsEver, shardsNow } from '../shardNumbers.ts';
import { type PetEventFeed, type PetEventStore, petStream, type RecordedPetEvent } from '../streams/petStream.ts';
import { type Table, tables } from '../tables.ts';
import { originOption } from './originOption.ts';

/** The tables that a command works on. */
export interface Target extends Verifiable<RecordedPetEvent> {
  client: DynamoDBDocumentClient;
  store: PetEventStore & PetEventFeed;
  /** The numbers of shards that were in use. */
  shards: ShardNumbers;
  /** The name of a table here. */
  nameOf(table: Pick<Table, 'localName'>): string;
  eventsTable: string;
  /** How many shards were ever in use. */
  shardsEver: number;
  /** The event bus; unknown if only an engine was named. */
  bus?: { name: string; client: EventBridgeClient };
  /** The API, and who vouches for its callers; unknown if only an engine was named. */
  api?: { url: string; auth: string };
  /** The log; unknown if only an engine was named. */
  log?: TargetLog;
  /** The ARN of the state machine that rebuilds, on AWS. */
  rebuildMachine?: string;
}

export interface TargetLog {
  origin: string;
  log: LogStore;
  /** Where its checkpoints are kept beside it. */
  archive?: () => Promise<CheckpointArchive>;
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
    .addOption(
      new Option(
        '--stage <name>',
        'the tables of a stage on AWS, with the credentials and region of the AWS tools',
      ).conflicts(['endpoint', 'data']),
    )
    .addOption(
      new Option('--endpoint <url>', 'the tables of a DynamoDB engine on this machine')
        .argParser(originOption)
        .conflicts('data'),
    )
    .option('--data <folder>', 'the tables of the local service that runs on this data folder', '.data');
}

/** Finds the tables: those of a stage, of an engine, or of the local service that runs. */
export async function openTarget({ stage, endpoint, data }: TargetOptions): Promise<Target> {
  if (stage !== undefined) {
    const outputs = await outputsOf(stackNameOf(stage));
    const { EventBus, LogOrigin, LogCheckpoints = '', RebuildMachine, Shards, ApiUrl, Auth } = outputs;
    return {
      ...targetOf(
        new DynamoDBClient(),
        ({ localName }) => outputs[`${localName}Table`] ?? '',
        shardNumbers(Shards),
        LogOrigin && { origin: LogOrigin, bucket: LogCheckpoints },
      ),
      ...(EventBus !== undefined && { bus: { name: EventBus, client: eventBridge() } }),
      ...(ApiUrl !== undefined && { api: { url: ApiUrl, auth: Auth ?? 'iam' } }),
      ...(RebuildMachine !== undefined && { rebuildMachine: RebuildMachine }),
    };
  }
  const local =
    endpoint === undefined
      ? runningOn(data, 'an engine with --endpoint, or a stage with --stage')
      : { endpoint, embedded: false, bus: undefined, shards: undefined, logOrigin: undefined, checkpoints: undefined };
  const keepCredentials = !local.embedded && process.env.AWS_ACCESS_KEY_ID !== undefined;
  const region = process.env.AWS_REGION ?? 'us-east-1';
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: local.endpoint, region, ...(!keepCredentials && { credentials }) });
  return {
    ...targetOf(
      client,
      ({ localName }) => localName,
      shardNumbers(local.shards?.join()),
      local.checkpoints && {
        origin: local.logOrigin,
        bucket: local.checkpoints.bucket,
        s3: { endpoint: local.checkpoints.endpoint, region, credentials },
      },
    ),
    ...('url' in local && { api: { url: local.url, auth: 'none' } }),
    ...(local.bus && {
      bus: { name: local.bus.name, client: eventBridge({ endpoint: local.bus.endpoint, region, credentials }) },
    }),
  };
}

function targetOf(
  dynamoDb: DynamoDBClient,
  nameOf: Target['nameOf'],
  shards: ShardNumbers,
  named: { origin: string; bucket: string; s3?: S3ClientConfig } | '' | undefined,
): Target {
  const client = DynamoDBDocumentClient.from(dynamoDb, {
    marshallOptions: { removeUndefinedValues: true },
    unmarshallOptions: { wrapNumbers: exactNumber },
  });
  const eventsTable = nameOf(tables.events);
  const store = {
    ...dynamoEventStore(client, eventsTable, petStream, shardsNow(shards)),
    ...dynamoEventFeed(client, eventsTable, petStream, shardsEver(shards)),
  };
  const log = named && {
    origin: named.origin,
    log: dynamoLogStore(client, nameOf(tables.log), named.origin),
    archive: async () => {
      // Loaded where it is needed, as it is large.
      const { s3CheckpointArchive, s3Client } = await import('../log/s3CheckpointArchive.ts');
      return s3CheckpointArchive(s3Client(named.s3), named.bucket, named.origin);
    },
  };
  const tablesOf = { client, nameOf, eventsTable, shards };
  return { ...tablesOf, store, kind: petStream, ...(log && { log }), ...partsOf(tablesOf, new Meter()) };
}

type TablesOf = Pick<Target, 'client' | 'nameOf' | 'eventsTable'> & Partial<Pick<Target, 'shards'>>;

function partsOf({ client, nameOf, eventsTable, shards = ONE_SHARD }: TablesOf, meter: Meter) {
  return {
    shardsEver: shardsEver(shards),
    catalog: dynamoStreamCatalog(client, eventsTable, petStream, { meter, shards: shardsEver(shards) }),
    readModels: petProjections.map((projection) => ({
      projection: onShards(projection, shards),
      rows: dynamoRowStore(client, nameOf(projection.table), projection, meter),
    })),
  };
}

/** What a rebuild of the target works on, with a meter of its own. What it meets and does not mend is logged by default. */
export function rebuildContext(
  tablesOf: TablesOf,
  report: (oddity: Oddity) => void = (oddity) => console.error(loggedOddity(petStream.idAttribute, oddity)),
): RebuildContext<RecordedPetEvent> {
  const meter = new Meter();
  return { ...partsOf(tablesOf, meter), meter, report };
}

/** The local service that runs on a data folder. `others` are the options that name something else. */
export function runningOn(data: string, others: string): LocalService {
  try {
    return JSON.parse(readFileSync(join(data, LOCAL_SERVICE_FILE), 'utf8')) as LocalService;
  } catch {
    throw new CommandFailure(
      `No local service runs on the data in ${data}. Start one with npm start, or name another folder with --data, ${others}.`,
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

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Command } from 'commander';
import { eventBridge } from '../clients.ts';
import { exactNumber } from '../dynamo/exactNumber.ts';
import { dynamoEventStore } from '../eventStore/dynamoEventStore.ts';
import type { EventStore } from '../eventStore/eventStore.ts';
import { LOCAL_SERVICE_FILE, type LocalService } from '../localService.ts';
import { stackNameOf } from '../stackName.ts';
import { tables } from '../tables.ts';

/** The tables that a command works on. */
export interface Target {
  client: DynamoDBDocumentClient;
  store: EventStore;
  eventsTable: string;
  petsTable: string;
  /** The event bus; unknown where only an engine was named. */
  bus?: { name: string; client: EventBridgeClient };
  /** The ARN of the state machine that rebuilds, on AWS. */
  rebuildMachine?: string;
}

export interface TargetOptions {
  stage?: string;
  endpoint?: string;
  data: string;
}

/** A mistake of the one who typed the command, or something that is not there: told without a stack. */
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
    const { EventsTable, PetsTable, EventBus, RebuildMachine } = await outputsOf(stackNameOf(stage));
    return {
      ...target(new DynamoDBClient(), EventsTable, PetsTable),
      ...(EventBus !== undefined && { bus: { name: EventBus, client: eventBridge() } }),
      ...(RebuildMachine !== undefined && { rebuildMachine: RebuildMachine }),
    };
  }
  const { events, pets } = tables;
  const local = endpoint === undefined ? runningOn(data) : { endpoint, embedded: false, bus: undefined };
  const keepCredentials = !local.embedded && process.env.AWS_ACCESS_KEY_ID !== undefined;
  const region = process.env.AWS_REGION ?? 'us-east-1';
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: local.endpoint, region, ...(!keepCredentials && { credentials }) });
  return {
    ...target(client, events.localName, pets.localName),
    ...(local.bus && {
      bus: { name: local.bus.name, client: eventBridge({ endpoint: local.bus.endpoint, region, credentials }) },
    }),
  };
}

function target(dynamoDb: DynamoDBClient, eventsTable = '', petsTable = ''): Target {
  const client = DynamoDBDocumentClient.from(dynamoDb, {
    marshallOptions: { removeUndefinedValues: true },
    unmarshallOptions: { wrapNumbers: exactNumber },
  });
  return { client, store: dynamoEventStore(client, eventsTable), eventsTable, petsTable };
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

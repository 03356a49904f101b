import type { CommandParts } from './commands/carryOut.ts';
import { dynamoIdempotencyKeys } from './commands/dynamoIdempotencyKeys.ts';
import {
  listShards,
  publishesPersonalData,
  requireBusName,
  requireLogBucket,
  requireLogKeys,
  requireLogOrigin,
  requireTable,
  requireTableName,
  shardNumbers,
} from './config.ts';
import { dynamoDb } from './dynamo/dynamoDb.ts';
import { Meter } from './dynamo/meter.ts';
import type { RemoveParts } from './erasure/removePersonalData.ts';
import { dynamoEventFeed } from './eventStore/dynamoEventFeed.ts';
import { dynamoEventStore } from './eventStore/dynamoEventStore.ts';
import { dynamoLifeIndex } from './eventStore/dynamoLifeIndex.ts';
import { dynamoPersonalStore } from './eventStore/dynamoPersonalStore.ts';
import { dynamoStreamCatalog } from './eventStore/dynamoStreamCatalog.ts';
import { dynamoLogStore } from './log/dynamoLogStore.ts';
import { kmsClient, kmsSigner } from './log/kmsSigner.ts';
import { s3CheckpointArchive, s3Client } from './log/s3CheckpointArchive.ts';
import { dynamoRowStore } from './projections/dynamoRowStore.ts';
import { eventBridge } from './projections/eventBridge.ts';
import { onShards } from './projections/onShards.ts';
import { petProjections } from './projections/petProjections.ts';
import type { Row } from './projections/projection.ts';
import type { ProjectParts } from './projections/projectPets.ts';
import type { PublishParts } from './projections/publishPets.ts';
import { loggedOddity } from './projections/rebuildContext.ts';
import type { RebuildParts } from './projections/rebuildPets.ts';
import type { SequenceLogParts } from './projections/sequenceLog.ts';
import { writeRows } from './projections/writeRows.ts';
import type { AuditParts } from './queries/auditParts.ts';
import type { FeedParts } from './queries/listEvents.ts';
import type { ListParts } from './queries/listPets.ts';
import { livePetsReader } from './queries/livePets.ts';
import type { MessageParts } from './queries/messageView.ts';
import { pastPetsReader } from './queries/pastPets.ts';
import { petRowReader, type ShowParts } from './queries/petRowReader.ts';
import type { LogParts } from './queries/showLog.ts';
import type { ReceiptParts } from './queries/showReceipt.ts';
import { shardsEver, shardsNow } from './shardNumbers.ts';
import { petStream } from './streams/petStream.ts';

// The composition root: what functions are given, made from their environment. src/functions.ts says which role gets
// which of these; a function's bundle holds that one alone.

const petStore = (client = dynamoDb()) =>
  dynamoEventStore(client, requireTable('events'), petStream, shardsNow(shardNumbers()));

const petReadModels = () => petProjections.map((projection) => onShards(projection, shardNumbers()));

export function commandParts(): CommandParts {
  const client = dynamoDb();
  return { store: petStore(client), keys: dynamoIdempotencyKeys(client, requireTable('idempotency')) };
}

export function showParts(): ShowParts {
  const client = dynamoDb();
  return { store: petStore(client), rowOf: petRowReader(client, requireTable('pets')) };
}

export function listParts(): ListParts {
  const client = dynamoDb();
  const lives = dynamoLifeIndex(client, requireTable('events'), petStream, shardsEver(shardNumbers()));
  return {
    livePets: livePetsReader(client, requireTable('pets'), listShards()),
    pastPets: pastPetsReader(petStore(client), lives),
  };
}

export const auditParts = (): AuditParts & MessageParts => ({
  store: petStore(),
  personalData: publishesPersonalData(),
});

const petLog = (client = dynamoDb()) => dynamoLogStore(client, requireTable('log'), requireLogOrigin());

const petFeed = (client = dynamoDb()) =>
  dynamoEventFeed(client, requireTable('events'), petStream, shardsEver(shardNumbers()));

export function feedParts(): FeedParts {
  const client = dynamoDb();
  return {
    ...petFeed(client),
    ...petStore(client),
    log: petLog(client),
    personalData: publishesPersonalData(),
  };
}

export function receiptParts(): ReceiptParts {
  const client = dynamoDb();
  return { store: petStore(client), log: petLog(client) };
}

export const logParts = (): LogParts => ({ log: petLog() });

export function projectParts(): ProjectParts {
  const client = dynamoDb();
  const readModels = petReadModels().map((projection) => {
    const table = requireTableName(projection.table);
    return { projection, rows: { write: (rows: readonly Row[]) => writeRows(client, table, projection, rows) } };
  });
  return { readModels };
}

export function rebuildParts(): RebuildParts {
  const client = dynamoDb();
  const meter = new Meter();
  return {
    catalog: dynamoStreamCatalog(client, requireTable('events'), petStream, {
      meter,
      shards: shardsEver(shardNumbers()),
    }),
    readModels: petReadModels().map((projection) => ({
      projection,
      rows: dynamoRowStore(client, requireTableName(projection.table), projection, meter),
    })),
    meter,
    report: (oddity) => console.error(loggedOddity(petStream.idAttribute, oddity)),
  };
}

export function sequenceParts(): SequenceLogParts {
  const client = dynamoDb();
  const origin = requireLogOrigin();
  const kms = kmsClient();
  return {
    origin,
    idAttribute: petStream.idAttribute,
    events: {
      ...petFeed(client),
      ...dynamoStreamCatalog(client, requireTable('events'), petStream),
    },
    log: petLog(client),
    signers: requireLogKeys().map((key) => kmsSigner(kms, key)),
    archive: s3CheckpointArchive(s3Client(), requireLogBucket(), origin),
    client: eventBridge(),
    bus: requireBusName(),
  };
}

export function removeParts(): RemoveParts {
  const client = dynamoDb();
  const table = requireTable('events');
  return {
    store: petStore(client),
    feed: petFeed(client),
    personal: dynamoPersonalStore(client, table, petStream),
  };
}

export const publishParts = (): PublishParts => ({
  client: eventBridge(),
  bus: requireBusName(),
  personalData: publishesPersonalData(),
});

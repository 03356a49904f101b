import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { createTable, createTables } from '../../infra/local/createTables.ts';
import { type Engine, runningEngine, startEngine } from '../../infra/local/engine.ts';
import { setEnvironment } from '../../infra/local/setEnvironment.ts';
import { tables } from '../../src/tables.ts';

export interface TestEngine extends Engine {
  client: DynamoDBDocumentClient;
}

/**
 * An engine with the service's tables for one test file, in memory; `DYNAMODB_ENDPOINT` names another one. The
 * environment is set as the functions expect it, so that bundles may be imported. Without its stream, and
 * its index, the embedded engine takes large histories several times as fast; such tables are never those of another
 * engine. A file that counts what is there, or breaks it, is `alone` too.
 */
export function useEngine({ stream = true, index = true, alone = false } = {}): TestEngine {
  const engine = {} as TestEngine;
  beforeAll(async () => {
    const isShared = stream && index && !alone;
    const endpoint = isShared ? process.env.DYNAMODB_ENDPOINT : undefined;
    Object.assign(engine, endpoint ? runningEngine(endpoint) : await startEngine());
    setEnvironment(engine.endpoint, !endpoint);
    engine.client = DynamoDBDocumentClient.from(new DynamoDBClient(), {
      marshallOptions: { removeUndefinedValues: true },
    });
    const events = { ...tables.events, stream, ...(!index && { indexes: {} }) };
    if (!stream || !index) await createTable(new DynamoDBClient(), events);
    await createTables(new DynamoDBClient());
  });
  afterAll(() => engine.stop());
  return engine;
}

import { execFileSync } from 'node:child_process';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTables } from '../infra/local/createTables.ts';
import { startEngine } from '../infra/local/engine.ts';
import { setEnvironment } from '../infra/local/environment.ts';

const e = await startEngine();
setEnvironment(e.endpoint, true);
await createTables(new DynamoDBClient());
console.log(
  execFileSync('node', ['/tmp/probe/cold.mjs', ...process.argv.slice(2)], {
    env: { ...process.env, EP: e.endpoint },
  }).toString(),
);
await e.stop();
process.exit();

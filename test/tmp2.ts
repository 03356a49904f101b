import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createTables } from '../infra/local/createTables.ts';
import { startEngine } from '../infra/local/engine.ts';
import { setEnvironment } from '../infra/local/environment.ts';

const e = await startEngine();
setEnvironment(e.endpoint, true);
await createTables(new DynamoDBClient());
const run = async (name: string, conf: object, tweak: (c: DynamoDBClient) => void = () => {}) => {
  const c = new DynamoDBClient(conf);
  tweak(c);
  const d = DynamoDBDocumentClient.from(c);
  await d.send(
    new PutCommand({
      TableName: 'Pets',
      Item: { petId: 'a', version: 1, pet: { name: 'Fido', type: 'dog', tags: ['a', 'b'], weightKg: 3 } },
    }),
  );
  const one = async () => {
    await d.send(new GetCommand({ TableName: 'Pets', Key: { petId: 'a' } }));
  };
  for (let i = 0; i < 300; i++) await one();
  return { name, one, samples: [] as number[], cpu: 0 };
};
if (process.argv[2] === 'prof') {
  const x = await run('default', {});
  for (let i = 0; i < 6000; i++) await x.one();
  await e.stop();
  process.exit();
}
const strip = (c: DynamoDBClient) => {
  for (const n of ['loggerMiddleware', 'recursionDetectionMiddleware', 'getUserAgentMiddleware', 'userAgentMiddleware'])
    c.middlewareStack.remove(n);
};
const cases = [
  await run('default', {}),
  await run('timeouts', {
    requestHandler: { connectionTimeout: 500, requestTimeout: 1000, throwOnRequestTimeout: true },
  }),
  await run('stripped', {}, strip),
  await run('static endpoint', { endpoint: e.endpoint }),
  await run('attempts1', { maxAttempts: 1 }),
  await run('creds obj', { credentials: { accessKeyId: 'l', secretAccessKey: 'l' } }),
];
for (let r = 0; r < 12; r++)
  for (const c of cases) {
    const t = performance.now(),
      u = process.cpuUsage();
    for (let i = 0; i < 150; i++) await c.one();
    c.samples.push((performance.now() - t) / 150);
    const v = process.cpuUsage(u);
    c.cpu += (v.user + v.system) / 1000;
  }
for (const c of cases) {
  c.samples.sort((a, b) => a - b);
  console.log(c.name.padEnd(18), 'median ms', c.samples[6]!.toFixed(3), 'cpu ms', (c.cpu / 1800).toFixed(3));
}
const c = new DynamoDBClient({});
console.log(c.middlewareStack.identify());
await e.stop();
process.exit();

import { expect, test } from 'vitest';
import type { Settings } from '../../infra/aws/settings.ts';
import { type Stage, synthesize } from './synthesize.ts';

// The whole of what would be deployed, as it was reviewed: the stage dev, and what is otherwise in others. A change to
// infra/aws, src/tables.ts or src/functions.ts shows here line by line. Read it; then take it over with
// `npx vitest run test/aws/template.test.ts -u`.

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** A template without the content of bundles, the CDK's notes, and the dashboard's drawing. */
function reviewed(value: Json): Json {
  if (typeof value === 'string') return value.replace(/\b[0-9a-f]{64}\b/g, '<content>');
  if (Array.isArray(value)) return value.map(reviewed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => name !== 'Metadata' && name !== 'DashboardBody');
  return Object.fromEntries(entries.map(([name, one]) => [name, reviewed(one)]));
}

function templateOf(stage: Stage, settings?: Partial<Settings>): Json {
  const { Resources, Outputs } = synthesize(stage, settings && { settings }).template;
  return reviewed(JSON.parse(JSON.stringify({ Resources, Outputs })));
}

/** What one template has otherwise than another, by its place; null is what only the other has. */
function differences(value: Json | undefined, from: Json | undefined, place = ''): Record<string, Json> {
  if (JSON.stringify(value) === JSON.stringify(from)) return {};
  const isWithin = (one: Json | undefined) => typeof one === 'object' && one !== null && !Array.isArray(one);
  if (!isWithin(value) || !isWithin(from)) return { [place]: value ?? null };
  const [one, other] = [value, from] as Record<string, Json>[];
  const names = [...new Set([...Object.keys(one!), ...Object.keys(other!)])];
  return Object.assign({}, ...names.map((name) => differences(one![name], other![name], `${place}/${name}`)));
}

const dev = () => templateOf('dev');
const inFile = (json: unknown) => `${JSON.stringify(json, null, 1)}\n`;

/** Every setting is another one than dev's, but those of the third. */
const OTHERS: Partial<Settings> = {
  auth: { kind: 'jwt', issuer: 'https://issuer.example.com/', audience: ['pets', 'toys'] },
  cors: { origins: ['https://pets.example.com'], credentials: true },
  domain: {
    name: 'api.example.com',
    certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1',
    hostedZone: { id: 'Z1', name: 'example.com' },
  },
  throttle: { rate: 7, burst: 9 },
  subscriberAccounts: ['111122223333', '444455556666'],
  alarmEmail: 'ops@example.com',
  keepData: true,
  breakGlass: { kind: 'permissionSet', name: 'Auditors' },
  reconcile: null,
  log: { origin: 'example.com/pets/7', keys: 3, lock: { mode: 'compliance', days: 77 } },
  logDays: 400,
  archiveDays: 78,
  recoveryDays: 20,
  publishPersonalData: true,
  shards: 8,
  formerShards: [1, 4],
  listShards: 8,
};

test('the template of dev is the one that was reviewed', async () => {
  await expect(inFile(dev())).toMatchFileSnapshot('templates/dev.json');
});

test('prod differs from it as was reviewed', async () => {
  await expect(inFile(differences(templateOf('prod'), dev()))).toMatchFileSnapshot('templates/prod.json');
});

test('a stage with other settings differs from it as was reviewed', async () => {
  await expect(inFile(differences(templateOf('dev', OTHERS), dev()))).toMatchFileSnapshot('templates/others.json');
});

test('so does one that demands If-Match and is traced', async () => {
  const text = inFile(differences(templateOf('dev', { requireIfMatch: true, tracing: true }), dev()));
  await expect(text).toMatchFileSnapshot('templates/traced.json');
});

import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { App } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { stages } from '../../infra/aws/settings.ts';
import { BUNDLES } from '../../infra/build/bundles.ts';
import { eventPattern } from '../../infra/local/eventPattern.ts';
import type { CommandParts } from '../../src/commands/carryOut.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import type { Pet } from '../../src/domain/pet.ts';
import { isSealed } from '../../src/eventStore/checkHistory.ts';
import { fromItem } from '../../src/eventStore/fromItem.ts';
import { wholeShard } from '../../src/eventStore/streamCatalog.ts';
import { petEntry } from '../../src/messages/petEntry.ts';
import { petsProjection } from '../../src/projections/petRow.ts';
import { rowOf } from '../../src/projections/projection.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { useEngine } from '../support/engine.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { ProjectCopy, type Section, sectionOf } from '../support/guide.ts';
import { historyOf } from '../support/history.ts';
import { putEvents } from '../support/items.ts';
import { memoryIdempotencyKeys } from '../support/memoryIdempotencyKeys.ts';
import { memoryLogStore } from '../support/memoryLogStore.ts';
import { memoryRowStore } from '../support/memoryRowStore.ts';
import { insertRecord, recordOf } from '../support/streamRecords.ts';

// docs/extending.md, followed: its code blocks are applied to copies of the project, which are compiled and run.

/** A section, followed in a copy: where the compiler found something wrong after the first steps, and after all. */
interface Followed extends Section {
  copy: ProjectCopy;
  wrong: string[];
  stillWrong: string[];
}

const sections = {} as Record<'A' | 'B' | 'C' | 'D', Followed>;
const copies: ProjectCopy[] = [];

async function follow(letter: keyof typeof sections, compiled: string[] = []): Promise<void> {
  const section = sectionOf(letter);
  const copy = new ProjectCopy(compiled);
  copies.push(copy);
  await copy.apply(section.first);
  const wrong = await copy.wrongFiles();
  await copy.apply(section.rest);
  const stillWrong = section.rest.files.length > 0 ? await copy.wrongFiles() : wrong;
  sections[letter] = { ...section, copy, wrong, stillWrong };
}

beforeAll(async () => {
  await Promise.all([follow('A'), follow('B'), follow('C', ['infra/aws']), follow('D')]);
}, 180_000);
afterAll(() => {
  for (const copy of copies) copy.remove();
});

test.each([
  ['A', 2],
  ['B', 6],
  ['C', 4],
  ['D', 7],
] as const)('section %s takes at most %i files, and the compiler names those that the page says', (letter, most) => {
  const { first, rest, named, wrong, stillWrong } = sections[letter];
  expect(first.files.length + rest.files.length).toBeLessThanOrEqual(most);
  expect(wrong).toEqual(named);
  expect(rest.files).toEqual(named);
  expect(stillWrong).toEqual([]);
});

/** The functions of a copy on a store in memory, and what they stored. */
async function serviceOf({ copy }: Followed) {
  const { memoryEventStore } = await copy.load<typeof import('../support/memoryEventStore.ts')>(
    'test/support/memoryEventStore.ts',
  );
  const streams = await copy.load<typeof import('../../src/streams/petStream.ts')>('src/streams/petStream.ts');
  const messages = await copy.load<typeof import('../../src/messages/petEntry.ts')>('src/messages/petEntry.ts');
  const store = memoryEventStore(streams.petStream);
  const parts: CommandParts = { store, keys: memoryIdempotencyKeys(store) };
  const handlers: Record<string, (event: ReturnType<typeof gatewayEvent>) => Promise<unknown>> = {};
  return {
    store,
    petStream: streams.petStream,
    /** Calls a function of the copy's src/commands for the pet `rex`. */
    async call(name: string, route: string, body?: unknown) {
      const file = `src/commands/${name}.ts`;
      handlers[name] ??= (await copy.load<Record<string, (parts: CommandParts) => never>>(file))[name]!(parts);
      const pathParameters = { petId: 'rex' };
      const changes = { pathParameters, ...(body !== undefined && { body: JSON.stringify(body) }) };
      return parsed(await handlers[name]!(gatewayEvent(route, changes)));
    },
    newest: async () => (await store.newest('rex'))!,
    messageOf: (event: RecordedPetEvent) => delivered(messages.petEntry('pets', event)),
  };
}
type Service = Awaited<ReturnType<typeof serviceOf>>;

/** An entry as a target of a rule receives it. */
const delivered = ({ Source, DetailType, Detail }: ReturnType<typeof petEntry>) => ({
  version: '0',
  id: 'delivery-1',
  'detail-type': DetailType,
  source: Source,
  account: '000000000000',
  time: '2026-01-01T00:00:00Z',
  region: 'eu-west-1',
  resources: [],
  detail: JSON.parse(Detail!) as { data: JsonObject; pet?: JsonObject | null },
});

const create = (service: Service, attributes: JsonObject = {}) =>
  service.call('createPet', 'POST /pets', { petId: 'rex', name: 'Rex', type: 'dog', ...attributes });
const patch = (service: Service, changes: JsonObject) => service.call('updatePet', 'PATCH /pets/{petId}', changes);

/** Projects what a service stored of a pet with the code of its copy, and verifies the pet with it. */
async function verified({ copy }: Followed, { store, petStream: kind }: Service, petId = 'rex') {
  const load = <M>(name: string) => copy.load<M>(`src/projections/${name}.ts`);
  const { petsProjection: projection } = await load<typeof import('../../src/projections/petRow.ts')>('petRow');
  const { projectPets } = await load<typeof import('../../src/projections/projectPets.ts')>('projectPets');
  const { verifyStream } = await load<typeof import('../../src/projections/verifyStream.ts')>('verifyStream');
  const readModels = [{ projection, rows: memoryRowStore(projection) }];
  const Records = [...store.stored.get(petId)!.values()].map(insertRecord);
  expect(await projectPets({ readModels })({ Records })).toEqual({ batchItemFailures: [] });
  const patience = { attempts: 1, pauseMs: 0 };
  return verifyStream({ kind, catalog: store, readModels }, petId, patience);
}

/** The documents that `npm run docs` would write in a copy, and those that are committed. */
async function documentsOf({ copy }: Followed) {
  const { documents } = await copy.load<typeof import('../../src/contract/documents.ts')>('src/contract/documents.ts');
  const made = Object.entries(documents('0.1.0')).filter(([path]) => path.startsWith('schemas/'));
  const committed = readdirSync('schemas').map((file) => {
    return [`schemas/${file}`, JSON.parse(readFileSync(`schemas/${file}`, 'utf8'))];
  });
  return { made: Object.fromEntries(made), committed: Object.fromEntries(committed) };
}

test('A: the field is checked, stored, and in messages', async () => {
  const service = await serviceOf(sections.A);
  expect((await create(service)).status).toBe(201);
  expect(await patch(service, { neutered: 'x' })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/neutered', message: 'must be true or false' }] },
  });
  expect(await patch(service, { neutered: true })).toMatchObject({ status: 200, body: { neutered: true } });
  expect(service.messageOf(await service.newest()).detail).toMatchObject({
    data: { changes: { neutered: true } },
    pet: { neutered: true },
  });
  const { made, committed } = await documentsOf(sections.A);
  expect(made).toEqual(committed);
});

describe('B', () => {
  const adopt = (service: Service, body: unknown) => service.call('adoptPet', 'POST /pets/{petId}/adoption', body);

  test('the command leads to the event, once; what can not be is refused', async () => {
    const service = await serviceOf(sections.B);
    expect((await adopt(service, { status: 'adopted' })).status).toBe(404);
    await create(service);
    expect(await adopt(service, {})).toMatchObject({ status: 400, body: { errors: [{ pointer: '/status' }] } });
    expect(await adopt(service, { status: 'adopted' })).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { name: 'Rex', status: 'adopted' },
    });
    expect((await adopt(service, { status: 'adopted' })).headers).toMatchObject({ etag: '"2"' });
    expect(await service.newest()).toMatchObject({ version: 2, type: 'PetAdopted', data: { status: 'adopted' } });
    await service.call('deletePet', 'DELETE /pets/{petId}');
    expect((await adopt(service, { status: 'adopted' })).status).toBe(410);
    expect(await verified(sections.B, service)).toMatchObject({ events: 3, findings: [] });
  });

  test('the event is in the feed, and its message is as promised and taken by patterns', async () => {
    const { copy } = sections.B;
    const service = await serviceOf(sections.B);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 60_000 });
    await create(service);
    await adopt(service, { status: 'adopted' });
    vi.useRealTimers();
    const { listEvents } =
      await copy.load<typeof import('../../src/queries/listEvents.ts')>('src/queries/listEvents.ts');
    const listed = parsed(
      await listEvents({ ...service.store, log: memoryLogStore() })(
        gatewayEvent('GET /events', { rawQueryString: 'type=PetAdopted' }),
      ),
    );
    expect(listed).toMatchObject({ status: 200, body: { items: [{ type: 'PetAdopted', version: 2 }] } });

    const message = service.messageOf(await service.newest());
    const { petMessageSchemas } = await copy.load<{
      petMessageSchemas: Record<string, { safeParse(value: unknown): { success: boolean } }>;
    }>('src/messages/petMessageSchemas.ts');
    expect(petMessageSchemas.PetAdopted!.safeParse(message).success).toBe(true);
    expect(message.detail).toMatchObject({ data: { status: 'adopted' }, pet: { status: 'adopted' } });

    const { petsPattern } =
      await copy.load<typeof import('../../src/messages/petsPattern.ts')>('src/messages/petsPattern.ts');
    expect(eventPattern(petsPattern({ petTypes: ['dog'] }))(message)).toBe(true);
    expect(eventPattern(petsPattern({ petTypes: ['cat'] }))(message)).toBe(false);
    expect(eventPattern(petsPattern({ events: ['PetAdopted' as never] }))(message)).toBe(true);

    const { made, committed } = await documentsOf(sections.B);
    expect(made).toEqual({ ...committed, 'schemas/PetAdopted.json': expect.objectContaining({ title: 'PetAdopted' }) });
  });

  test('the build makes the function, and says which file it misses', async () => {
    const { copy, text } = sections.B;
    await copy.run('infra/build/build.ts');
    expect(existsSync(join(copy.folder, 'dist/adoptPet.mjs'))).toBe(true);
    rmSync(join(copy.folder, 'src/commands/adoptPet.ts'));
    const [, said] = /fails with `(Could not resolve .+?)`/.exec(text)!;
    await expect(copy.run('infra/build/build.ts')).rejects.toThrow(said);
  });
});

describe('C', () => {
  const engine = useEngine();

  test('the table is created, projected, rebuilt and verified', async () => {
    const { copy } = sections.C;
    const load = <M>(path: string) => copy.load<M>(path);
    const { createTables } =
      await load<typeof import('../../infra/local/createTables.ts')>('infra/local/createTables.ts');
    const { setEnvironment } = await load<typeof import('../../infra/local/setEnvironment.ts')>(
      'infra/local/setEnvironment.ts',
    );
    const composition = await load<typeof import('../../src/composition.ts')>('src/composition.ts');
    const { projectPets } = await load<typeof import('../../src/projections/projectPets.ts')>(
      'src/projections/projectPets.ts',
    );
    const { rebuildPets } = await load<typeof import('../../src/projections/rebuildPets.ts')>(
      'src/projections/rebuildPets.ts',
    );
    const { rebuildTasks } = await load<typeof import('../../src/projections/rebuildTask.ts')>(
      'src/projections/rebuildTask.ts',
    );
    const { openTarget } = await load<typeof import('../../src/cli/target.ts')>('src/cli/target.ts');
    const { verifyStream } = await load<typeof import('../../src/projections/verifyStream.ts')>(
      'src/projections/verifyStream.ts',
    );
    setEnvironment(engine.endpoint, true);
    await createTables(new DynamoDBClient());

    const history = historyOf('rex', [
      { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog', ownerId: 'ann' } },
      { type: 'UpdatePet', patch: { ownerId: null } },
      { type: 'UpdatePet', patch: { ownerId: 'x'.repeat(3_000) } },
      { type: 'UpdatePet', patch: { ownerId: 'bob' } },
    ]);
    await putEvents(engine.client, history);
    const project = async (event: RecordedPetEvent) =>
      expect(await projectPets(composition.projectParts())({ Records: [recordOf(event)] })).toEqual({
        batchItemFailures: [],
      });
    const ofOwner = async (ownerId: string) => {
      const query = new QueryCommand({
        TableName: 'PetsByOwner',
        IndexName: 'byOwner',
        KeyConditionExpression: 'ownerId = :ownerId',
        ExpressionAttributeValues: { ':ownerId': ownerId },
      });
      return ((await engine.client.send(query)).Items ?? []).map(({ petId }) => petId);
    };
    const row = async () =>
      (await engine.client.send(new GetCommand({ TableName: 'PetsByOwner', Key: { petId: 'rex' } }))).Item;

    const [created, given, long, bought] = history;
    await project(created!);
    expect(await ofOwner('ann')).toEqual(['rex']);
    // What the row no longer has is removed from the item, and with it from the index.
    await project(given!);
    expect(await row()).toEqual({ petId: 'rex', version: 2, eventId: given!.eventId, projection: 1 });
    expect(await ofOwner('ann')).toEqual([]);
    await project(long!);
    expect(await row()).toMatchObject({ version: 3 });

    await engine.client.send(new DeleteCommand({ TableName: 'PetsByOwner', Key: { petId: 'rex' } }));
    const options = { reconcile: false, dryRun: false, force: false, maxWriteUnits: null };
    const [task] = rebuildTasks([wholeShard('0')], ['Pets', 'PetsByOwner'], { ...options, segments: 1 });
    const rebuilt = await rebuildPets(composition.rebuildParts())(task!, { getRemainingTimeInMillis: () => 60_000 });
    expect(rebuilt).toMatchObject({ totals: { streams: 1, missing: 1, behind: 1, written: 2 } });
    expect(await ofOwner('bob')).toEqual(['rex']);
    expect(bought!.version).toBe(4);

    const target = await openTarget({ endpoint: engine.endpoint, data: '' });
    expect(await verifyStream(target, 'rex')).toMatchObject({ events: 4, findings: [] });
    await engine.client.send(new DeleteCommand({ TableName: 'PetsByOwner', Key: { petId: 'rex' } }));
    const { findings } = await verifyStream(target, 'rex', { attempts: 1, pauseMs: 0 });
    expect(findings).toMatchObject([{ check: 'row', message: 'there is no row' }]);
  });

  test('the stack has the table, its output, and what the functions need of it', async () => {
    const { copy } = sections.C;
    cpSync(BUNDLES, join(copy.folder, 'dist'), { recursive: true });
    const { addPets } = await copy.load<typeof import('../../infra/aws/addPets.ts')>('infra/aws/addPets.ts');
    const { accessOf } = await copy.load<typeof import('../../infra/aws/accessOf.ts')>('infra/aws/accessOf.ts');
    const outdir = mkdtempSync(join(tmpdir(), 'pets-cdk-'));
    const app = new App({ context: cdkJson.context, outdir });
    const { stackName } = addPets(app, 'dev', stages.dev);
    const { template } = app.synth().getStackByName(stackName);
    rmSync(outdir, { recursive: true });

    const table = template.Outputs.PetsByOwnerTable.Value;
    expect(template.Resources[table.Ref]).toMatchObject({
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: { GlobalSecondaryIndexes: [{ IndexName: 'byOwner' }] },
    });
    for (const [name, resource] of Object.entries<{ Type: string; Properties: JsonObject }>(template.Resources)) {
      if (resource.Type !== 'AWS::Lambda::Function') continue;
      const writes = /projectPets|rebuildPets/.test(name);
      const { Variables } = resource.Properties.Environment as { Variables: JsonObject };
      expect([name, Variables.PETS_BY_OWNER_TABLE]).toEqual([name, writes ? table : undefined]);
    }
    for (const name of ['projectPets', 'rebuildPets'] as const)
      expect(accessOf(name)).toMatchObject({ petsByOwner: accessOf(name).pets });
  });
});

describe('D', () => {
  const corpus = readdirSync('test/corpus').map((folder) => {
    const files = readdirSync(`test/corpus/${folder}`).sort();
    const json = (file: string) => JSON.parse(readFileSync(`test/corpus/${folder}/${file}`, 'utf8'));
    const items = files.filter((file) => file !== 'pets.json').map((file) => unmarshall(json(file)) as JsonObject);
    return { items, pets: json('pets.json') as (Pet | null)[] };
  });
  /** A pet that clients saw, in the new shape. */
  const withWeight = (pet: Pet | null) => {
    if (pet?.weightKg === undefined) return pet;
    const { weightKg, ...others } = pet;
    return { ...others, weight: { value: weightKg, unit: 'kg' } };
  };

  test('the corpus reads in the new shape, sealed as it was, and its messages are what they were', async () => {
    const service = await serviceOf(sections.D);
    const { copy } = sections.D;
    const { petAfter } = await copy.load<typeof import('../../src/streams/petStream.ts')>('src/streams/petStream.ts');
    for (const { items, pets } of corpus) {
      const events = items.map((item) => fromItem(service.petStream, item));
      expect(events.map(petAfter)).toEqual(pets.map(withWeight));
      expect(items.every(isSealed)).toBe(true);
      expect(events.map(service.messageOf)).toEqual(
        items.map((item) => delivered(petEntry('pets', fromItem(petStream, item)))),
      );

      const petId = String(items[0]!.petId);
      service.store.stored.set(petId, new Map(items.map((item, index) => [index + 1, item])));
      expect(await verified(sections.D, service, petId)).toMatchObject({ events: items.length, findings: [] });
    }
    const { made, committed } = await documentsOf(sections.D);
    expect(made).toEqual(committed);
  });

  test('callers may say it both ways, and consumers are told weightKg', async () => {
    const service = await serviceOf(sections.D);
    const told = async () => {
      const { data, pet } = service.messageOf(await service.newest()).detail;
      return [data, pet?.weightKg, pet?.weight];
    };
    expect(await create(service, { weightKg: 12.5 })).toMatchObject({ body: { weight: { value: 12.5, unit: 'kg' } } });
    expect(await told()).toEqual([{ pet: { name: 'Rex', type: 'dog', weightKg: 12.5 } }, 12.5, undefined]);
    await patch(service, { weight: { value: 13 } });
    expect(await told()).toEqual([{ changes: { weightKg: 13 } }, 13, undefined]);
    await patch(service, { weight: { unit: 'g' } });
    expect(await told()).toEqual([{ changes: { weightKg: 0.013 } }, 0.013, undefined]);
    await patch(service, { weightKg: null, color: 'red' });
    expect(await told()).toEqual([{ changes: { weightKg: null, color: 'red' } }, undefined, undefined]);
    expect((await patch(service, { weight: 12 })).status).toBe(400);
    expect(await verified(sections.D, service)).toMatchObject({ events: 4, findings: [] });
  });

  test('a rebuild rewrites the rows of the old shape', async () => {
    const { copy } = sections.D;
    const service = await serviceOf(sections.D);
    const load = <M>(path: string) => copy.load<M>(path);
    const { petsProjection: projection } =
      await load<typeof import('../../src/projections/petRow.ts')>('src/projections/petRow.ts');
    const { rebuildStep } = await load<typeof import('../../src/projections/rebuildStep.ts')>(
      'src/projections/rebuildStep.ts',
    );
    const { rebuildTasks } = await load<typeof import('../../src/projections/rebuildTask.ts')>(
      'src/projections/rebuildTask.ts',
    );
    const { Meter } = await load<typeof import('../../src/dynamo/meter.ts')>('src/dynamo/meter.ts');
    const { items } = corpus[0]!;
    const petId = String(items[0]!.petId);
    service.store.stored.set(petId, new Map(items.map((item, index) => [index + 1, item])));
    const rows = memoryRowStore(projection);
    await rows.write([rowOf(petsProjection, fromItem(petStream, items.at(-1)))]);
    const row = () => rows.stored.get(petId)!;
    expect(JSON.parse(String(row().pet))).toMatchObject({ weightKg: 4 });

    const options = { reconcile: false, dryRun: false, force: false, maxWriteUnits: null };
    const [task] = rebuildTasks([wholeShard('0')], ['Pets'], { ...options, segments: 1 });
    const context = {
      catalog: service.store,
      readModels: [{ projection, rows }],
      meter: new Meter(),
      report: () => {},
    };
    const { totals } = await rebuildStep(context, task!);
    expect(totals).toMatchObject({ outdated: 1, written: 1 });
    expect(row().projection).toBe(4);
    expect(JSON.parse(String(row().pet))).toMatchObject({ weight: { value: 4, unit: 'kg' } });
  });
});

test('E: what the page names is in the file, in that order', () => {
  const page = readFileSync('docs/extending.md', 'utf8').split('\n## E. ')[1]!;
  const file = readFileSync('test/support/visitStream.ts', 'utf8');
  const names = [...page.matchAll(/^\d\. (.+?)[,:]/gm)].flatMap(([, step]) => [...step!.matchAll(/`(\w+)`/g)]);
  const places = names.map(([, name]) => file.search(new RegExp(`export (const|type|interface) ${name}\\b`)));
  expect(names.map(([, name]) => name)).toContain('visitDecider');
  expect(places.every((place) => place >= 0)).toBe(true);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

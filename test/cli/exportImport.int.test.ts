import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, NumberValue, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTables } from '../../infra/local/createTables.ts';
import { type Engine, startEngine } from '../../infra/local/engine.ts';
import { exportEvents } from '../../src/cli/exportEvents.ts';
import { importEvents } from '../../src/cli/importEvents.ts';
import { type ForeignPet, importPets } from '../../src/cli/importPets.ts';
import { openTarget, type Target } from '../../src/cli/target.ts';
import { petDecider } from '../../src/commands/petDecider.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import type { Finding } from '../../src/eventStore/checkHistory.ts';
import { dynamoEventStore } from '../../src/eventStore/dynamoEventStore.ts';
import { fromItem, toItem } from '../../src/eventStore/fromItem.ts';
import { recordEvent } from '../../src/eventStore/recordEvent.ts';
import { seal } from '../../src/eventStore/seal.ts';
import { verifyStream } from '../../src/projections/verifyStream.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { petCommand } from '../support/arbitraries.ts';
import { useEngine } from '../support/engine.ts';
import { historyOf, METADATA, updatesOf } from '../support/history.ts';
import { putEvents, putItems } from '../support/items.ts';
import { runCommand } from '../support/runCommand.ts';

const engine = useEngine({ stream: false });
const folder = mkdtempSync(join(tmpdir(), 'pets-export-'));
let other: Engine;
let from: Target;
let to: Target;
beforeAll(async () => {
  other = await startEngine();
  from = await openTarget({ endpoint: engine.endpoint, data: '' });
  to = await openTarget({ endpoint: other.endpoint, data: '' });
  await createTables(new DynamoDBClient({ endpoint: other.endpoint }), { streams: false });
  const pets = fc.sample(fc.array(petCommand, { minLength: 1, maxLength: 12 }), { numRuns: 120, seed: 7 });
  const histories = pets.map((commands, n) => historyOf(`pet-${n}`, commands));
  await putEvents(engine.client, [...histories.flat(), ...updatesOf('long', 90)]);
});
afterAll(async () => {
  await other.stop();
  rmSync(folder, { recursive: true });
});

const file = (name: string) => join(folder, name);
const SILENT = { checked: () => {}, restored: () => {} };
const NOTHING = { report: () => {}, progress: () => {} };
async function itemsOf({ client }: Pick<Target, 'client'>, TableName: string): Promise<Map<string, object>> {
  const items = new Map<string, object>();
  for await (const { Items } of paginateScan({ client }, { TableName })) {
    for (const item of Items!) items.set(`${item.petId} ${item.version}`, item);
  }
  return items;
}

test('an export restored into empty tables gives identical events, hashes included; again, it changes nothing', async () => {
  const findings: unknown[] = [];
  const exported = await exportEvents(from, file('all.jsonl.gz'), {
    ...NOTHING,
    segments: 4,
    report: (f) => findings.push(f),
  });
  const stored = await itemsOf(from, 'Events');
  expect(findings).toEqual([]);
  expect(exported.events).toBe(stored.size);
  expect(
    gunzipSync(readFileSync(file('all.jsonl.gz')))
      .toString()
      .split('\n'),
  ).toHaveLength(stored.size + 1);

  expect(await importEvents(to, file('all.jsonl.gz'), SILENT)).toEqual({ appended: stored.size, existing: 0 });
  expect(await itemsOf(to, 'Events')).toEqual(stored);
  expect(await importEvents(to, file('all.jsonl.gz'), SILENT)).toEqual({ appended: 0, existing: stored.size });
  const { findings: ofLong } = await verifyStream(to, 'long', { attempts: 1, pauseMs: 0 });
  expect(ofLong.map(({ check }) => check)).toEqual(['row']);
});

test('a past: events up to a time alone, and no part of it is refused for what came later', async () => {
  const until = Date.parse(updatesOf('long', 90)[41]!.occurredAt);
  const past = await startEngine();
  const target = await openTarget({ endpoint: past.endpoint, data: '' });
  await createTables(new DynamoDBClient({ endpoint: past.endpoint }), { streams: false });
  const all = [...(await itemsOf(from, 'Events')).values()] as { occurredAt: string }[];
  const byThen = all.filter(({ occurredAt }) => Date.parse(occurredAt) <= until);
  const result = await importEvents(target, file('all.jsonl.gz'), SILENT, { until });
  expect(result).toEqual({ appended: byThen.length, existing: 0, missing: 0 });
  expect((await target.store.newest('long'))?.version).toBe(42);
  const [event] = historyOf('erased-later', [
    { type: 'CreatePet', attributes: { name: 'R', type: 'dog', notes: 'shy' } },
  ]);
  const { personal: _, ...item } = toItem(petStream, event!);
  writeFileSync(file('erased.jsonl'), JSON.stringify(item));
  expect(await importEvents(target, file('erased.jsonl'), SILENT, { until: Date.now() })).toMatchObject({ missing: 1 });
  await past.stop();
});

test('events of a shard that the service does not read are refused, and the runbook named', async () => {
  const [event] = updatesOf('elsewhere', 1);
  writeFileSync(file('shards.jsonl'), `${JSON.stringify(seal(petStream, event!, 1_000_003).item)}\n`);
  await expect(importEvents(to, file('shards.jsonl'), SILENT)).rejects.toThrow(
    /line 1: the event has the shard "\d+": docs\/runbook\.md, "How to change the shards"/,
  );
});

test.each([
  ['line separators', (text: string) => text],
  ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
  ['a byte order mark', (text: string) => `\ufeff${text}`],
  ['blank lines, and each line twice', (text: string) => text.replace(/([^\n]*)\n/g, '\n$1\n  \n$1\n')],
  ['a last line without its end', (text: string) => text.trimEnd()],
])('an export with %s is restored', async (name, written) => {
  const petId = name.replaceAll(/\W+/g, '-');
  const events = historyOf(petId, [
    { type: 'CreatePet', attributes: { name: 'a\u2028b\u2029c\u0085d', type: 'dog' } },
    { type: 'UpdatePet', patch: { notes: '\v\f\r\n' } },
  ]);
  writeFileSync(
    file('odd.jsonl'),
    written(events.map((event) => `${JSON.stringify(toItem(petStream, event))}\n`).join('')),
  );
  expect(await importEvents(to, file('odd.jsonl'), SILENT)).toMatchObject({ appended: 2 });
  expect((await itemsOf(to, 'Events')).get(`${petId} 2`)).toMatchObject({ state: { name: 'a\u2028b\u2029c\u0085d' } });
});

test('events that come while it runs are not in it', async () => {
  await putEvents(
    engine.client,
    historyOf('young', [{ type: 'CreatePet', attributes: { name: 'A', type: 'dog' } }], Date.now()),
  );
  await exportEvents(from, file('now.jsonl'), { ...NOTHING, segments: 2 });
  expect(readFileSync(file('now.jsonl'), 'utf8')).not.toContain('young');
});

test('what is no event is exported as it is, and reported; an import names its line', async () => {
  const item = { petId: 'odd', version: 1, shard: '0', eventId: 'none' };
  await putItems(engine.client, 'Events', [item]);
  const findings: Finding[] = [];
  await exportEvents(from, file('odd.jsonl'), { segments: 1, progress: () => {}, report: (f) => findings.push(f) });
  await engine.client.send(new DeleteCommand({ TableName: 'Events', Key: { petId: 'odd', version: 1 } }));
  expect(new Set(findings.map(({ streamId: petId }) => petId))).toEqual(new Set(['odd']));
  const lines = readFileSync(file('odd.jsonl'), 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line)).filter(({ petId }) => petId === 'odd')).toEqual([item]);
  await expect(importEvents(to, file('odd.jsonl'), SILENT)).rejects.toThrow(/line \d+: not a stored event/);
});

test('a file that can not be written is told by its name', async () => {
  await expect(exportEvents(from, join(folder, 'none', 'x.jsonl'), { ...NOTHING, segments: 1 })).rejects.toThrow(
    /none.*can't be written: ENOENT/,
  );
});

test('nothing of a file is restored where a line was changed, moved or left out, or the file is cut short', async () => {
  const [first, second, third] = updatesOf('whole', 3).map((event) => JSON.stringify(toItem(petStream, event)));
  const refused = async (name: string, content: string | Buffer, why: RegExp) => {
    writeFileSync(file(name), content);
    await expect(importEvents(to, file(name), SILENT)).rejects.toThrow(why);
    expect(
      (await to.client.send(new GetCommand({ TableName: 'Events', Key: { petId: 'whole', version: 1 } }))).Item,
    ).toBeUndefined();
  };
  const lines = (...all: (string | undefined)[]) => `${all.join('\n')}\n`;
  await refused(
    'a.jsonl',
    lines(first, second, third!.replace('"visits":2', '"visits":3')),
    /line 3: the value of other does not match its commitment/,
  );
  await refused('i.jsonl', lines(first, third!.replace('"actor":"', '"actor":"x')), /line 2: the event does not match/);
  await refused('b.jsonl', lines(first, third), /line 2: the event does not follow/);
  await refused('c.jsonl', lines(second, first), /line 1: the event does not follow/);
  await refused('d.jsonl', lines(first, '{"not": "an event"}'), /line 2: not a stored event/);
  await refused(
    'g.jsonl',
    lines(first, second!.replace('{', '{"hash":"","\\u0068ash":1,')),
    /line 2: \/hash: the member/,
  );
  await refused(
    'h.jsonl',
    lines(first, second!.replace('{', '{"big":9007199254740993,')),
    /line 2: \/big: 9007199254740993/,
  );
  await refused('e.jsonl', lines(first, second!.slice(0, 40)), /line 2: no JSON object/);
  const packed = gzipSync(lines(first, second, third));
  await refused('f.jsonl.gz', packed.subarray(0, packed.length - 20), /can't be read/);
  await expect(importEvents(to, file('none.gz'), SILENT)).rejects.toThrow(/can't be read: ENOENT/);
});

test('an event that the table has otherwise stops the import', async () => {
  const line = (name: string) =>
    JSON.stringify(
      toItem(petStream, historyOf('twice', [{ type: 'CreatePet', attributes: { name, type: 'dog' } }])[0]!),
    );
  writeFileSync(file('one.jsonl'), line('A'));
  writeFileSync(file('two.jsonl'), line('B'));
  await importEvents(to, file('one.jsonl'), SILENT);
  await expect(importEvents(to, file('two.jsonl'), SILENT)).rejects.toThrow(
    'another event as version 1 of the pet twice',
  );
  writeFileSync(file('both.jsonl'), `${line('A')}\n${line('B')}`);
  await expect(importEvents(to, file('both.jsonl'), SILENT)).rejects.toThrow('another event as version 1');
});

test('a file that has two events of one version is refused, whatever the table has', async () => {
  const [a, b] = ['A', 'B'].map((name) =>
    JSON.stringify(
      toItem(petStream, historyOf('forked', [{ type: 'CreatePet', attributes: { name, type: 'dog' } }])[0]!),
    ),
  );
  writeFileSync(file('forked.jsonl'), `${a}\n${b}`);
  await expect(importEvents(to, file('forked.jsonl'), SILENT)).rejects.toThrow();
});

describe('as it is typed', () => {
  const typed = async (lines: string, ...flags: string[]) => {
    writeFileSync(file('pets.jsonl'), lines);
    rmSync(file('bad.jsonl'), { force: true });
    const { code, stdout } = await runCommand(
      ...['import', file('pets.jsonl'), '--bad', file('bad.jsonl'), '--endpoint', other.endpoint, '--json', ...flags],
    );
    const bad = existsSync(file('bad.jsonl')) ? readFileSync(file('bad.jsonl'), 'utf8').trimEnd().split('\n') : [];
    return { code, result: JSON.parse(stdout), bad: bad.map((line) => JSON.parse(line)) };
  };

  test('a line that JSON.parse would change is bad: it is told as it was, with its number and the place', async () => {
    const bad = [
      ['{"id":9007199254740993,"name":"a","type":"b"}', '/id: 9007199254740993 is not a number'],
      ['{"id":"exponent","name":"a","type":"b","big":{"n":[1e400]}}', '/big/n/0: 1e400 is not a number'],
      ['{"id":"twice","name":"a","name":"b","type":"b"}', '/name: the member is there more than once'],
      [`{"id":"deep","name":"a","type":"b","x":${'['.repeat(9_999)}${']'.repeat(9_999)}}`, 'deeper than 64 levels'],
      ['{"id":"cut","name":"a"', 'the line is no JSON object'],
    ] as const;
    const good = '{"id":9007199254740991,"name":"a","type":"b","zero":-0,"price":12.50}';
    const { code, result, bad: told } = await typed([good, ...bad.map(([line]) => line)].join('\r\n'));
    expect([code, result]).toEqual([1, { appended: 1, existing: 0, bad: bad.length }]);
    expect(told).toEqual(
      bad.map(([item, reason], n) => ({ line: n + 2, item, reasons: [expect.stringContaining(reason)] })),
    );
    const stored = await itemsOf(to, 'Events');
    expect(fromItem(petStream, stored.get('9007199254740991 1'))).toMatchObject({
      data: { pet: { zero: 0, price: 12.5 } },
    });
    expect([...stored.keys()]).not.toContain('9007199254740992 1');
  });

  test("a number of another table that JavaScript can't carry is told to its last digit", async () => {
    const { client } = to;
    const key = { AttributeName: 'id', KeyType: 'HASH' } as const;
    await client.send(
      new CreateTableCommand({
        TableName: 'Old',
        KeySchema: [key],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    const big = NumberValue.from('12345678901234567890.5');
    await client.send(
      new PutCommand({ TableName: 'Old', Item: { id: 'big', name: 'a', type: 'b', at: { sizes: [1, big] } } }),
    );
    const flags = ['--from-table', 'Old', '--bad', file('bad.jsonl'), '--endpoint', other.endpoint, '--json'];
    const { code } = await runCommand('import', ...flags);
    expect(code).toBe(1);
    expect(JSON.parse(readFileSync(file('bad.jsonl'), 'utf8'))).toEqual({
      item: { id: 'big', name: 'a', type: 'b', at: { sizes: [1, '12345678901234567890.5'] } },
      reasons: ['/at/sizes/1: 12345678901234567890.5 is not a number that JSON can carry exactly'],
    });
  });
});

test('items of the old service become pets, once; what is no pet is told with its reason', async () => {
  const good = Array.from({ length: 400 }, (_, n) => ({
    petId: `old-${n}`,
    name: `Pet ${n}`,
    type: 'dog',
    shelf: { row: n },
  }));
  const bad: [object, RegExp][] = [
    [{ petId: 'no name', name: 'x', type: 'dog' }, /^petId: must be/],
    [{ petId: 'nameless', type: 'dog' }, /^invalid-pet$/],
    [{ petId: 'set', name: 'x', type: 'dog', tags: new Set(['a']) }, /JSON can carry/],
    [{ petId: 'bytes', name: 'x', type: 'dog', picture: new Uint8Array([1]) }, /JSON can carry/],
    [{ petId: 'old-3', name: 'Another', type: 'dog' }, /another pet has this id/],
  ];
  async function* items(): AsyncGenerator<ForeignPet> {
    for (const value of [...good, ...bad.map(([item]) => item), { id: 'by-id', name: 'Ida', type: 'cat' }])
      yield { value };
  }
  const run = async () => {
    const refused: { item: unknown; reasons: string[] }[] = [];
    const result = await importPets(
      to,
      items(),
      (one) => refused.push(one),
      () => {},
    );
    expect(refused.map(({ item }) => item)).toEqual(expect.arrayContaining(bad.map(([item]) => item)));
    for (const [item, why] of bad) expect(refused.find((one) => one.item === item)?.reasons[0]).toMatch(why);
    return result;
  };
  const before = (await itemsOf(to, 'Events')).size;
  expect(await run()).toEqual({ appended: 401, existing: 0, bad: 5 });
  const stored = await itemsOf(to, 'Events');
  expect(stored.size).toBe(before + 401);
  expect(fromItem(petStream, stored.get('old-7 1'))).toMatchObject({
    type: 'PetCreated',
    data: { pet: { name: 'Pet 7', type: 'dog', shelf: { row: 7 } } },
    metadata: { actor: 'import' },
  });
  expect(await run()).toEqual({ appended: 0, existing: 401, bad: 5 });
  expect(await itemsOf(to, 'Events')).toEqual(stored);
});

test('identical lines are one pet, in one batch as in several; another pet of the same id is bad', async () => {
  const pet = (name: string) => ({ petId: 'same', name, type: 'dog' });
  const others = Array.from({ length: 250 }, (_, n) => ({ petId: `between-${n}`, name: 'x', type: 'cat' }));
  async function* lines(values: object[]): AsyncGenerator<ForeignPet> {
    for (const value of values) yield { value };
  }
  const refused: string[] = [];
  const report = ({ reasons }: { reasons: string[] }) => refused.push(...reasons);
  const values = [pet('Rex'), pet('Rex'), pet('Max'), ...others, pet('Rex')];
  expect(await importPets(to, lines(values), report, () => {})).toEqual({ appended: 251, existing: 2, bad: 1 });
  expect(refused).toEqual(['petId: another pet has this id']);
});

test('an export without personal data is restored, its pets go on, and verify can be told of it', async () => {
  const commands = [
    { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog', notes: 'private', ownerId: 'ann' } },
    { type: 'UpdatePet', patch: { color: 'red' } },
  ] as const;
  await putEvents(engine.client, historyOf('private', commands));
  const options = { ...NOTHING, segments: 2, withoutPersonalData: true };
  await exportEvents(from, file('bare.jsonl'), options);
  expect(readFileSync(file('bare.jsonl'), 'utf8')).not.toMatch(/"private"[^,]*salt|"value":"private"/);
  await importEvents(to, file('bare.jsonl'), SILENT);
  const store = dynamoEventStore(to.client, 'Events', petStream);
  for (const patch of [{ color: 'brown' }, { notes: 'new' }] as JsonObject[]) {
    const newest = (await store.newest('private'))!;
    expect(newest.state).not.toHaveProperty('ownerId');
    const decision = petDecider.decide({ type: 'UpdatePet', patch }, newest);
    if (!decision.accepted) throw new Error('refused');
    await store.append(recordEvent(petStream, 'private', newest, decision.event!, METADATA, Date.now()));
  }
  const found = async (withheld: boolean) => {
    const { findings } = await verifyStream({ ...to, readModels: [], withheld }, 'private');
    return findings.map(({ check, version }) => `${check} ${version}`);
  };
  expect(await found(true)).toEqual([]);
  expect(await found(false)).toEqual(expect.arrayContaining(['personal 1', 'personal 2']));
});

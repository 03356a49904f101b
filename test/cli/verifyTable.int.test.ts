import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteCommand, NumberValue, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTarget, type Target } from '../../src/cli/target.ts';
import { verifyTable } from '../../src/cli/verifyTable.ts';
import { digestEntries, writeDigest } from '../../src/cli/writeDigest.ts';
import type { PetCommand } from '../../src/domain/decide.ts';
import { isObject, type JsonObject, type JsonValue } from '../../src/domain/jsonValue.ts';
import type { PetEvent } from '../../src/domain/petEvents.ts';
import type { Finding } from '../../src/eventStore/checkHistory.ts';
import { fromItem, toItem } from '../../src/eventStore/fromItem.ts';
import { recordEvent } from '../../src/eventStore/recordEvent.ts';
import { seal } from '../../src/eventStore/seal.ts';
import { petRow } from '../../src/projections/petRow.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { petCommand } from '../support/arbitraries.ts';
import { useEngine } from '../support/engine.ts';
import { historyOf, METADATA } from '../support/history.ts';
import { putItems } from '../support/items.ts';

const engine = useEngine({ stream: false });
let target: Target;
let folder: string;
beforeAll(async () => {
  target = await openTarget({ endpoint: engine.endpoint, data: '' });
  folder = await mkdtemp(join(tmpdir(), 'pets-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function verify(against?: string) {
  const findings: Finding[] = [];
  const { summary, entries, dispose } = await verifyTable(target, {
    segments: 2,
    ...(against && { against }),
    patience: { attempts: 1, pauseMs: 0 },
    report: (finding) => findings.push(finding),
  });
  return { findings, summary, entries, dispose };
}

type Key = { petId: string; version?: number };
const put = (TableName: string, Item: object) => engine.client.send(new PutCommand({ TableName, Item }));
const remove = (TableName: 'Events' | 'Pets', { petId, version }: Key) =>
  engine.client.send(new DeleteCommand({ TableName, Key: { petId, ...(TableName === 'Events' && { version }) } }));

async function refill(events: object[], rows: object[]): Promise<void> {
  for (const [table, items] of [
    ['Events', events],
    ['Pets', rows],
  ] as const) {
    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: table }));
    for (const item of Items) await remove(table, item as Key);
    await putItems(engine.client, table, items);
  }
}

/** A change of the stored items that the service can't have made: what it makes of each table's items. */
interface Tampering {
  what: string;
  events?: (items: JsonObject[]) => JsonObject[];
  rows?: (rows: JsonObject[]) => JsonObject[];
  /** Whether only a digest taken before can tell. */
  needsDigest?: boolean;
}

const keyOf = ({ petId, version }: JsonObject) => `${petId} ${version}`;

/** Makes a table's items those of `after`, writing only what differs; the way back is the same. */
async function change(table: 'Events' | 'Pets', before: JsonObject[], after: JsonObject[]): Promise<void> {
  const keep = new Map(after.map((item) => [keyOf(item), item]));
  for (const item of before) if (!keep.has(keyOf(item))) await remove(table, item as unknown as Key);
  const old = new Map(before.map((item) => [keyOf(item), item]));
  for (const [key, item] of keep) if (old.get(key) !== item) await put(table, item);
}

/** Every place of a document whose value can be another. */
function places(value: JsonValue, path: string[] = []): string[][] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item, index) => places(item, [...path, String(index)]))];
  if (isObject(value)) return [path, ...Object.entries(value).flatMap(([key, item]) => places(item, [...path, key]))];
  return [path];
}
function withChange(value: JsonValue, [key, ...rest]: string[], changed: (value: JsonValue) => unknown): unknown {
  if (key === undefined) return changed(value);
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? withChange(item, rest, changed) : item));
  const object = value as JsonObject;
  return { ...object, [key]: withChange(object[key]!, rest, changed) };
}
/** Another value, as close as one can come. */
function nearby(value: JsonValue): unknown {
  if (typeof value === 'string') return `${[...value].slice(0, -1).join('')}${value.endsWith('A') ? 'B' : 'A'}`;
  // Beyond the digits of a JavaScript number, within those of DynamoDB.
  if (typeof value === 'number')
    return NumberValue.from(Number.isInteger(value) ? `${value}.000000000000000000001` : `${value + 1}`);
  if (typeof value === 'boolean') return !value;
  if (value === null) return '';
  return Array.isArray(value) ? [...value, null] : { ...value, added: true };
}

function tamperingOf(kind: number, at: number, place: number, events: JsonObject[], rows: JsonObject[]): Tampering {
  const item = events[at % events.length]!;
  const other = events[(at + 1 + (place % (events.length - 1))) % events.length]!;
  const row = rows[at % rows.length]!;
  const without = (items: JsonObject[], ...gone: JsonObject[]) => items.filter((one) => !gone.includes(one));
  const changed = (one: JsonObject, table: 'events' | 'rows') => {
    const keys = table === 'events' ? ['petId', 'version'] : ['petId'];
    const paths = places(one).filter(
      ([first, ...rest]) => first !== undefined && !(rest.length === 0 && keys.includes(first)),
    );
    return withChange(one, paths[place % paths.length]!, nearby) as JsonObject;
  };
  const history = events.filter(({ petId }) => petId === item.petId);
  const cut = 1 + (place % history.length);
  const rest = history.slice(0, -cut);
  const rowOf = (items: JsonObject[]) =>
    items.length > 0 ? [petRow(fromItem(petStream, items.at(-1))) as unknown as JsonObject] : [];
  const rowsOf = (items: JsonObject[]) => [...rows.filter(({ petId }) => petId !== item.petId), ...rowOf(items)];
  switch (kind) {
    case 0:
      return {
        what: 'an item changed',
        events: (all) => all.map((one) => (one === item ? changed(one, 'events') : one)),
      };
    case 1:
      return {
        what: 'an attribute removed',
        events: (all) => all.map((one) => (one === item ? withoutAttribute(one, place) : one)),
      };
    case 2:
      return {
        what: 'an attribute added',
        events: (all) => all.map((one) => (one === item ? { ...one, note: 'x' } : one)),
      };
    case 3:
      return { what: 'an item deleted', events: (all) => without(all, item) };
    case 4:
      return {
        what: 'two items swapped',
        events: (all) =>
          all.map((one) => (one === item ? rekeyed(other, item) : one === other ? rekeyed(item, other) : one)),
      };
    case 5:
      return {
        what: 'a copy inserted behind the newest',
        events: (all) => [...all, { ...item, version: history.length + 1 }],
      };
    case 6:
      return { what: 'a copy inserted as another pet', events: (all) => [...all, { ...item, petId: 'stranger' }] };
    case 7:
      return {
        what: 'an event inserted that follows in every way',
        events: (all) => [...all, toItem(petStream, following(history))],
      };
    case 8:
      return {
        what: 'something else inserted',
        events: (all) => [...all, { petId: item.petId!, version: history.length + 1 }],
      };
    case 9:
      return { what: 'a row changed', rows: (all) => all.map((one) => (one === row ? changed(one, 'rows') : one)) };
    case 10:
      return { what: 'a row deleted', rows: (all) => without(all, row) };
    case 11:
      return { what: 'a row inserted', rows: (all) => [...all, { ...row, petId: 'stranger' }] };
    case 12:
      return {
        what: `the newest ${cut} of ${history.length} events truncated, the row made to fit`,
        events: (all) => without(all, ...history.slice(-cut)),
        rows: () => rowsOf(rest),
        needsDigest: true,
      };
    default: {
      const forged = reforged(history, place);
      return {
        what: 'an event changed, the chain and the row made to fit',
        events: (all) => [...without(all, ...history), ...forged],
        rows: () => rowsOf(forged),
        needsDigest: true,
      };
    }
  }
}
const KINDS = 14;

function withoutAttribute(item: JsonObject, place: number): JsonObject {
  const names = Object.keys(item).filter((name) => name !== 'petId' && name !== 'version');
  const { [names[place % names.length]!]: _, ...rest } = item;
  return rest;
}
const rekeyed = (item: JsonObject, { petId, version }: JsonObject): JsonObject =>
  ({ ...item, petId, version }) as JsonObject;

function following(history: JsonObject[]): RecordedPetEvent {
  const newest = fromItem(petStream, history.at(-1));
  const event: PetEvent = newest.state
    ? { type: 'PetDeleted', data: {} }
    : { type: 'PetCreated', data: { pet: { name: 'Fido', type: 'dog' } } };
  return recordEvent<RecordedPetEvent>(petStream, newest.streamId, newest, event, METADATA, Date.now()).event;
}

/** A history with another actor from some version on, every hash made anew. */
function reforged(history: JsonObject[], place: number): JsonObject[] {
  const first = place % history.length;
  let previousHash: string | null = null;
  return history.map((item, index) => {
    const { hash: _, ...event } = fromItem(petStream, item);
    const metadata = index >= first ? { ...event.metadata, actor: 'forger' } : event.metadata;
    const { item: forged } = seal(petStream, { ...event, metadata, previousHash });
    previousHash = forged.hash as string;
    return forged;
  });
}

const create: PetCommand = { type: 'CreatePet', attributes: { name: 'Fido', type: 'dog', weightKg: 7.25 } };
const histories = fc.array(fc.array(petCommand, { minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 4 });
const places3 = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: KINDS * 2, maxLength: KINDS * 2 });

test('whatever is changed, deleted, swapped, inserted or cut off is found; what is not, is not', {
  timeout: 60_000,
}, async () => {
  const digest = join(folder, 'digest');
  const kinds = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(histories, places3, async (petCommands, tamperings) => {
      const all = petCommands.map((commands, pet) => historyOf(`pet-${pet}`, [create, ...commands]));
      const events = all.flat().map((event) => toItem(petStream, event));
      const rows = all.map((history) => petRow(history.at(-1)!) as unknown as JsonObject);
      await refill(events, rows);

      const sound = await verify();
      expect(sound.findings).toEqual([]);
      expect(sound.summary).toMatchObject({ events: events.length, pets: rows.length });
      await writeDigest(digest, sound.entries(), sound.summary);
      expect((await verify(digest)).findings).toEqual([]);

      for (const [index, [at, place]] of tamperings.entries()) {
        const {
          what,
          events: changeEvents,
          rows: changeRows,
          needsDigest,
        } = tamperingOf(index % KINDS, at, place, events, rows);
        const [otherEvents, otherRows] = [changeEvents?.(events) ?? events, changeRows?.(rows) ?? rows];
        await change('Events', events, otherEvents);
        await change('Pets', rows, otherRows);
        const findings = (await verify(digest)).findings.filter(({ check }) => needsDigest || check !== 'digest');
        expect(findings, what).not.toEqual([]);
        kinds.set(what.replace(/\d+/g, 'n'), (kinds.get(what.replace(/\d+/g, 'n')) ?? 0) + 1);
        await change('Events', otherEvents, events);
        await change('Pets', otherRows, rows);
      }
      expect((await verify(digest)).findings).toEqual([]);
    }),
    { numRuns: 3, endOnFailure: true },
  );
  expect(kinds.size).toBe(KINDS);
});

test.each([
  ['an attribute beside a value', (entry: JsonObject) => ({ ...entry, added: true })],
  ['another form of a salt', ({ salt, ...entry }: JsonObject) => ({ ...entry, salt: `${salt}=` })],
  ['a salt with other bits at its end', ({ salt, ...entry }: JsonObject) => ({ ...entry, salt: withOtherEnd(salt) })],
])('%s of a personal value is found', async (_, tamper) => {
  const [event] = historyOf('a', [{ ...create, attributes: { ...create.attributes, vaccinated: true } }]);
  const item = toItem(petStream, event!);
  const [[c, entry]] = Object.entries(item.personal as JsonObject) as [[string, JsonObject]];
  await refill([{ ...item, personal: { [c]: tamper(entry) } }], [petRow(event!)]);

  const { findings } = await verify();
  expect(findings).toMatchObject([{ check: 'personal', message: 'the value of other is not as it was stored' }]);
});

test('a personal value that went from an older event without an erasure is found', async () => {
  const history = historyOf('a', [
    { ...create, attributes: { ...create.attributes, notes: 'shy' } },
    { type: 'UpdatePet', patch: { notes: 'bold' } },
  ]);
  const [first, second] = history.map((event) => toItem(petStream, event));
  await refill([{ ...first!, personal: {} }, second!], [petRow(history[1]!)]);
  const { findings } = await verify();
  expect(findings).toMatchObject([{ streamId: 'a', version: 1, check: 'personal', fault: 'removed' }]);
});

/** The next character of the alphabet ends on bits that 16 bytes do not reach. */
const withOtherEnd = (salt: JsonValue | undefined) =>
  String(salt).replace(/[AQgw]$/, (end) => String.fromCharCode(end.charCodeAt(0) + 1));

test('the digest holds each pet once, in order', async () => {
  const histories = ['b', 'a', 'c'].map((petId) => historyOf(petId, [create, { type: 'DeletePet' }]));
  await refill(
    histories.flat().map((event) => toItem(petStream, event)),
    histories.map((history) => petRow(history.at(-1)!)),
  );
  const { entries, summary } = await verify();
  const file = join(folder, 'ordered');
  await writeDigest(file, entries(), summary);
  const read = [];
  for await (const entry of digestEntries(file)) read.push(entry);
  expect(read).toEqual(
    histories
      .map((history) => ({ petId: history[0]!.streamId, version: 2, hash: history[1]!.hash }))
      .sort((a, b) => (a.petId < b.petId ? -1 : 1)),
  );
});

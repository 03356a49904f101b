import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { openTarget } from '../../src/cli/target.ts';
import { verifyLog, verifyLogged } from '../../src/cli/verifyLog.ts';
import type { Finding } from '../../src/eventStore/checkHistory.ts';
import { toItem } from '../../src/eventStore/fromItem.ts';
import { hashOf } from '../../src/eventStore/hashOf.ts';
import { signedCheckpoint } from '../../src/log/checkpoint.ts';
import type { CheckpointArchive } from '../../src/log/checkpointArchive.ts';
import { checkReceipt, type Receipt } from '../../src/log/checkReceipt.ts';
import { dynamoLogStore } from '../../src/log/dynamoLogStore.ts';
import { readLeaves, readTile } from '../../src/log/readTile.ts';
import { sequence } from '../../src/log/sequence.ts';
import { treeProofs } from '../../src/log/treeProofs.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { tables } from '../../src/tables.ts';
import { useEngine } from '../support/engine.ts';
import { historyOf, updatesOf } from '../support/history.ts';
import { testKey } from './testKey.ts';

// Someone with every right on both tables changes the past. What an auditor has kept elsewhere is an old checkpoint, a
// receipt and the public key; the log's key itself is out of reach, unless the case says otherwise.

const ORIGIN = 'log.example/1';
const VERSIONS = 4;
const CREATION = { type: 'CreatePet', attributes: { name: 'Fido', type: 'dog' } } as const;
const engine = useEngine({ stream: false });
let key = testKey(ORIGIN);
let kept = '';
let receipt: Receipt;
let history: RecordedPetEvent[] = [];

const put = (TableName: string, Item: object) => engine.client.send(new PutCommand({ TableName, Item }));
async function empty(...names: ('events' | 'log')[]): Promise<void> {
  for (const name of names) {
    const { localName, partitionKey, sortKey } = tables[name];
    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: localName }));
    for (const item of Items) {
      const Key = { [partitionKey.name]: item[partitionKey.name], [sortKey.name]: item[sortKey.name] };
      await engine.client.send(new DeleteCommand({ TableName: localName, Key }));
    }
  }
}

const log = () => dynamoLogStore(engine.client, tables.log.localName, ORIGIN);
async function sequenceAll(signer = key) {
  const { store, catalog } = await openTarget({ endpoint: engine.endpoint, data: '' });
  return sequence(
    { origin: ORIGIN, idAttribute: 'petId', events: { ...store, ...catalog }, log: log(), signers: [signer] },
    { now: Date.now(), lookBackMs: 0, hasTime: () => true },
  );
}

/** An event as it would be stored, sealed anew. */
function storedAs({ hash: _, ...event }: RecordedPetEvent, changes: object = {}) {
  const item = toItem(petStream, { ...event, ...changes } as never);
  return { ...item, hash: hashOf(item) };
}
/** Writes the chain from an event on, each with the right hashes. */
async function writeChain(events: readonly RecordedPetEvent[]): Promise<void> {
  let previousHash: unknown = null;
  for (const event of events) {
    const item = storedAs(event, { previousHash });
    await put('Events', item);
    previousHash = item.hash;
  }
}
/** The event with somebody else to blame for it. */
const blamed = (event: RecordedPetEvent, actor: string): RecordedPetEvent => ({
  ...event,
  metadata: { ...event.metadata, actor },
});

beforeEach(async () => {
  await empty('events', 'log');
  key = testKey(ORIGIN);
  history = updatesOf('rex', VERSIONS);
  await writeChain(history);
  await writeChain(updatesOf('misty', 2));
  const { signed } = await sequenceAll();
  kept = signed!.note;
  const store = log();
  const [place] = await store.places([{ streamId: 'rex', version: 2 }]);
  const { index } = place!;
  const [leaf] = await readLeaves(store, index, index + 1);
  const inclusion = await treeProofs(signed!.size, (tile) => readTile(store, tile)).inclusion(index);
  receipt = { leaf: leaf!, index, inclusion: inclusion.map((hash) => hash.toString('base64')), checkpoint: kept };
});

async function verify(vkeys = [key.vkey], note = kept): Promise<string[]> {
  const target = await openTarget({ endpoint: engine.endpoint, data: '' });
  const newest = async function* () {
    for (const petId of ['misty', 'rex']) {
      const event = await target.store.newest(petId);
      if (event) yield { petId, version: event.version, hash: event.hash };
    }
  };
  const found: string[] = [];
  await verifyLog(target, { origin: ORIGIN, log: log() }, newest(), [{ file: 'kept', note }], vkeys, (finding) => {
    const { streamId, version, message } = finding;
    found.push(version === undefined ? message : `${streamId} v${version}: ${message}`);
  });
  return found;
}

const ANOTHER = 'the log has another event here';
const GONE = 'the log has this event, and the table has not';
const remove = (petId: string, version: number) =>
  engine.client.send(new DeleteCommand({ TableName: 'Events', Key: { petId, version } }));

test('nothing is found where nothing was changed', async () => {
  expect(await verify()).toEqual([]);
  expect(checkReceipt(receipt, [key.vkey])).toMatchObject({ ok: true, leaf: { petId: 'rex', version: 2 } });
});

const MANIPULATIONS: [string, () => Promise<unknown>, string[]][] = [
  [
    'an event is edited and sealed anew',
    () => put('Events', storedAs(blamed(history[1]!, 'ann'))),
    [`rex v2: ${ANOTHER}`],
  ],
  ['an event is removed', () => remove('rex', 2), [`rex v2: ${GONE}`]],
  [
    'two events change places',
    async () => {
      const [, second, third] = history;
      await put('Events', storedAs({ ...third!, version: 2 }));
      await put('Events', storedAs({ ...second!, version: 3 }));
    },
    [`rex v2: ${ANOTHER}`, `rex v3: ${ANOTHER}`],
  ],
  [
    'the newest events are cut off',
    async () => {
      await remove('rex', 3);
      await remove('rex', 4);
    },
    [`rex v3: ${GONE}`, `rex v4: ${GONE}`],
  ],
  [
    'a whole chain is written anew with the right hashes',
    () => writeChain(history.map((event) => blamed(event, 'ann'))),
    [1, 2, 3, 4].map((version) => `rex v${version}: ${ANOTHER}`),
  ],
  [
    "a pet is removed with all its events, and so is the log's end",
    async () => {
      for (const version of [1, 2, 3, 4]) await remove('rex', version);
      await empty('log');
    },
    ['kept has 6 events, and the log 0', 'misty v1: the log has not got this event'],
  ],
];

test.each(MANIPULATIONS)('%s: it is found', async (_, change, findings) => {
  await change();
  expect((await verify()).sort()).toEqual(findings.sort());
});

test.each([
  ['its newest events are cut off', [3, 4]],
  ['an event in its middle is removed', [2]],
  ['all of its events are removed', [1, 2, 3, 4]],
])('%s: the pet by itself shows it', async (_, versions) => {
  for (const version of versions) await remove('rex', version);
  const target = await openTarget({ endpoint: engine.endpoint, data: '' });
  const newest = (await target.store.newest('rex'))?.version ?? 0;
  const findings: Finding[] = [];
  await verifyLogged(target, { log: log() }, { streamId: 'rex', newest }, (finding) => findings.push(finding));
  expect(findings).toEqual(
    versions.map((version) => ({ streamId: 'rex', version, check: 'log', fault: 'removed', message: GONE })),
  );
});

test('events and log are older than the newest checkpoint in the bucket: verify tells', async () => {
  await empty('events', 'log');
  await writeChain(updatesOf('misty', 2));
  await sequenceAll();
  const archive = async (): Promise<CheckpointArchive> => ({
    put: async () => {},
    newestBeyond: async (size) => (size < 6 ? { size: 6, note: kept } : undefined),
  });
  const target = await openTarget({ endpoint: engine.endpoint, data: '' });
  const verified = async (keys: string[], read = archive) => {
    const findings: Finding[] = [];
    const none = (async function* () {})();
    const result = await verifyLog(target, { origin: ORIGIN, log: log(), archive: read }, none, [], keys, (finding) =>
      findings.push(finding),
    );
    return { ...result, findings: findings.map(({ fault, message }) => `${fault}: ${message}`) };
  };
  const lost = ['cut off: the newest checkpoint in the bucket has 6 events, and the log 2'];
  expect((await verified([key.vkey])).findings).toEqual(lost);
  expect((await verified([])).findings).toEqual(lost);
  await empty('events', 'log');
  expect((await verified([])).findings).toEqual(['cut off: the bucket has checkpoints, and the log none']);
  const denied = () => Promise.reject(new Error('Access Denied'));
  expect(await verified([], denied)).toMatchObject({ findings: [], unread: 'Access Denied' });
});

test('chain and log are written anew, and signed with the real key: the kept checkpoint shows it', async () => {
  await writeChain(history.map((event) => blamed(event, 'ann')));
  await empty('log');
  await sequenceAll();
  expect(await verify()).toEqual(['its first 6 events are not those of kept']);
});

test('the same with a key of their own: the real key has not signed it', async () => {
  await empty('log');
  await sequenceAll(testKey(ORIGIN));
  await expect(verify()).rejects.toThrow('its newest checkpoint: none of the keys has signed the checkpoint');
});

test('forged checkpoints and receipts are refused', async () => {
  const [origin, size, root, ...rest] = kept.split('\n');
  const forged = (...lines: unknown[]) => [...lines, ...rest].join('\n');
  const other = Buffer.alloc(32, 1).toString('base64');
  const notes = [
    forged(origin, Number(size) - 1, root),
    forged(origin, size, other),
    forged('log.example/2', size, root),
  ];
  for (const note of notes) {
    await expect(verify([key.vkey], note)).rejects.toThrow('kept: none of the keys has signed the checkpoint');
    expect(checkReceipt({ ...receipt, checkpoint: note }, [key.vkey]).ok).toBe(false);
  }
  expect(checkReceipt(receipt, [testKey(ORIGIN).vkey])).toEqual({
    ok: false,
    fault: 'none of the keys has signed the checkpoint',
  });
  expect(checkReceipt({ ...receipt, leaf: receipt.leaf.replace('"version":2', '"version":3') }, [key.vkey])).toEqual({
    ok: false,
    fault: 'the leaf is not in the tree that was signed',
  });
  expect(checkReceipt({ ...receipt, index: receipt.index ^ 1 }, [key.vkey]).ok).toBe(false);
});

test('a checkpoint of another log with as many events is told, whoever signed it', async () => {
  const other = testKey('log.example/2');
  const root = Buffer.from(kept.split('\n')[2]!, 'base64');
  const note = await signedCheckpoint({ origin: 'log.example/2', size: 6, root }, [other]);
  expect(await verify([key.vkey, other.vkey], note)).toEqual(['kept is of another log, log.example/2']);
});

test('a leaf that names another event is found, though the hash is right', async () => {
  const { localName, partitionKey } = tables.log;
  const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: localName }));
  const batch = Items.find((item) => String(item[partitionKey.name]).includes('batch'))!;
  const [eventId, another] = [history[1]!.eventId, history[2]!.eventId];
  const leaves = (batch.leaves as string[]).map((leaf) => leaf.replace(eventId, another));
  await put(localName, { ...batch, leaves });
  expect(await verify()).toContain(`rex v2: ${ANOTHER}`);
});

test('an event that is young may be missing in the log, and one of ten minutes ago may not', async () => {
  const minutes = 60_000;
  await writeChain(historyOf('young', [CREATION], Date.now() - 9 * minutes));
  await writeChain(historyOf('old', [CREATION], Date.now() - 11 * minutes));
  const target = await openTarget({ endpoint: engine.endpoint, data: '' });
  for (const [petId, missing] of [['young', 0] as const, ['old', 1] as const]) {
    const findings: Finding[] = [];
    await verifyLogged(target, { log: log() }, { streamId: petId, newest: 1 }, (finding) => findings.push(finding));
    expect(findings).toHaveLength(missing);
  }
});

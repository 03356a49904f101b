import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { COMMANDS } from '../../infra/build/bundles.ts';
import { nextSteps } from '../../src/cli/nextSteps.ts';
import { LOCAL_SERVICE_FILE } from '../../src/client/localService.ts';
import { inReadingOrder } from '../../src/domain/pet.ts';
import type { PetEvent } from '../../src/domain/petEvents.ts';
import { toItem } from '../../src/eventStore/fromItem.ts';
import { recordEvent } from '../../src/eventStore/recordEvent.ts';
import { petRow } from '../../src/projections/petRow.ts';
import { eventView } from '../../src/queries/eventView.ts';
import { petAfter, petStream } from '../../src/streams/petStream.ts';
import { useEngine } from '../support/engine.ts';
import { eventsOf, METADATA } from '../support/history.ts';
import { putEvents, putItems } from '../support/items.ts';
import { runCommand } from '../support/runCommand.ts';

const START = Date.UTC(2026, 0, 1, 12);
const engine = useEngine({ stream: false });
const rex = eventsOf('rex', [
  {
    command: { type: 'CreatePet', attributes: { name: 'Fido', type: 'dog', notes: '\u001b[31m\u009b\u202e' } },
    now: START,
  },
  { command: { type: 'UpdatePet', patch: { name: 'Rex', notes: null, color: 'red' } }, now: START + 1_000 },
  { command: { type: 'DeletePet' }, now: START + 2_000 },
  { command: { type: 'CreatePet', attributes: { name: 'Luna', type: 'cat' } }, now: START + 3_000 },
]);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pets-test-'));
  await putEvents(engine.client, rex);
  await putItems(engine.client, 'Pets', [petRow(rex.at(-1)!)]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let code: number | undefined;

/** The lines that a command prints. */
async function run(...args: string[]): Promise<string[]> {
  const result = await runCommand(...args, '--endpoint', engine.endpoint);
  code = result.code;
  return result.stdout.split('\n').slice(0, -1);
}

test('history is a timeline that a terminal can be trusted with', async () => {
  const timeline = [
    [
      'v1  2026-01-01T12:00:00.000Z  PetCreated  by tester',
      '    + /name  "Fido"',
      '    + /notes  "\\u001b[31m\\u009b\\u202e"',
      '    + /type  "dog"',
    ],
    [
      'v2  2026-01-01T12:00:01.000Z  PetUpdated  by tester',
      '    + /color  "red"',
      '    ~ /name  "Fido" -> "Rex"',
      '    - /notes  "\\u001b[31m\\u009b\\u202e"',
    ],
    [
      'v3  2026-01-01T12:00:02.000Z  PetDeleted  by tester',
      '    - /color  "red"',
      '    - /name  "Rex"',
      '    - /type  "dog"',
    ],
    ['v4  2026-01-01T12:00:03.000Z  PetCreated  by tester', '    + /name  "Luna"', '    + /type  "cat"'],
  ];
  expect(await run('history', 'rex')).toEqual(timeline.flat());
  expect(await run('history', 'rex', '--desc')).toEqual(timeline.toReversed().flat());
  const lines = (await run('history', 'rex', '--json')).map((line) => JSON.parse(line));
  expect(lines.map(({ changes: _, ...event }) => event)).toEqual(rex.map(eventView));
  await expect(run('history', 'nobody')).rejects.toThrow('No pet has the id nobody.');
});

test('history and events as comma-separated values, with the line breaks of RFC 4180', async () => {
  expect((await run('history', 'rex', '--csv')).slice(0, 4)).toEqual([
    'version,occurredAt,type,actor,requestId,pointer,before,after,erased\r',
    '1,2026-01-01T12:00:00.000Z,PetCreated,tester,request-1,/name,,Fido,\r',
    '1,2026-01-01T12:00:00.000Z,PetCreated,tester,request-1,/notes,,\u001b[31m\u009b\u202e,\r',
    '1,2026-01-01T12:00:00.000Z,PetCreated,tester,request-1,/type,,dog,\r',
  ]);
  expect(await run('events', '--csv', '--type', 'PetUpdated')).toEqual([
    'eventId,occurredAt,type,petId,version,actor,requestId,correlationId,data,erased\r',
    `${rex[1]!.eventId},2026-01-01T12:00:01.000Z,PetUpdated,rex,2,tester,request-1,${rex[1]!.metadata.correlationId},` +
      '"{""changes"":{""color"":""red"",""name"":""Rex"",""notes"":null}}",\r',
  ]);
});

test('show: now, at a version, at a time', async () => {
  const pet = (version: number) => inReadingOrder(petAfter(rex[version - 1]!)!);
  const show = async (...args: string[]) => JSON.parse((await run('show', 'rex', ...args)).join('\n'));
  expect(await show()).toEqual(pet(4));
  expect(await show('--version', '2')).toEqual(pet(2));
  expect(await show('--at', '2026-01-01T13:00:00.999+01:00', '--json')).toEqual(pet(1));
  await expect(run('show', 'rex', '--version', '3')).rejects.toThrow('The pet was deleted at version 3');
  await expect(run('show', 'rex', '--version', '9')).rejects.toThrow('no version 9; its newest is 4');
  await expect(run('show', 'rex', '--at', '2020-01-01T00:00:00Z')).rejects.toThrow('No pet had the id rex.');
  await expect(run('show', 'rex', '--at', 'yesterday')).rejects.toThrow('such as 2026-03-01T00:00:00Z');
});

test('blame and events', async () => {
  expect(await run('blame', 'rex')).toEqual([
    'v4  2026-01-01T12:00:03.000Z  tester  /name  "Luna"',
    'v4  2026-01-01T12:00:03.000Z  tester  /type  "cat"',
  ]);
  expect(await run('events', '--type', 'PetDeleted', '--from', '2026-01-01T00:00:00Z')).toEqual([
    '2026-01-01T12:00:02.000Z  PetDeleted  rex v3  tester',
  ]);
  expect((await run('events', '--json', '--actor', 'tester')).map((line) => JSON.parse(line))).toEqual(
    rex.map(eventView),
  );
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  expect(await run('events', '--actor', 'nobody')).toEqual([]);
  expect(error).toHaveBeenCalledWith(expect.stringContaining('No event matches.'));
  error.mockRestore();
});

describe('verify', () => {
  const hash = rex.at(-1)!.hash;
  const digest = () => join(folder, 'digest');

  test('a sound table, its digest, and the digest against it', async () => {
    expect(await run('verify', 'rex')).toEqual(['4 events of rex, 0 values erased: sound.', `newest hash  ${hash}`]);
    const [rate, ...rest] = await run('verify', '--digest', digest());
    expect(rate).toMatch(/^1 pet, 4 events, 0 values erased, in \d+\.\d s: sound\.$/);
    const lines = (await readFile(digest(), 'utf8')).trim().split('\n');
    const { root, ...summary } = JSON.parse(lines[2]!);
    expect(lines.slice(0, 2)).toEqual(['{"format":"pets-digest/1"}', `{"hash":"${hash}","petId":"rex","version":4}`]);
    expect(summary).toEqual({ pets: 1, events: 4, takenAt: expect.any(String) });
    expect(rest).toEqual([
      'No event was edited, added or removed, and every row follows from its events.',
      'Whether newest events were cut off shows only against an earlier digest.',
      `root  ${root}`,
      `digest written to ${digest()}`,
    ]);
    expect(JSON.parse((await run('verify', '--json', '--against', digest()))[0]!)).toMatchObject({
      ok: true,
      root,
      findings: [],
    });
    expect(code).toBe(0);
  });

  test('a changed event is told with what is wrong, and ends with 1', async () => {
    const setName = (name: string) =>
      engine.client.send(
        new UpdateCommand({
          TableName: 'Events',
          Key: { petId: 'rex', version: 2 },
          UpdateExpression: 'SET #state.#name = :name',
          ExpressionAttributeNames: { '#state': 'state', '#name': 'name' },
          ExpressionAttributeValues: { ':name': name },
        }),
      );
    await setName('Max');
    const findings = [
      'edited  rex v2',
      '    the event is not as it was stored: its hash is another (hash)',
      '    the state is not what the events fold to (fold)',
      '    ~ /state/name  "Rex" -> "Max"',
      '',
    ];
    const advice = [
      '~ field  what should be there -> what is there',
      'edited: Compare the event with an export or a restored copy of the table.',
      '    See docs/runbook.md, "Tampered events".',
    ];
    expect(await run('verify', 'rex')).toEqual([
      ...findings,
      '4 events of rex, 0 values erased: 2 findings.',
      ...advice,
    ]);
    expect(code).toBe(1);
    const lines = await run('verify');
    expect(lines.toSpliced(findings.length, 1)).toEqual([...findings, ...advice]);
    expect(lines[findings.length]).toMatch(/^1 pet, 4 events, 0 values erased, in .*: 2 findings\.$/);
    await run('verify', '--digest', join(folder, 'faulty'));
    expect(code).toBe(1);
    expect(existsSync(join(folder, 'faulty'))).toBe(false);
    const result = JSON.parse((await run('verify', '--json'))[0]!);
    expect(result).toMatchObject({
      ok: false,
      findings: [{ fault: 'edited', next: expect.stringContaining('export') }, {}],
      findingsTotal: 2,
    });
    await setName('Rex');
  });

  test('a tail that was cut off is told by the digest', async () => {
    await engine.client.send(new DeleteCommand({ TableName: 'Events', Key: { petId: 'rex', version: 4 } }));
    await putItems(engine.client, 'Pets', [petRow(rex[2]!)]);
    expect((await run('verify'))[0]).toContain('3 events, 0 values erased, in');
    expect(code).toBe(0);
    const told = ['cut off  rex v4', '    the event of the digest is not there (digest)'];
    expect((await run('verify', '--against', digest())).slice(0, 2)).toEqual(told);
    expect(code).toBe(1);
    await putItems(engine.client, 'Pets', [petRow(rex[3]!)]);
    expect(await run('verify', 'rex')).toEqual([
      'cut off  rex',
      '    the row names version 4, an event that is not there (row)',
      '',
      '3 events of rex, 0 values erased: 1 finding.',
      'cut off: Bring the newest events back from an export or a restored copy.',
      '    See docs/runbook.md, "How to restore the Events table".',
    ]);
    await putEvents(engine.client, rex);
  });

  test('a removed event is one finding, and so is one that was added', async () => {
    await engine.client.send(new DeleteCommand({ TableName: 'Events', Key: { petId: 'rex', version: 2 } }));
    expect((await run('verify', 'rex')).slice(0, 4)).toEqual([
      'removed  rex v3',
      '    version 2 is missing (version)',
      '',
      '3 events of rex, 0 values erased: 1 finding.',
    ]);
    await putEvents(engine.client, rex);
    await putItems(engine.client, 'Events', [{ ...toItem(petStream, rex[0]!), version: 0 }]);
    expect((await run('verify', 'rex')).slice(0, 4)).toEqual([
      'added  rex v0',
      '    version 1 was expected here (version)',
      '',
      '5 events of rex, 0 values erased: 1 finding.',
    ]);
    await engine.client.send(new DeleteCommand({ TableName: 'Events', Key: { petId: 'rex', version: 0 } }));
  });

  test('a digest that was changed itself is refused', async () => {
    const changed = async (change: (text: string) => string) => {
      await writeFile(join(folder, 'changed'), change(await readFile(digest(), 'utf8')));
      return run('verify', '--against', join(folder, 'changed'));
    };
    await expect(changed((text) => text.replace('"version":4', '"version":3'))).rejects.toThrow('was changed');
    await expect(changed((text) => text.split('\n').slice(0, 2).join('\n'))).rejects.toThrow('not whole');
    await expect(changed((text) => text.replace('digest/1', 'digest/2'))).rejects.toThrow('not a digest in the format');
    await expect(changed(() => 'x')).rejects.toThrow('not a JSON object');
    await expect(run('verify', '--against', join(folder, 'absent'))).rejects.toThrow("absent can't be read: ENOENT");
  });
});

test('every step that verify advises is a section of the runbook', async () => {
  const runbook = await readFile('docs/runbook.md', 'utf8');
  for (const { section } of Object.values(nextSteps)) expect(runbook).toContain(`\n## ${section}\n`);
});

describe('what is printed', () => {
  test('fits 80 columns, whoever acted, on whatever', async () => {
    const petId = 'p'.repeat(64);
    const name = '狗'.repeat(50);
    const arn = `arn:aws:sts::123456789012:assumed-role/Keepers/${'ann@example.com'.repeat(2)}`;
    const created: PetEvent = { type: 'PetCreated', data: { pet: { name, type: 'dog' } } };
    const long = [recordEvent(petStream, petId, undefined, created, { ...METADATA, actor: arn }, START).event];
    await putEvents(engine.client, long);
    expect(await run('history', petId)).toEqual([
      'v1  2026-01-01T12:00:00.000Z  PetCreated',
      `    by ${arn.slice(0, 73)}`,
      `    ${arn.slice(73)}`,
      '    + /name',
      `        "${name.slice(0, 35)}`,
      `        ${name.slice(35)}"`,
      '    + /type  "dog"',
    ]);
    expect(await run('events', '--actor', arn)).toEqual([
      '2026-01-01T12:00:00.000Z  PetCreated',
      `    ${petId} v1`,
      `    ${arn.slice(0, 76)}`,
      `    ${arn.slice(76)}`,
    ]);
    await engine.client.send(new DeleteCommand({ TableName: 'Events', Key: { petId, version: 1 } }));
  });
});

describe('as it is typed', () => {
  const typed = (...args: string[]) =>
    new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
      const child = spawn(process.execPath, [COMMANDS, ...args]);
      let [out, err] = ['', ''];
      child.stdout.on('data', (data) => {
        out += data;
      });
      child.stderr.on('data', (data) => {
        err += data;
      });
      child.on('close', (code) => resolve({ code, out, err }));
    });

  test('the local service is found by its data folder; where none runs, that is said', async () => {
    const service = { url: '', endpoint: engine.endpoint, embedded: true };
    await writeFile(join(folder, LOCAL_SERVICE_FILE), JSON.stringify(service));
    const [found, absent] = await Promise.all([
      typed('show', 'rex', '--data', folder, '--json'),
      typed('show', 'rex', '--data', join(folder, 'absent')),
    ]);
    expect(found).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(found.out)).toMatchObject({ petId: 'rex', version: 4 });
    expect(absent).toMatchObject({ code: 1, out: '' });
    expect(absent.err).toContain('Start one with npm start');
  });

  test('an address where nothing answers is told in a sentence, and so is an unknown command', async () => {
    const [unreachable, unknown, version] = await Promise.all([
      typed('list', '--url', 'http://127.0.0.1:1'),
      typed('verfiy'),
      typed('--version'),
    ]);
    expect(unreachable).toMatchObject({ code: 1, out: '' });
    expect(unreachable.err).toMatch(
      /^GET http:\/\/127\.0\.0\.1:1\/pets\?limit=25 failed: .*\. Does the service run there\?\n$/,
    );
    expect(unknown.err).toContain('Did you mean verify?');
    expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { COMMANDS } from '../../infra/build/bundle.ts';
import { LOCAL_SERVICE_FILE } from '../../src/client/localService.ts';
import { inReadingOrder } from '../../src/domain/pet.ts';
import { petRow } from '../../src/projections/petRow.ts';
import { eventView } from '../../src/queries/eventView.ts';
import { petAfter } from '../../src/streams/petStream.ts';
import { useEngine } from '../support/engine.ts';
import { eventsOf } from '../support/history.ts';
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
  const request = 'request request-1';
  const timeline = [
    [
      `v1  2026-01-01T12:00:00.000Z  PetCreated  by tester  ${request}`,
      '    + /name  "Fido"',
      '    + /notes  "\\u001b[31m\\u009b\\u202e"',
      '    + /type  "dog"',
    ],
    [
      `v2  2026-01-01T12:00:01.000Z  PetUpdated  by tester  ${request}`,
      '    + /color  "red"',
      '    ~ /name  "Fido" -> "Rex"',
      '    - /notes  "\\u001b[31m\\u009b\\u202e"',
    ],
    [
      `v3  2026-01-01T12:00:02.000Z  PetDeleted  by tester  ${request}`,
      '    - /color  "red"',
      '    - /name  "Rex"',
      '    - /type  "dog"',
    ],
    [`v4  2026-01-01T12:00:03.000Z  PetCreated  by tester  ${request}`, '    + /name  "Luna"', '    + /type  "cat"'],
  ];
  expect(await run('history', 'rex')).toEqual(timeline.flat());
  expect(await run('history', 'rex', '--desc')).toEqual(timeline.toReversed().flat());
  const lines = (await run('history', 'rex', '--json')).map((line) => JSON.parse(line));
  expect(lines.map(({ changes: _, ...event }) => event)).toEqual(rex.map(eventView));
  await expect(run('history', 'nobody')).rejects.toThrow('No pet has the id nobody.');
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
    '2026-01-01T12:00:02.000Z  PetDeleted  rex v3  by tester  request request-1',
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
    expect(await run('verify', 'rex')).toEqual(['4 events of rex verified', `newest hash  ${hash}`]);
    const [rate, ...rest] = await run('verify', '--digest', digest());
    expect(rate).toMatch(/^4 events of 1 pets in /);
    const lines = (await readFile(digest(), 'utf8')).trim().split('\n');
    const { root, ...summary } = JSON.parse(lines[2]!);
    expect(lines.slice(0, 2)).toEqual(['{"format":"pets-digest/1"}', `{"hash":"${hash}","petId":"rex","version":4}`]);
    expect(summary).toEqual({ pets: 1, events: 4, takenAt: expect.any(String) });
    expect(rest).toEqual([
      'Every chain is unbroken, every state is the fold of its events, every row is its newest event.',
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
    const expected = [
      'hash  rex v2  the stored item does not match its hash',
      'fold  rex v2  the state is not what the events fold to',
      '    ~ /state/name  "Rex" -> "Max"',
    ];
    expect((await run('verify', 'rex')).slice(0, 3)).toEqual(expected);
    expect(code).toBe(1);
    expect((await run('verify')).slice(0, 3)).toEqual(expected);
    const result = JSON.parse((await run('verify', '--json'))[0]!);
    expect(result).toMatchObject({ ok: false, findingsTotal: 2 });
    await setName('Rex');
  });

  test('a tail that was cut off is told by the digest', async () => {
    await engine.client.send(new DeleteCommand({ TableName: 'Events', Key: { petId: 'rex', version: 4 } }));
    await putItems(engine.client, 'Pets', [petRow(rex[2]!)]);
    expect((await run('verify'))[1]).toContain('Every chain is unbroken');
    expect((await run('verify', '--against', digest()))[0]).toBe(
      'digest  rex v4  the event of the digest is not there',
    );
    expect(code).toBe(1);
    await putEvents(engine.client, rex);
    await putItems(engine.client, 'Pets', [petRow(rex[3]!)]);
  });

  test('a digest that was changed itself is refused', async () => {
    const changed = async (change: (text: string) => string) => {
      await writeFile(join(folder, 'changed'), change(await readFile(digest(), 'utf8')));
      return run('verify', '--against', join(folder, 'changed'));
    };
    await expect(changed((text) => text.replace('"version":4', '"version":3'))).rejects.toThrow('was changed');
    await expect(changed((text) => text.split('\n').slice(0, 2).join('\n'))).rejects.toThrow('not whole');
    await expect(changed((text) => text.replace('digest/1', 'digest/2'))).rejects.toThrow('no digest of the format');
    await expect(changed(() => 'x')).rejects.toThrow('no JSON object');
    await expect(run('verify', '--against', join(folder, 'absent'))).rejects.toThrow("absent can't be read: ENOENT");
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
});

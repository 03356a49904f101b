import { expect, test } from 'vitest';
import { type CommandReport, LocalProblem, localClient, localRequests } from '../../src/client/localClient.ts';
import { eventually, useService } from '../support/service.ts';

const service = useService({ alone: true });
const client = () => localClient(service.url);

test('a service on this machine is local', async () => {
  expect(await client().isLocal()).toBe(true);
});

test('a service without local endpoints is not, and one that can not be asked leaves it open', async () => {
  expect(await localClient(`${service.url}/elsewhere`).isLocal()).toBe(false);
  await expect(localClient('http://127.0.0.1:1').isLocal()).rejects.toBeInstanceOf(TypeError);
});

test('faults are planned and cancelled', async () => {
  const planned = { at: 'projectPets', kind: 'delay', next: 2, ms: 5, share: 0.5 };
  const { send } = client();
  expect(await send(localRequests.planFault({ at: 'projectPets', kind: 'delay', next: 2, ms: 5 }))).toEqual([planned]);
  expect(await send(localRequests.faults())).toEqual([planned]);
  expect(await send(localRequests.clearFaults())).toEqual([]);
});

test('consumers, dead letters and patterns are asked for', async () => {
  const { send } = client();
  const { consumers } = await send(localRequests.projections());
  expect(consumers.map(({ name }) => name)).toEqual(['projectPets', 'publishPets']);
  expect(await send(localRequests.deadLetters())).toEqual([]);
  const event = { id: '1', source: 'pets', 'detail-type': 'PetCreated', time: '', detail: {} };
  const { matches } = await send(localRequests.matches({ source: ['pets'] }, [event, { ...event, source: 'shop' }]));
  expect(matches).toEqual([true, false]);
});

test('a refusal says why', async () => {
  const refused = client().send(localRequests.matches({ source: 'pets' }, []));
  await expect(refused).rejects.toBeInstanceOf(LocalProblem);
  await expect(refused).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/^pattern: /) });
});

test('a command is run, and stopped', async () => {
  const reports: CommandReport[] = [];
  for await (const report of client().run({ command: 'verify' })) reports.push(report);
  expect(reports.at(-1)).toEqual({ event: 'end', data: { code: 0 } });
  expect(reports.some(({ event }) => event === 'output')).toBe(true);

  // Leaving the loop ends the command: only then can the next one run.
  for await (const _ of client().run({ command: 'verify' })) break;
  await eventually(async () => {
    for await (const _ of client().run({ command: 'verify' })) break;
  });
});

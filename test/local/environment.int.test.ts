import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { BUNDLES } from '../../infra/build/bundles.ts';
import { Environment } from '../../infra/local/environment.ts';
import { FunctionTimeout } from '../../infra/local/invoking.ts';

const folder = mkdtempSync(join(tmpdir(), 'pets-environment-'));
const environments: Environment[] = [];
const environment = () => {
  environments.push(new Environment(folder));
  return environments.at(-1)!;
};
beforeAll(() => {
  copyFileSync(`${BUNDLES}functionThread.mjs`, join(folder, 'functionThread.mjs'));
  const write = (name: string, code: string) => writeFileSync(join(folder, `${name}.mjs`), code);
  write('echo', 'export const handler = async (event, context) => ({ event, name: context.functionName });');
  write('variable', 'const loaded = process.env.CANARY; export const handler = async () => loaded;');
  write('nothing', 'export const handler = async () => {};');
  write('fails', "export const handler = async () => { throw new TypeError('on purpose'); };");
  write('blocks', 'export const handler = () => { for (;;); };');
  write('ends', 'export const handler = () => process.exit(1);');
});
afterAll(async () => {
  for (const one of environments) await one.stop();
  rmSync(folder, { recursive: true });
});

test('events, results and faults come across', async () => {
  const one = environment();
  expect(await one.invoke('echo')({ text: '\u2028 🐾', list: [1, null] })).toEqual({
    event: { text: '\u2028 🐾', list: [1, null] },
    name: 'echo',
  });
  expect(await one.invoke('nothing')({})).toBeUndefined();
  await expect(one.invoke('fails')({})).rejects.toThrow('on purpose');
  await expect(one.invoke('absent')({})).rejects.toThrow('absent.mjs');
});

test('each has the variables of the time it was made', async () => {
  vi.stubEnv('CANARY', 'first');
  const first = environment();
  vi.stubEnv('CANARY', 'second');
  const second = environment();
  vi.unstubAllEnvs();
  expect(await Promise.all([first.invoke('variable')({}), second.invoke('variable')({})])).toEqual(['first', 'second']);
});

test('a function that never ends holds up no other environment, and the calls after its time get a new thread', async () => {
  const one = environment();
  expect(await one.invoke('echo')(1)).toMatchObject({ event: 1 });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const blocked = expect(one.invoke('blocks')({})).rejects.toThrow(FunctionTimeout);
  expect(await environment().invoke('echo')(2)).toMatchObject({ event: 2 });
  vi.advanceTimersByTime(10_000);
  await blocked;
  expect(await one.invoke('echo')(3)).toMatchObject({ event: 3 });
  // The old thread ends at last.
  vi.advanceTimersByTime(10_000);
  vi.useRealTimers();
});

test('where the thread ends, the calls under way fail, and the next one gets another', async () => {
  const one = environment();
  await expect(one.invoke('ends')({})).rejects.toThrow('the environment ended');
  expect(await one.invoke('echo')(1)).toMatchObject({ event: 1 });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { SERVICE } from '../../infra/build/bundles.ts';
import { type Engine, startEngine } from '../../infra/local/engine.ts';
import { startService } from '../../infra/local/service.ts';
import { type PetsClient, petsClient } from '../../src/client/petsClient.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import type { Pet } from '../../src/domain/pet.ts';
import { engineClient, examinePet } from '../support/examinePet.ts';
import { carryOutAt, startFaultProxy } from './faultProxy.ts';

export interface KillReport {
  kills: number;
  acknowledged: number;
  /** Acknowledged changes that can't be read back as they were acknowledged. */
  lost: number;
  /** Stored changes that nobody was told of. */
  unacknowledged: number;
  /** What is wrong with the pets' histories. */
  broken: number;
  /** Pets whose row did not come to be its newest event's. */
  rowsBehind: number;
}

const WRITERS = 8;

/**
 * Kills the engine (SIGKILL) again and again while the service runs on it and eight writers use it; each time after so
 * many more changes were acknowledged.
 */
export async function killEngine(kills: number, changes: number): Promise<KillReport> {
  return inFolder(async (folder) => {
    const database = join(folder, 'pets.db');
    let engine: Engine = await startEngine(database);
    const proxy = await startFaultProxy();
    proxy.receive((arrival) => {
      carryOutAt(engine.endpoint, arrival).then(arrival.reply, arrival.cut);
    });
    const log = console.error;
    console.error = () => {};
    const service = await startService({ host: '127.0.0.1', port: 0, endpoint: proxy.endpoint });
    try {
      const endpoint = async () => proxy.endpoint;
      return await killed({ kills, changes, url: service.url, endpoint }, async () => {
        process.kill(engine.pid!, 'SIGKILL');
        await engine.died;
        engine = await startEngine(database);
      });
    } finally {
      await service.stop();
      console.error = log;
      await proxy.stop();
      await engine.stop();
    }
  });
}

/** The same with the whole service, the engine with it. */
export async function killService(kills: number, changes: number): Promise<KillReport> {
  return inFolder(async (folder) => {
    let { child, url } = await start(folder, 0);
    try {
      const endpoint = async () => JSON.parse(await readFile(join(folder, 'service.json'), 'utf8')).endpoint;
      return await killed({ kills, changes, url, endpoint }, async () => {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
        ({ child, url } = await start(folder, Number(new URL(url).port)));
      });
    } finally {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
  });
}

interface Killing {
  kills: number;
  changes: number;
  url: string;
  /** Where the engine is in the end. */
  endpoint: () => Promise<string>;
}

async function killed({ kills, changes, url, endpoint }: Killing, kill: () => Promise<void>): Promise<KillReport> {
  const client = petsClient({ url, attempts: 1 });
  const acknowledged: Pet[] = [];
  const stopping = new AbortController();
  const writers = Array.from({ length: WRITERS }, () => write(client, acknowledged, stopping.signal));
  for (let count = 1; count <= kills; count++) {
    while (acknowledged.length < count * changes) await sleep(5);
    await kill();
  }
  stopping.abort();
  await Promise.all(writers);
  return { kills, ...(await examined(url, await endpoint(), acknowledged)) };
}

/** Creates a pet and changes it, one change after another; whatever fails is left, and something new is tried. */
async function write(client: PetsClient, acknowledged: Pet[], stopping: AbortSignal): Promise<void> {
  let pet: Pet | undefined;
  for (let n = 0; !stopping.aborted; n++) {
    try {
      pet = pet
        ? await client.update<JsonObject>(pet.petId, { visits: n })
        : await client.create<JsonObject>({ name: 'Fido', type: 'dog' });
      acknowledged.push(pet);
    } catch {
      await sleep(20);
    }
  }
}

async function examined(
  url: string,
  endpoint: string,
  acknowledged: readonly Pet[],
): Promise<Omit<KillReport, 'kills'>> {
  const petIds = [...new Set(acknowledged.map(({ petId }) => petId))];
  const client = engineClient(endpoint);
  let lost = 0;
  for (const pet of acknowledged) {
    const response = await fetch(`${url}/pets/${pet.petId}?version=${pet.version}`);
    if (!isDeepStrictEqual(await response.json(), pet)) lost++;
  }
  let stored = 0;
  let broken = 0;
  let rowsBehind = 0;
  for (const petId of petIds) {
    const { items, faults, wrongInRow } = await examinePet(client, petId);
    stored += items.length;
    broken += faults.length;
    if (wrongInRow.length > 0) rowsBehind++;
  }
  return {
    acknowledged: acknowledged.length,
    lost,
    unacknowledged: stored - acknowledged.length,
    broken,
    rowsBehind,
  };
}

/** What `npm start` runs, as a process of its own, on a port; 0 chooses one. */
async function start(folder: string, port: number): Promise<{ child: ChildProcess; url: string }> {
  const flags = ['--data', folder, '--port', String(port)];
  const child = spawn(process.execPath, [SERVICE, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  while (!output.includes('ready in') && child.exitCode === null) await sleep(20);
  const url = /http:\S+:\d+/.exec(output)?.[0];
  if (!url) throw new Error(`The service did not start: ${output}`);
  return { child, url };
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'pets-kills-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

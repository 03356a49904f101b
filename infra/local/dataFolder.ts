import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LOCAL_SERVICE_FILE, type LocalService } from '../../src/client/localService.ts';
import { shardNumbers } from '../../src/config.ts';
import { takeLock } from '../../src/locks/takeLock.ts';
import { type ShardNumbers, shardsNow } from '../../src/shardNumbers.ts';

/** The files of one local service. */
export interface DataFolder {
  path: string;
  database: string;
  checkpoints: string;
  /** The keys of the log, and the folder of its checkpoints. */
  logKeys: string;
  logCheckpoints: string;
  /** The numbers of shards that its data was written with, oldest first; `now` is added where it is another one. */
  shards(now?: number): ShardNumbers;
  /** Tells those who look into the folder where the service is. */
  announce(service: LocalService): void;
  /** Lets another service use the folder. */
  release(): void;
}

/** Takes a folder for this process; fails where another service that runs has it, or nothing can be kept in it. */
export function takeDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  const lock = join(path, 'service.pid');
  const announcement = join(path, LOCAL_SERVICE_FILE);
  try {
    mkdirSync(path, { recursive: true });
    take(path, lock);
    refuseOlder(path, lock);
    rmSync(announcement, { force: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Error(
      `Nothing can be kept in ${path} (${error.code}). Choose another folder with --data, or keep data in memory with --memory.`,
      { cause: error },
    );
  }
  return {
    path,
    database: join(path, 'pets.db'),
    checkpoints: join(path, 'checkpoints.json'),
    logKeys: join(path, 'log-keys.json'),
    logCheckpoints: join(path, 'log-checkpoints'),
    shards: (now) => shardsIn(join(path, 'shards.json'), now),
    announce: (service) => writeFileSync(announcement, JSON.stringify(service, null, 2)),
    release() {
      rmSync(announcement, { force: true });
      rmSync(lock, { force: true });
    },
  };
}

/** Raised when what is stored changes its shape. */
const FORMAT = '3';

/** Refuses data that was stored before the format was what it is. */
function refuseOlder(path: string, lock: string): void {
  const file = join(path, 'format');
  if (!existsSync(join(path, 'pets.db'))) writeFileSync(file, FORMAT);
  const format = existsSync(file) ? readFileSync(file, 'utf8').trim() : '1';
  if (format === FORMAT) return;
  rmSync(lock, { force: true });
  throw new Error(
    `The data in ${path} was stored by an older version, and this one can't read it: it has the format ${format}, not ${FORMAT}. Delete it, or choose another folder with --data.`,
  );
}

function shardsIn(file: string, now?: number): ShardNumbers {
  const kept = existsSync(file) ? keptShards(file) : undefined;
  const numbers = kept ?? ([now ?? 1] as const);
  const all: ShardNumbers = now === undefined || now === shardsNow(numbers) ? numbers : [...numbers, now];
  if (all !== kept) writeFileSync(file, JSON.stringify(all));
  return all;
}

function keptShards(file: string): ShardNumbers {
  try {
    return shardNumbers((JSON.parse(readFileSync(file, 'utf8')) as number[]).join() || 'none');
  } catch (cause) {
    throw new Error(
      `${file} can't be read: it holds the numbers of shards that the data was written with, such as [1]. Restore it.`,
      { cause },
    );
  }
}

function take(path: string, lock: string): void {
  const owner = takeLock(lock);
  if (owner === undefined) return;
  throw new Error(
    `The data in ${path} is used by another service (process ${owner}). Stop it, or choose another folder with --data.`,
  );
}

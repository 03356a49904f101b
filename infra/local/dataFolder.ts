import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LOCAL_SERVICE_FILE, type LocalService } from '../../src/client/localService.ts';

/** The files of one local service. */
export interface DataFolder {
  path: string;
  database: string;
  checkpoints: string;
  /** Tells those who look into the folder where the service is. */
  announce(service: LocalService): void;
  /** Lets another service use the folder. */
  release(): void;
}

/** Takes a folder for this process; fails where another service that runs has it. */
export function takeDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  mkdirSync(path, { recursive: true });
  const lock = join(path, 'service.pid');
  const owner = ownerOf(lock);
  if (owner !== undefined) {
    throw new Error(
      `The data in ${path} is used by another service (process ${owner}). Stop it, or choose another folder with --data.`,
    );
  }
  const announcement = join(path, LOCAL_SERVICE_FILE);
  rmSync(announcement, { force: true });
  writeFileSync(lock, String(process.pid));
  return {
    path,
    database: join(path, 'pets.db'),
    checkpoints: join(path, 'checkpoints.json'),
    announce: (service) => writeFileSync(announcement, JSON.stringify(service, null, 2)),
    release() {
      rmSync(announcement, { force: true });
      rmSync(lock, { force: true });
    },
  };
}

/** The process that holds the lock, if it is alive. */
function ownerOf(lock: string): number | undefined {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (pid !== process.pid) process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

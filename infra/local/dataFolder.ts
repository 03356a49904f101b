import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The files of one local service. */
export interface DataFolder {
  path: string;
  database: string;
  checkpoints: string;
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
  writeFileSync(lock, String(process.pid));
  return {
    path,
    database: join(path, 'pets.db'),
    checkpoints: join(path, 'checkpoints.json'),
    release: () => rmSync(lock, { force: true }),
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

import { rmSync } from 'node:fs';

const left = new Set<string>();
let isWatching = false;

/** Removes a temporary file or folder when the process ends, if it was not removed before. Returns what removes it now. */
export function untilExit(path: string): () => void {
  if (!isWatching) process.on('exit', removeAll);
  isWatching = true;
  left.add(path);
  return () => remove(path);
}

/** Removes what is left, for an end of which the process is not told. */
export function removeAll(): void {
  for (const path of left) remove(path);
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
  left.delete(path);
}

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A text that tells a process from any other that had its number: when it was started. Undefined if none runs. */
export function processStart(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    // proc(5): the 22nd field, in ticks since the machine was started. The second one, a name, may hold anything.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19];
  } catch {
    if (process.platform === 'linux') return undefined;
  }
  // Told in one way, whatever the language and the time zone of who asks.
  const { stdout } = spawnSync('env', ['LC_ALL=C', 'TZ=UTC', 'ps', '-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
  });
  return stdout?.trim() || undefined;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResultTable } from '../report.ts';
import { median } from '../statistics.ts';

/** `npm start` until it says ready, and the memory it holds when idle. */
export async function startUp(quick: boolean): Promise<ResultTable> {
  const times: number[] = [];
  const megabytes: number[] = [];
  for (let round = 0; round < (quick ? 1 : 5); round++) {
    const start = performance.now();
    const child = spawn('npm', ['start', '--silent', '--', '--memory', '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    for await (const chunk of child.stdout) if (String(chunk).includes('ready')) break;
    times.push((performance.now() - start) / 1000);
    await sleep(5_000);
    megabytes.push(residentMegabytes(child.pid!));
    process.kill(-child.pid!, 'SIGTERM');
    await once(child, 'exit');
  }
  return {
    title: 'Start',
    note: 'From `npm start` to ready with bundles built, and the resident memory of the service and its engine, idle for five seconds.',
    columns: ['what', 'median'],
    rows: [
      ['seconds to ready', median(times)],
      ['idle megabytes, without npm itself', median(megabytes)],
    ],
  };
}

/** The memory of everything below a process, from Linux's /proc. */
function residentMegabytes(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return children.reduce((sum, child) => {
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child}/status`, 'utf8'))?.[1] ?? 0);
    return sum + kilobytes / 1000 + residentMegabytes(child);
  }, 0);
}

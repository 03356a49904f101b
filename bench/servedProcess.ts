import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A service in a process of its own, with a data folder that ends with it. */
export interface ServedProcess {
  url: string;
  /** The processor time that service and engine took since they began, in seconds. */
  processorSeconds(): number;
  /** The resident memory of the service and its engine, in megabytes. */
  megabytes(): number;
  stop(): Promise<void>;
}

/** Clock ticks a second, as /proc counts processor time (proc_pid_stat(5); 100 on Linux for all practical purposes). */
const TICKS = 100;

/** Starts the service of a checkout as `npm start` does. Linux only: reads /proc. */
export async function servedProcess(checkout: string): Promise<ServedProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'pets-bench-'));
  const start = (JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { scripts: { start: string } })
    .scripts.start;
  const [, ...args] = start.replace(/^exec /, '').split(' ');
  const child = spawn(process.execPath, [...args, '--data', folder, '--port', '0'], {
    cwd: checkout,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  // It is read to the end: a service whose lines nobody takes meets an error with each of them.
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      if (output.includes('ready')) return;
      output += chunk;
      if (output.includes('ready')) resolve();
    });
    child.once('exit', () => resolve());
  });
  const [, url] = /API\s+(\S+)\/pets/.exec(output)!;
  return {
    url: url!,
    processorSeconds: () => processorSecondsOf(child.pid!),
    megabytes: () => sumOf(child.pid!, residentKilobytes) / 1000,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}

/** The processor time that a process and all below it took, in seconds. Linux only. */
export const processorSecondsOf = (pid: number): number => sumOf(pid, processorTicks) / TICKS;

const sumOf = (pid: number, of: (pid: number) => number): number =>
  family(pid).reduce((total, each) => total + of(each), 0);

/** A process and all below it; children belong to the thread that began them. */
function family(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(family)];
}

function processorTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

const residentKilobytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);

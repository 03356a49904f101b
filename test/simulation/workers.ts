import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SeedReport } from './worker.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const WORKER = 'test/simulation/worker.ts';

/**
 * Runs seeds in some processes, each with an engine of its own, and hands on what they report as it comes; ends early
 * where `report` returns false. `root` is the project, or a copy of it, whose functions and promises they are.
 */
export async function runSeeds(
  seeds: readonly number[],
  processes: number,
  report: (report: SeedReport) => boolean,
  root = PROJECT,
): Promise<void> {
  const left = [...seeds];
  const children = Array.from({ length: Math.min(processes, seeds.length) }, () =>
    fork(join(root, WORKER), { cwd: root, execArgv: ['--import', 'tsx'] }),
  );
  await Promise.all(children.map((child) => serve(child, left, report)));
}

/** Settles when there are no seeds left for a child, and it has ended. */
function serve(child: ChildProcess, left: number[], report: (report: SeedReport) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let running: number | undefined;
    const next = () => {
      running = left.shift();
      if (running === undefined) child.disconnect();
      else child.send(running);
    };
    child.on('message', (message: SeedReport | 'ready') => {
      if (message !== 'ready' && !report(message)) left.length = 0;
      next();
    });
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The process that ran seed ${running} ended with ${code}.`));
    });
  });
}

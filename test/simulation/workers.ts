import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SeedReport } from './worker.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));

/**
 * Runs seeds in some processes, each with an engine of its own, and hands on what they report as it comes; ends early
 * where `report` returns false.
 */
export async function runSeeds(
  seeds: readonly number[],
  processes: number,
  report: (report: SeedReport) => boolean,
  bundles: readonly string[] = [],
): Promise<void> {
  const left = [...seeds];
  const children = Array.from({ length: Math.min(processes, seeds.length) }, () =>
    fork(WORKER, bundles, { execArgv: ['--import', 'tsx'] }),
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

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ResultTable } from '../report.ts';
import { median, quantile } from '../statistics.ts';

/** How soon a rule's target has an event, and what becomes of many events on a bad day of the bus. */
export async function publisher(quick: boolean): Promise<ResultTable> {
  const alone = await measured<number[]>('publishLag.ts', quick ? 30 : 1_000, 1);
  const together = await measured<number[]>('publishLag.ts', quick ? 100 : 4_000, 16);
  const report = await measured<object>('badDay.ts', quick ? 1_000 : 10_000, quick ? 1_000 : 12_000);
  return {
    title: 'The publisher',
    note:
      'Lag: from the acknowledged command to the target of a rule, over HTTP, stream, publisher and bus. The bad day: ' +
      'the bus refuses 30 % of the entries, answers some requests too late or with 500, and goes away twice.',
    columns: ['what', 'figure'],
    rows: [
      ['lag p50, ms, one client', median(alone)],
      ['lag p99, ms, one client', quantile(alone, 0.99)],
      ['lag p50, ms, 16 clients at once', median(together)],
      ['lag p99, ms, 16 clients at once', quantile(together, 0.99)],
      ...Object.entries(report).map(([name, figure]) => [`bad day: ${name}`, String(figure)]),
    ],
  };
}

/** What a script in a process of its own prints, so that none measures what another left. */
async function measured<T>(script: string, ...flags: number[]): Promise<T> {
  const file = fileURLToPath(new URL(`../publisher/${script}`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', file, ...flags.map(String)]);
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

import { inspect } from 'node:util';
import { count, paint, print, printable } from '../../src/cli/print.ts';
import type { Outcome, Shrunk } from './runSeed.ts';
import type { Tally } from './tally.ts';
import type { SeedReport } from './worker.ts';

export const replayOf = (seed: number, path?: string): string =>
  `npm run simulate -- --seed ${seed}${path === undefined ? '' : ` --path ${path}`}`;

const WHOLE = { breakLength: Number.POSITIVE_INFINITY, depth: null };

/** The numbers of all runs, a line for each group. */
export function printTally(tally: Tally, seconds: number): void {
  for (const [group, counts] of Object.entries(tally)) {
    const numbers = Object.entries(counts).sort(([, a], [, b]) => b - a);
    print(
      `${paint('bold', group.padEnd(19))} ${numbers.map(([name, n]) => `${name} ${count(n)}`).join(', ') || 'none'}`,
    );
  }
  print(`${''.padEnd(19)} in ${seconds.toFixed(0)} s`);
}

export function printViolations({ seed, violations }: Pick<SeedReport, 'seed' | 'violations'>, path?: string): void {
  for (const { promise, what } of violations) print(`${paint('red', promise)}  ${printable(what)}`);
  if (violations.length > 0) print(`  replay: ${replayOf(seed, path)}`);
}

/** A run as it went: what was called, stored, delivered, published and struck, in the order of the steps. */
export function printRun({ observation, fingerprint }: Outcome): void {
  const lines = [
    ...observation.calls.map((call) => {
      const { request, answer, failure } = call;
      const said = answer
        ? `${answer.status} ${answer.body?.version ? `at version ${answer.body.version}` : ''}`
        : failure;
      return {
        step: call.end,
        text: `${call.requestId} ${printable(inspect(request, WHOLE))}, begun at ${call.begin}: ${said}`,
      };
    }),
    ...observation.commits.map(({ step, event }) => ({
      step,
      text: `${paint('green', `${event.type} ${event.petId} ${event.version}`)} of ${event.metadata.requestId}`,
    })),
    ...observation.deliveries.map(({ invocation, begin, end, records, answer, failure }) => ({
      step: end,
      text: `${invocation} of ${records.join(', ')}, begun at ${begin}: ${failure ?? JSON.stringify(answer)}`,
    })),
    ...observation.messages.map(({ step, message }) => {
      const { petId, version } = message.detail.metadata as { petId: string; version: number };
      return { step, text: `message of ${message.source}: ${message['detail-type']} ${petId} ${version}` };
    }),
    ...observation.faults.map(({ step, kind, invocation }) => ({
      step,
      text: paint('yellow', `${kind} for ${invocation}`),
    })),
  ];
  for (const { step, text } of lines.sort((a, b) => a.step - b.step)) {
    print(`${String(step).padStart(5)}  ${text}`);
  }
  print(`fingerprint ${fingerprint}`);
}

export function printShrunk(shrunk: Shrunk): void {
  print(paint('bold', `\nThe smallest plan found that breaks "${shrunk.violations[0]!.promise}":`));
  printRun(shrunk);
  printViolations(shrunk, shrunk.path);
}

import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { count } from '../../src/cli/print.ts';
import type { Finding } from '../mutations/findMutations.ts';
import { mutations } from '../mutations/mutations.ts';
import type { KillReport } from './kills.ts';
import type { Tally } from './tally.ts';

const PAGE = fileURLToPath(new URL('../../docs/guarantees.md', import.meta.url));

type Row = readonly (string | number)[];

/** Puts figures into docs/guarantees.md, between the two comments that name them. */
export function writeFigures(name: string, command: string, markdown: string): void {
  const [begin, end] = [`<!-- figures: ${name} -->`, `<!-- /figures: ${name} -->`];
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`docs/guarantees.md has no place for the figures "${name}".`);
  const machine = `Node ${process.version}, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}`;
  writeFileSync(PAGE, `${before}${begin}\n\`${command}\` (${machine}):\n\n${markdown}\n${end}${after}`);
}

/** What happened in a run, and how it ended. */
export function tallyFigures(tally: Tally, seconds: number, fingerprint?: string): string {
  const groups = Object.entries(tally).map(([group, counts]) => {
    const numbers = Object.entries(counts).sort(([, a], [, b]) => b - a);
    return [group, numbers.map(([name, n]) => `${name} ${count(n)}`).join(', ') || '0'];
  });
  const end =
    fingerprint === undefined
      ? ['seconds', seconds.toFixed(0)]
      : ['fingerprint', `\`${fingerprint}\`, in ${seconds.toFixed(0)} s`];
  return table(['what', 'how often'], [...groups, end]);
}

export function mutationFigures(findings: readonly Finding[]): string {
  const foundBy = new Map(findings.map(({ mutation, by }) => [mutation.name, by!]));
  const rows = mutations.map(({ name, file }) => [name, `\`${file}\``, foundBy.get(name)!]);
  return table(['mistake', 'in', 'found by'], rows);
}

export const killFigures = (reports: readonly (KillReport & { what: string })[]): string =>
  table(
    ['killed', 'times', 'acknowledged', 'of them lost', 'stored without an answer', 'broken histories', 'rows behind'],
    reports.map((r) => [r.what, r.kills, count(r.acknowledged), r.lost, r.unacknowledged, r.broken, r.rowsBehind]),
  );

export const trialFigures = (reports: readonly (readonly [string, object])[]): string =>
  table(
    ['trial', 'what came of it'],
    reports.map(([name, figures]) => [name, inWords(figures)]),
  );

/** The figures of a report, by their names. */
export const inWords = (figures: object): string =>
  Object.entries(figures)
    .map(([name, n]) => `${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} ${count(n)}`)
    .join(', ');

const table = (head: Row, rows: readonly Row[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((row) => `| ${row.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');

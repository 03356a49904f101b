import { fork } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { program } from 'commander';
import { bundleIfStale } from '../infra/build/bundle.ts';
import { asMarkdown, type ResultTable } from './report.ts';
import { SUITES } from './suites/suites.ts';

const SUITE = fileURLToPath(new URL('suite.ts', import.meta.url));
const PAGE = 'docs/performance.md';
const FIGURES = 'docs/performance.json';
const PREFACE = `Made by \`npm run bench -- --write\`. Milliseconds are the machine's, and the embedded engine's: ratios, requests and bytes are what to keep.

Of \`npm test\`, these files take most processor time: test/documents/extending.int.test.ts (30 s), test/console/console.e2e.test.ts (27 s),
test/local/start.int.test.ts (21 s), test/aws/findings.test.ts (17 s) and test/package/package.int.test.ts (15 s); all files, 374 s.`;

/** A table, and the machine and the day of its figures. */
type Kept = ResultTable & { measuredOn: string };

program
  .name('npm run bench --')
  .description('Measures the service on this machine.')
  .argument('[suites...]', `some of ${Object.keys(SUITES).join(', ')}; all unless named`)
  .option('--quick', 'a minute and a half instead of ten')
  .option('--write', 'keep the figures in docs/performance.md, and as JSON beside it; those of other suites stay')
  .option(
    '--beside <checkout>',
    'another checkout, its dependencies installed, whose rates the suite load measures in turn',
  )
  .parse();

const { quick = false, write = false, beside } = program.opts<{ quick?: boolean; write?: boolean; beside?: string }>();
const unknown = program.args.find((name) => !(name in SUITES));
if (unknown) program.error(`There is no suite ${unknown}. There are ${Object.keys(SUITES).join(', ')}.`);

await bundleIfStale();
const measuredOn = `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${new Date().toISOString().slice(0, 10)}.`;
const results: Record<string, Kept> = write && existsSync(FIGURES) ? JSON.parse(readFileSync(FIGURES, 'utf8')) : {};
for (const name of Object.keys(SUITES)) {
  if (program.args.length > 0 && !program.args.includes(name)) continue;
  const result = await measured(name);
  results[name] = { ...result, measuredOn };
  console.log(asMarkdown(result));
  if (write) keep(results);
}

function keep(results: Record<string, Kept>): void {
  const tables = Object.keys(SUITES).flatMap((name) => results[name] ?? []);
  const text = tables.map((table) => asMarkdown({ ...table, note: `${table.note} ${table.measuredOn}` }));
  writeFileSync(PAGE, `# Performance\n\n${PREFACE}\n\n${text.join('\n')}`);
  writeFileSync(FIGURES, `${JSON.stringify(results, null, 2)}\n`);
}

function measured(name: string): Promise<ResultTable> {
  return new Promise((resolve, reject) => {
    const child = fork(SUITE, [name, quick ? 'quick' : 'whole', ...(beside ? [beside] : [])], {
      execArgv: ['--import', 'tsx'],
    });
    child.on('message', (result) => resolve(result as ResultTable));
    child.on('exit', () => reject(new Error(`The suite ${name} ended without a result.`)));
  });
}

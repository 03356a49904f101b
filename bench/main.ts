import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { program } from 'commander';
import { bundleIfStale } from '../infra/build/bundle.ts';
import { asMarkdown, type ResultTable } from './report.ts';
import { SUITES } from './suites/suites.ts';

const SUITE = fileURLToPath(new URL('suite.ts', import.meta.url));

program
  .name('npm run bench --')
  .description('Measures the service on this machine.')
  .argument('[suites...]', `some of ${Object.keys(SUITES).join(', ')}; all unless named`)
  .option('--quick', 'about a minute instead of ten')
  .option('--write', 'write docs/performance.md, and the figures as JSON beside it')
  .parse();

const { quick = false, write = false } = program.opts<{ quick?: boolean; write?: boolean }>();
const unknown = program.args.find((name) => !(name in SUITES));
if (unknown) program.error(`There is no suite ${unknown}. There are ${Object.keys(SUITES).join(', ')}.`);
if (write && program.args.length > 0) program.error('--write keeps the figures of all suites: name none.');

await bundleIfStale();
const results: ResultTable[] = [];
for (const name of Object.keys(SUITES)) {
  if (program.args.length > 0 && !program.args.includes(name)) continue;
  const result = await measured(name);
  results.push(result);
  console.log(asMarkdown(result));
}

if (write) {
  const machine = `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${new Date().toISOString().slice(0, 10)}.`;
  const preface =
    "Made by `npm run bench -- --write`. Milliseconds are this machine's, and the embedded engine's: ratios, requests and bytes are what to keep.";
  writeFileSync(
    'docs/performance.md',
    `# Performance\n\n${preface}\n\n${machine}\n\n${results.map(asMarkdown).join('\n')}`,
  );
  writeFileSync('docs/performance.json', `${JSON.stringify({ machine, results }, null, 2)}\n`);
}

function measured(name: string): Promise<ResultTable> {
  return new Promise((resolve, reject) => {
    const child = fork(SUITE, [name, quick ? 'quick' : 'whole'], { execArgv: ['--import', 'tsx'] });
    child.on('message', (result) => resolve(result as ResultTable));
    child.on('exit', () => reject(new Error(`The suite ${name} ended without a result.`)));
  });
}

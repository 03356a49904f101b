import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { program } from 'commander';
import { bundleIfStale } from '../infra/build/bundle.ts';
import { asMarkdown, type ResultTable } from './report.ts';
import { capacity } from './suites/capacity.ts';
import { coldStart } from './suites/coldStart.ts';
import { commands } from './suites/commands.ts';
import { projector } from './suites/projector.ts';
import { publisher } from './suites/publisher.ts';
import { service } from './suites/service.ts';
import { startUp } from './suites/startUp.ts';

const SUITES: Record<string, (quick: boolean) => Promise<ResultTable>> = {
  commands,
  capacity,
  service,
  projector,
  publisher,
  coldStart,
  startUp,
};

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

await bundleIfStale();
const results: ResultTable[] = [];
for (const [name, suite] of Object.entries(SUITES)) {
  if (program.args.length > 0 && !program.args.includes(name)) continue;
  const result = await suite(quick);
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
process.exit();

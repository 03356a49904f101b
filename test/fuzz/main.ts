import { InvalidArgumentError, program } from 'commander';
import { bundleIfStale } from '../../infra/build/bundle.ts';
import { startService } from '../../infra/local/service.ts';
import { fuzz } from './fuzz.ts';

const whole = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
};

const { seed, requests } = program
  .name('npm run fuzz --')
  .description(
    'Sends hostile requests, made from the OpenAPI document, to a service of its own, and judges the answers.',
  )
  .option('--seed <seed>', 'the same seed sends the same requests', whole, 1)
  .option('--requests <count>', 'how many', whole, 20_000)
  .parse()
  .opts<{ seed: number; requests: number }>();

await bundleIfStale();
const service = await startService({ host: '127.0.0.1', port: 0 });
const start = performance.now();
const figures = await fuzz(service.url, { seed, requests });
await service.stop();

const { failures, slowestMs, ...counts } = figures;
console.log({ seed, ...counts, failures: failures.length, slowestMs: Math.round(slowestMs) });
console.log(`${((performance.now() - start) / 1000).toFixed(1)} s`);
for (const failure of failures) console.error(failure);
process.exit(failures.length > 0 ? 1 : 0);

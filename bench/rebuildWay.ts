import { setEnvironment } from '../infra/local/setEnvironment.ts';
import { openTarget } from '../src/cli/target.ts';
import type { Timed } from './rebuildLab.ts';
import { ways } from './rebuildWays.ts';

// Makes the rows in one way, on the engine at an endpoint, and prints what it took: see rebuildLab.ts.

const [way = '', endpoint = ''] = process.argv.slice(2);
setEnvironment(endpoint, true);
const target = await openTarget({ endpoint, data: '' });
const start = performance.now();
const rows = await ways[way]!(target);
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify({ seconds, peak: process.resourceUsage().maxRSS / 1024, rows } satisfies Timed));
process.exit();

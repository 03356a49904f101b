import { bundleIfStale } from '../infra/build/bundle.ts';
import { badDay } from '../test/support/badDay.ts';

// Publishes 10,000 events (or as many as the argument says) on a bad day of the bus, and prints what came of it.
await bundleIfStale();
const events = Number(process.argv[2] ?? 10_000);
const log = console.error;
console.error = () => {};
const start = performance.now();
const report = await badDay({ events, outageMs: 12_000 });
console.error = log;
console.table({ ...report, seconds: Number(((performance.now() - start) / 1000).toFixed(1)) });
process.exit(report.lost + report.oversizeRequests + report.petsUnlikeTheirFold === 0 ? 0 : 1);

import { bundleMutated, mutations } from './mutations.ts';
import { runSeed } from './runSeed.ts';
import { World } from './world.ts';

const only = process.argv[2];
for (const m of mutations) {
  if (only && !m.name.includes(only)) continue;
  const dir = await bundleMutated(m);
  const start = performance.now();
  const world = await World.start(dir);
  let line = 'SURVIVED';
  for (let seed = 1; seed <= 120; seed++) {
    const { violations } = await runSeed(world, seed).catch((e) => ({
      violations: [{ promise: 'crash', what: String(e.stack) }],
    }));
    if (violations.length) {
      line = `seed ${seed}: ${violations[0]!.promise} | ${violations[0]!.what.slice(0, 140)}`;
      break;
    }
  }
  console.log(m.name, '->', line, Math.round(performance.now() - start));
  await world.stop();
}
process.exit(0);

import { program } from 'commander';
import { shardNames, shardOf } from '../src/dynamo/shardOf.ts';
import { asMarkdown, type ResultTable } from './report.ts';
import { quantile } from './statistics.ts';

// What arithmetic alone can't carry in docs/scale.md: how evenly the shards fill, and what many writers of one pet do to
// one another. Seeded, so that the figures can be had again: npx tsx bench/scale.ts --seed 1
const SHARDS = 8;
const READ_MS = 5;
const WRITE_MS = 5;
const TRY_FOR_MS = 3_000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;

program.option('--seed <n>', 'of the random numbers', Number, 1).parse();
const random = mulberry32(program.opts<{ seed: number }>().seed);

console.log(asMarkdown(shardSkew()));
console.log(asMarkdown(hotPet()));

/** The share of writes that the busiest of the shards takes, when some pets are written more than others. */
function shardSkew(): ResultTable {
  const rows = [0, 0.8, 1.1].flatMap((exponent) =>
    [100, 10_000, 1_000_000].map((pets) => {
      const load = new Map(shardNames(SHARDS).map((shard) => [shard, 0]));
      let total = 0;
      for (let rank = 1; rank <= pets; rank++) {
        const weight = rank ** -exponent;
        const shard = shardOf(`pet-${Math.floor(random() * 1e12)}-${rank}`, SHARDS);
        load.set(shard, load.get(shard)! + weight);
        total += weight;
      }
      const share = Math.max(...load.values()) / total;
      return [exponent === 0 ? 'all alike' : `Zipf ${exponent}`, pets.toLocaleString('en'), share * 100, 1000 / share];
    }),
  );
  return {
    title: 'The busiest of 8 shards',
    note: 'Its share of all events, and how many events a second all shards take before it reaches 1,000 write units a second.',
    columns: ['writes per pet', 'pets', 'share %', 'events a second'],
    rows,
  };
}

/** Commands to one pet, arriving at random, each trying as src/commands/handleCommand.ts does. Times as on AWS. */
function hotPet(): ResultTable {
  const rows = [10, 30, 60, 100, 200].map((perSecond) => {
    const { done, refused, attempts, times } = simulateHotPet(perSecond, 60);
    return [
      perSecond,
      done / 60,
      (100 * refused) / (done + refused),
      attempts / (done + refused),
      quantile(times, 0.5),
      quantile(times, 0.99),
    ];
  });
  return {
    title: 'One pet, many writers',
    note: 'Commands a second to a single pet for a minute; a read and a write take 5 ms each, with pauses and the limit of three seconds as in the code.',
    columns: ['asked a second', 'done a second', 'refused (409) %', 'tries each', 'p50 ms', 'p99 ms'],
    rows,
  };
}

interface Step {
  at: number;
  run(): void;
}

function simulateHotPet(perSecond: number, seconds: number) {
  const queue: Step[] = [];
  const schedule = (at: number, run: () => void) => {
    let low = 0;
    let high = queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (queue[middle]!.at > at) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, { at, run });
  };
  const outcome = { done: 0, refused: 0, attempts: 0, times: [] as number[] };
  let version = 0;

  const attempt = (start: number, now: number, number: number) => {
    outcome.attempts++;
    schedule(now + READ_MS, () => {
      const read = version;
      const written = now + READ_MS + WRITE_MS;
      schedule(written, () => {
        if (version === read) {
          version++;
          outcome.done++;
          outcome.times.push(written - start);
          return;
        }
        // The slot is read back before the next try.
        const next = written + READ_MS + random() * Math.min(FIRST_PAUSE_MS * 2 ** number, LONGEST_PAUSE_MS);
        if (next - start < TRY_FOR_MS) schedule(next, () => attempt(start, next, number + 1));
        else outcome.refused++;
      });
    });
  };
  for (let at = 0; at < seconds * 1000; at += (-Math.log(1 - random()) * 1000) / perSecond) {
    const arrival = at;
    schedule(arrival, () => attempt(arrival, arrival, 1));
  }
  for (let step = queue.pop(); step; step = queue.pop()) step.run();
  return outcome;
}

/** A small seeded generator (public domain, Tommy Ettinger). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

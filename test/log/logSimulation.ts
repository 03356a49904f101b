import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { FeedRange } from '../../src/eventStore/eventFeed.ts';
import { newUlid } from '../../src/eventStore/newUlid.ts';
import type { RecordedEvent } from '../../src/eventStore/recordedEvent.ts';
import type { EventPlace } from '../../src/eventStore/streamCatalog.ts';
import type { CheckpointArchive } from '../../src/log/checkpointArchive.ts';
import { checkGrowth, checkReceipt } from '../../src/log/checkReceipt.ts';
import type { LogStore } from '../../src/log/logStore.ts';
import { readLeaves, readTile } from '../../src/log/readTile.ts';
import { type Sequencer, sequence } from '../../src/log/sequence.ts';
import { treeProofs } from '../../src/log/treeProofs.ts';
import { Random } from '../simulation/random.ts';
import { memoryLogStore } from '../support/memoryLogStore.ts';
import { naiveRoot } from './naiveTree.ts';
import { testKey } from './testKey.ts';

const ORIGIN = 'log.example/simulated';
const KEY = testKey(ORIGIN);
const START = Date.UTC(2026, 0, 1);
const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
const STEPS = 260;
const MOST_AT_ONCE = 3;

/** What happened in a run, and what should not have. */
export interface LogRun {
  violations: string[];
  events: number;
  checkpoints: number;
  crashes: number;
  /** Events whose ids are older than those of events that the log had before them. */
  late: number;
  /** Events that a reader of the feed by ids would have missed, following it as `GET /events` lets it. */
  missedById: number;
}

class Crash extends Error {}

/**
 * Runs sequencers in a time of its own, step by step in an order that the seed gives: several at once, each of which may
 * stall or crash before and after every request. Writers' clocks and the sequencers' own jump by up to an hour, and the
 * index shows events late. At last all is quiet, one run looks at everything, and the log is judged.
 */
export async function simulateLog(seed: number): Promise<LogRun> {
  const random = new Random(seed);
  let now = START;
  const run: LogRun = { violations: [], events: 0, checkpoints: 0, crashes: 0, late: 0, missedById: 0 };

  const waiting: { resume(): void; crash(): void }[] = [];
  let isQuiet = false;
  const pause = () =>
    isQuiet
      ? Promise.resolve()
      : new Promise<void>((resume, reject) => waiting.push({ resume, crash: () => reject(new Crash()) }));

  const table: (RecordedEvent & { visibleAt: number })[] = [];
  const streams = new Map<string, RecordedEvent[]>();
  const skew = () => (random.chance(0.15) ? random.below(2 * HOUR) - HOUR : random.below(2 * SECOND) - SECOND);
  const write = () => {
    const streamId = `s${random.below(6)}`;
    const stream = streams.get(streamId) ?? [];
    streams.set(streamId, stream);
    const previous = stream.at(-1);
    const time = Math.max(now + skew(), previous ? Date.parse(previous.occurredAt) + 1 : 0);
    const eventId = newUlid(time);
    const version = stream.length + 1;
    const hash = createHash('sha256').update(`${previous?.hash}${eventId}`).digest('hex');
    const event = { streamId, version, eventId, hash, occurredAt: new Date(time).toISOString() } as RecordedEvent;
    stream.push(event);
    table.push({ ...event, visibleAt: now + random.below(random.chance(0.1) ? 10 * MINUTE : SECOND) });
  };

  const log = memoryLogStore();
  const archived = new Map<number, string>();
  const archive: CheckpointArchive = {
    put: async (size, note) => void (archived.has(size) || archived.set(size, note)),
    async newestBeyond(size) {
      const largest = Math.max(-1, ...archived.keys());
      return largest > size ? { size: largest, note: archived.get(largest)! } : undefined;
    },
  };
  const events = {
    async *feedHeads({ above, below }: FeedRange) {
      const visible = table.filter(({ eventId, visibleAt }) => visibleAt <= now && eventId > above && eventId < below);
      yield* visible.sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
    },
    heads: async (places: readonly EventPlace[]) =>
      places.flatMap(({ streamId, version }) => streams.get(streamId)?.[version - 1] ?? []),
  };
  const sequencer: Sequencer = {
    origin: ORIGIN,
    idAttribute: 'streamId',
    events: halting(events, pause),
    log: halting(log, pause),
    signers: [KEY],
    archive: halting(archive, pause),
  };

  let running = 0;
  const start = (lookBackMs: number, clock: number) => {
    running++;
    const until = now + clock + (random.chance(0.2) ? 0 : HOUR);
    void sequence(sequencer, { now: now + clock, lookBackMs, hasTime: () => now < until })
      .then(({ refused, heldBack }) => {
        if (refused !== undefined) run.violations.push(`refused: ${refused}`);
        if (heldBack.length > 0) run.violations.push('held back an event whose stream has no gap');
      })
      .catch((error) => {
        if (!(error instanceof Crash)) run.violations.push(`failed: ${error}`);
      })
      .finally(() => running--);
  };

  const followed: string[] = [];
  const follow = async () => {
    followed.push(...(await readLeaves(log, followed.length, Number.MAX_SAFE_INTEGER)));
  };
  // A reader by ids, five seconds behind: what the log is measured against.
  const seenById = new Set<string>();
  let position = '';
  const followById = () => {
    const settled = newUlid(now - 5 * SECOND);
    const page = table.filter(({ eventId, visibleAt }) => visibleAt <= now && eventId > position && eventId < settled);
    for (const { eventId } of page) {
      seenById.add(eventId);
      if (eventId > position) position = eventId;
    }
  };

  for (let step = 0; step < STEPS; step++) {
    const dice = random.next();
    if (dice < 0.18) write();
    else if (dice < 0.26) now += random.below(random.chance(0.1) ? 20 * MINUTE : 20 * SECOND);
    else if (dice < 0.36 && running < MOST_AT_ONCE) start(random.chance(0.8) ? 5 * MINUTE : 3 * HOUR, skew());
    else if (dice < 0.38 && waiting.length > 0) {
      run.crashes++;
      waiting.splice(random.below(waiting.length), 1)[0]!.crash();
    } else if (dice < 0.42) await follow();
    else if (dice < 0.46) followById();
    else
      for (let steps = random.below(12); steps > 0 && waiting.length > 0; steps--) {
        waiting.splice(random.below(waiting.length), 1)[0]!.resume();
        await turn();
      }
    await turn();
  }

  isQuiet = true;
  for (const { crash } of waiting.splice(0)) crash();
  now += 3 * HOUR;
  followById();
  await turn();
  start(10 * HOUR, 0);
  while (running > 0) await turn();
  await follow();
  await judge(run, { log, archived, followed, table });
  run.missedById = table.filter(({ eventId }) => !seenById.has(eventId)).length;
  return run;
}

interface Judged {
  log: ReturnType<typeof memoryLogStore>;
  archived: ReadonlyMap<number, string>;
  followed: readonly string[];
  table: readonly RecordedEvent[];
}

/** Everything that the log promises, from the events and what it published alone. */
async function judge(run: LogRun, { log, archived, followed, table }: Judged): Promise<void> {
  const violated = (isKept: boolean, violation: string) => {
    if (!isKept) run.violations.push(violation);
  };
  const leaves = await readLeaves(log, 0, Number.MAX_SAFE_INTEGER);
  const parsed = leaves.map((leaf) => JSON.parse(leaf) as RecordedEvent);
  const ids = new Set(parsed.map(({ eventId }) => eventId));
  violated(ids.size === leaves.length, 'an event is in the log twice');
  violated(
    table.every(({ eventId }) => ids.has(eventId)) && ids.size === table.length,
    'an event is missing from the log',
  );
  const versions = new Map<string, number>();
  for (const { streamId, version } of parsed) {
    violated(version === (versions.get(streamId) ?? 0) + 1, "a stream's versions have a gap");
    versions.set(streamId, version);
  }
  violated(
    followed.length === leaves.length && followed.every((leaf, i) => leaf === leaves[i]),
    'a reader saw another order',
  );

  const { checkpoints, places } = log.kept;
  violated(checkpoints.at(-1)?.size === leaves.length, 'the newest leaves are not signed');
  for (const { size, note } of checkpoints) {
    const root = naiveRoot(leaves.slice(0, size)).toString('base64');
    violated(note.startsWith(`${ORIGIN}\n${size}\n${root}\n`), 'a fork was signed');
  }
  for (const [size, note] of archived)
    violated(note.includes(naiveRoot(leaves.slice(0, size)).toString('base64')), 'a fork is in the archive');

  const last = checkpoints.at(-1);
  if (last && leaves.length > 0) {
    const proofs = treeProofs(last.size, (tile) => readTile(log, tile));
    const base64 = (hashes: Buffer[]) => hashes.map((hash) => hash.toString('base64'));
    for (const { streamId, version } of [parsed[0]!, parsed[leaves.length >> 1]!, parsed.at(-1)!]) {
      const place = places.get(`${streamId} ${version}`);
      const index = place?.index ?? -1;
      const inclusion = base64(await proofs.inclusion(Math.max(0, index)));
      const receipt = { leaf: leaves[index], index, inclusion, checkpoint: last.note };
      const checked = checkReceipt(receipt, [KEY.vkey]);
      violated(checked.ok && (checked.leaf as RecordedEvent).eventId === place?.eventId, 'a receipt does not hold');
    }
    const first = checkpoints[0]!;
    const growth = checkGrowth(first.note, last.note, base64(await proofs.consistency(first.size)), [KEY.vkey]);
    violated(growth.ok, 'the log did not only grow');
  }

  run.events = leaves.length;
  run.checkpoints = checkpoints.length;
  let newest = '';
  for (const { eventId } of parsed) {
    if (eventId < newest) run.late++;
    else newest = eventId;
  }
}

/** The same, each of whose methods pauses before it does its work and once more before it answers. */
function halting<T extends object>(inner: T, pause: () => Promise<void>): T {
  return new Proxy(inner, {
    get(target, name) {
      const method = target[name as keyof T] as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        const result = () => method.apply(target, args);
        return ITERATED.has(String(name))
          ? iterating(result as () => AsyncIterable<unknown>, pause)
          : pause()
              .then(result)
              .then((value) => pause().then(() => value));
      };
    },
  });
}

const ITERATED = new Set<string>(['feedHeads', 'batches', 'newestBatches'] satisfies (keyof LogStore | 'feedHeads')[]);

async function* iterating(make: () => AsyncIterable<unknown>, pause: () => Promise<void>) {
  await pause();
  for await (const item of make()) {
    yield item;
    await pause();
  }
}

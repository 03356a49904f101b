import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../random.ts';
import { type Kill, type RoundReport, runRound } from './round.ts';

interface HistoriesOptions {
  /** That of the first round; the others follow. */
  seed?: number | undefined;
  /** How long one round follows another; without it there is one. */
  minutes?: number | undefined;
  /** In a round. */
  operations?: number | undefined;
}

interface Told extends RoundReport {
  /** The command that runs the round again: the same requests and faults, though not the same moments. */
  replay: string;
  /** Has what was sent and heard, and the data. It is kept where something was violated. */
  folder: string;
}

const OPERATIONS = 600;
const CLIENTS = 8;
const KILLS: readonly Kill[] = ['service', 'engine', 'service', 'engine'];

/** Runs rounds of concurrent histories, each on a service of its own, and tells of each. */
export async function runHistories(
  { seed = 1, minutes = 0, operations = OPERATIONS }: HistoriesOptions,
  tell: (told: Told) => void,
): Promise<void> {
  const until = performance.now() + minutes * 60_000;
  for (let round = seed; round === seed || performance.now() < until; round++) {
    const folder = await mkdtemp(join(tmpdir(), 'pets-histories-'));
    const kills = new Random(round).shuffled(KILLS);
    const report = await runRound({ seed: round, folder, operations, clients: CLIENTS, kills, waits: true });
    const size = operations === OPERATIONS ? '' : ` --operations ${operations}`;
    tell({ ...report, replay: `npm run simulate -- --histories --seed ${round}${size}`, folder });
    if (report.violations.length === 0) await rm(folder, { recursive: true });
  }
}

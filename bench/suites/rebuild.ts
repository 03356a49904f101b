import { startLab, timed } from '../rebuildLab.ts';
import { FOLD, REBUILD, SCAN } from '../rebuildWays.ts';
import type { ResultTable } from '../report.ts';
import { median, pairedRatio } from '../statistics.ts';

const WAYS = [REBUILD, FOLD, SCAN];

/** The rebuild into an empty table, beside the two ways that suggest themselves, taken in turn. */
export async function rebuild(quick: boolean): Promise<ResultTable> {
  const rounds = quick ? 1 : 3;
  const rows: ResultTable['rows'] = [];
  for (const events of quick ? [10_000] : [10_000, 100_000]) {
    for (const eventsPerPet of [20, 200]) {
      const lab = await startLab(events / eventsPerPet, eventsPerPet);
      const rates = new Map(WAYS.map((way) => [way, [] as number[]]));
      const peaks = new Map(WAYS.map((way) => [way, [] as number[]]));
      for (let round = 0; round < rounds; round++) {
        for (const way of WAYS) {
          const { seconds, peak, rows: written } = await timed(way, lab);
          if (written !== events / eventsPerPet) throw new Error(`${way} wrote ${written} rows`);
          rates.get(way)!.push(events / seconds);
          peaks.get(way)!.push(peak);
        }
      }
      await lab.engine.stop();
      const [ours, fold, scan] = WAYS.map((way) => rates.get(way)!) as [number[], number[], number[]];
      rows.push([
        `${events.toLocaleString('en')} events, ${eventsPerPet} a pet`,
        ...[ours, fold, scan].map(median),
        pairedRatio(ours, fold),
        pairedRatio(ours, scan),
        ...[REBUILD, SCAN].map((way) => median(peaks.get(way)!)),
      ]);
    }
  }
  return {
    title: 'Rebuild',
    note:
      'Events a second, from the events to an empty Pets table with one write a row: by the newest events (the rebuild), by ' +
      'reading and folding every stream, and by a scan of the whole table. Each in a process of its own, of which MiB are the most it held.',
    columns: ['what', 'rebuild', 'fold', 'scan', '÷ fold', '÷ scan', 'MiB, rebuild', 'MiB, scan'],
    rows,
  };
}

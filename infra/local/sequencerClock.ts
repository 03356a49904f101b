import { setTimeout as sleep } from 'node:timers/promises';
import { SEQUENCER_RUNS } from '../../src/functions.ts';
import type { Invoke } from './invoking.ts';

/**
 * What a stage does each minute is done each second here. As one clock makes all ids, few events appear later than it
 * takes to append one; those are met within a minute. A run reads again all that it looks back on.
 */
const SECOND = { lookBackSeconds: 2 };
const SECOND_MS = 1_000;
const [MINUTE, HOUR, DAY] = SEQUENCER_RUNS.map(({ lookBackSeconds }) => ({ lookBackSeconds }));
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** So long after the last event, the log has surely taken it in. */
const AWAKE_MS = 10_000;
const LONGEST_STOP_MS = 2_000;

export interface SequencerClock {
  /** Something was appended: the sequencer wakes up. */
  wake(): void;
  /** Stops once the run under way has ended, or soon: whatever it leaves undone, the next start finishes. */
  stop(): Promise<void>;
}

/**
 * Calls the sequencer every second while anything happens, once in the minute after that and every hour with a look
 * further back; at first with one as far back as ever, for what happened when the service last stopped.
 */
export function startSequencerClock(invoke: Invoke): SequencerClock {
  // A clock that nobody sets.
  let wokenAt = Number.NEGATIVE_INFINITY;
  let minuteAt = performance.now();
  let hourAt = minuteAt;
  let running: Promise<void> | undefined;
  let isStopped = false;
  const run = ({ lookBackSeconds }: { lookBackSeconds: number }) => {
    running ??= invoke({ lookBackSeconds })
      .then(
        () => {},
        (error) => {
          if (!isStopped) console.error({ message: 'the sequencer failed', error });
        },
      )
      .finally(() => {
        running = undefined;
      });
  };
  const isAwake = () => performance.now() - wokenAt < AWAKE_MS;
  const tick = () => {
    const now = performance.now();
    if (!running) {
      if (now - hourAt >= HOUR_MS) {
        hourAt = now;
        run(HOUR!);
      } else if (now - minuteAt >= MINUTE_MS && wokenAt >= minuteAt) {
        minuteAt = now;
        run(MINUTE!);
      } else if (isAwake()) run(SECOND);
    }
    const untilMinute = minuteAt + MINUTE_MS - now;
    tickIn(running || isAwake() ? SECOND_MS : untilMinute > 0 ? untilMinute : MINUTE_MS);
  };
  let timer: NodeJS.Timeout;
  const tickIn = (ms: number) => {
    timer = setTimeout(tick, ms);
  };
  tickIn(SECOND_MS);
  run(DAY!);
  return {
    wake() {
      if (!isAwake() && !isStopped) {
        clearTimeout(timer);
        tickIn(SECOND_MS);
      }
      wokenAt = performance.now();
    },
    async stop() {
      clearTimeout(timer);
      isStopped = true;
      if (running) await Promise.race([running, sleep(LONGEST_STOP_MS, undefined, { ref: false })]);
    },
  };
}

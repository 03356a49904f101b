import { SEQUENCER_RUNS } from '../../src/functions.ts';
import type { Invoke } from './invoking.ts';

const EVERY_MS = 1_000;
/** So long after the last event, the log has surely taken it in. */
const AWAKE_MS = 10_000;
const [OFTEN, HOURLY, DAILY] = SEQUENCER_RUNS.map(({ lookBackMinutes }) => ({ lookBackMinutes }));
const HOUR_MS = 3_600_000;

export interface SequencerClock {
  /** Something was appended: the sequencer wakes up. */
  wake(): void;
  /** Stops once the run under way has ended. */
  stop(): Promise<void>;
}

/**
 * Calls the sequencer every second while anything happens, and once an hour with a look further back; at first with one
 * as far back as ever, for what happened when the service last stopped.
 */
export function startSequencerClock(invoke: Invoke): SequencerClock {
  let awakeUntil = 0;
  let lookedBackAt = Date.now();
  let running: Promise<void> | undefined;
  const run = (event: unknown) => {
    running ??= invoke(event)
      .then(
        () => {},
        (error) => console.error({ message: 'the sequencer failed', error }),
      )
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(() => {
    const isHour = Date.now() - lookedBackAt >= HOUR_MS;
    if (isHour) lookedBackAt = Date.now();
    if (isHour) run(HOURLY);
    else if (Date.now() < awakeUntil) run(OFTEN);
  }, EVERY_MS);
  run(DAILY);
  return {
    wake() {
      awakeUntil = Date.now() + AWAKE_MS;
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

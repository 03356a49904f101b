import type { Invoke } from './invoking.ts';

/** The check leaves younger events to the bus's rule, which a crash may have ended. */
export const SETTLED_MS = 6_000;
const HOUR_MS = 3_600_000;

/**
 * What the daily check of a stage is: finishes erasures that were interrupted, when the service starts, once more when
 * those of the last moments before have settled, and every hour.
 */
export function startErasureCheck(invoke: Invoke): { stop(): Promise<void> } {
  let running = Promise.resolve();
  const check = () => {
    running = running.then(async () => {
      await invoke({}).catch((error: unknown) => console.error({ message: 'erasures could not be finished', error }));
    });
  };
  check();
  const settled = setTimeout(check, SETTLED_MS);
  const hourly = setInterval(check, HOUR_MS);
  return {
    async stop() {
      clearTimeout(settled);
      clearInterval(hourly);
      await running;
    },
  };
}

import { pause } from './pause.ts';
import type { LoggedItem, Page } from './petsRequests.ts';

export interface FollowOptions {
  /** The index behind which to begin; -1, unless set, for all events. */
  after?: number;
  /** How long to wait for more once all was read; 1,000 ms unless set. */
  pollMs?: number;
}

/** The log as it was answered leaves out an index: something between here and the service is wrong. */
export class LogGap extends Error {
  override readonly name = 'LogGap';
}

const POLL_MS = 1_000;
const PAGE = 100;

/** Reads page after page, and on as more comes. What was given before is left out. */
export async function* follow(
  pageAfter: (after: number, limit: number) => Promise<Page<LoggedItem> & { caughtUp: boolean }>,
  { after = -1, pollMs = POLL_MS }: FollowOptions,
  signal: AbortSignal | undefined,
): AsyncGenerator<LoggedItem> {
  let last = after;
  while (!signal?.aborted) {
    const page = await pageAfter(last, PAGE).catch((error) => {
      if (!signal?.aborted) throw error;
    });
    if (!page) return;
    const { items, caughtUp } = page;
    for (const item of items) {
      if (item.index <= last) continue;
      if (item.index !== last + 1) throw new LogGap(`the index ${item.index} follows ${last}`);
      yield item;
      last = item.index;
    }
    if (caughtUp) await pause(pollMs, signal);
  }
}

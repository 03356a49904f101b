import { setTimeout as sleep } from 'node:timers/promises';
import type { PetsClient } from '../client/petsClient.ts';
import { messageRequests } from './messageRequests.ts';
import type { WholeMessage } from './wholeMessage.ts';

/** Where past messages are read from, page after page; a position is what the source says it is. */
export interface MessageSource<Position> {
  /** The messages behind a position, or from the first on; each pet's in their order. `caughtUp`: that is all for now. */
  read(
    position: Position | undefined,
    signal?: AbortSignal,
  ): Promise<{ messages: WholeMessage[]; position: Position; caughtUp: boolean }>;
  /** The longest time, in milliseconds, that passes until an event that was recorded can be read. */
  settlesInMs: number;
}

/** Events are in the feed 5 seconds after they were recorded; the rest is for clocks that differ. */
const FEED_SETTLES_IN_MS = 10_000;

/** The feed of all pets' events, `GET /events`. */
export const feedOf = (pets: Pick<PetsClient, 'send'>): MessageSource<string> => ({
  async read(cursor, signal) {
    const page = await pets.send(messageRequests.ofAll(cursor), signal && { signal });
    // Only a feed up to a time has an end.
    return { messages: page.items, position: page.nextCursor!, caughtUp: page.caughtUp };
  },
  settlesInMs: FEED_SETTLES_IN_MS,
});

/** The sequencer takes events into the log every minute; the rest is for one that is late. */
const LOG_SETTLES_IN_MS = 180_000;

/** The signed log of all pets' events, `GET /events?after=`; positions are its indexes. */
export const logOf = (pets: Pick<PetsClient, 'send'>): MessageSource<number> => ({
  async read(after = -1, signal) {
    const { items, caughtUp } = await pets.send(messageRequests.logged(after), signal && { signal });
    const messages = items.map(({ index: _, ...message }) => message as WholeMessage);
    return { messages, position: items.at(-1)?.index ?? after, caughtUp };
  },
  settlesInMs: LOG_SETTLES_IN_MS,
});

export interface CatchUpOptions<Position> {
  source: MessageSource<Position>;
  /** Where an earlier run was interrupted, or ended; without it, everything is read. */
  position?: Position | undefined;
  /** Keeps the position behind everything that was received. Called after every page. */
  keep?(position: Position): Promise<void> | void;
  signal?: AbortSignal;
}

/**
 * Gives a consumer everything that happened before its subscription began, and ends when the bus alone is enough; returns
 * the last position. Begin the subscription first: then each event comes from the bus, from here, or from both, which is
 * why `receive` is the target that `sequenced` makes.
 *
 * Run it again from the position that was kept last if it was interrupted, or if the subscription was. It throws what
 * `receive`, `keep` and the source throw, and the signal's reason.
 */
export async function catchUp<Position>(
  receive: (message: WholeMessage) => Promise<void>,
  { source, position, keep, signal }: CatchUpOptions<Position>,
): Promise<Position> {
  const startedAt = performance.now();
  for (let behind = position; ; ) {
    signal?.throwIfAborted();
    const askedAt = performance.now();
    const page = await source.read(behind, signal);
    await Promise.all(byPet(page.messages).map((messages) => inOrder(receive, messages)));
    await keep?.(page.position);
    behind = page.position;
    if (!page.caughtUp) continue;
    // What was recorded just before the subscription began may not have been readable yet.
    const missingMs = startedAt + source.settlesInMs - askedAt;
    if (missingMs <= 0) return page.position;
    await sleep(missingMs, undefined, signal && { signal });
  }
}

function byPet(messages: readonly WholeMessage[]): WholeMessage[][] {
  const pets = new Map<string, WholeMessage[]>();
  for (const message of messages) {
    const { petId } = message.detail.metadata;
    pets.set(petId, [...(pets.get(petId) ?? []), message]);
  }
  return [...pets.values()];
}

async function inOrder(receive: (message: WholeMessage) => Promise<void>, messages: WholeMessage[]): Promise<void> {
  for (const message of messages) await receive(message);
}

import type { PetsClient } from '../client/petsClient.ts';
import type { PetMessage } from '../messages/petMessageSchemas.ts';
import { messageRequests } from './messageRequests.ts';
import { oneByOne } from './oneByOne.ts';
import { parseMessage } from './parseMessage.ts';
import type { PetStore } from './petStore.ts';
import type { WholeMessage } from './wholeMessage.ts';

export { type CatchUpOptions, catchUp, feedOf, logOf, type MessageSource } from './catchUp.ts';
export { fromQueue } from './fromQueue.ts';
export { memoryPetStore } from './memoryPetStore.ts';
export { UnexpectedMessage } from './parseMessage.ts';
export type { PetStore, Progress } from './petStore.ts';
export type { WholeMessage } from './wholeMessage.ts';

/** Handles a pet's next event: from what was kept of the pet, undefined at first, to what is kept of it now. */
export type PetHandler<Kept> = (message: WholeMessage, kept: Kept | undefined) => Kept | Promise<Kept>;

export interface SequencedOptions<Kept> {
  store: PetStore<Kept>;
  /** A client of the API, which gaps are filled from. */
  pets: Pick<PetsClient, 'send'>;
  /**
   * What happens if an event comes before those that precede it: `fill` reads them from the pet's history, so that the
   * handler sees every event; with `skip` it sees only events newer than all that it saw. `fill` unless set.
   */
  gaps?: 'fill' | 'skip';
}

/** The history lacks an event that another event of the pet says was before it. */
export class EventMissing extends Error {
  override readonly name = 'EventMissing';
}

/** What a history gives at once. */
const MAX_PAGE = 100;

/**
 * Makes a target for an EventBridge rule that hands each pet's events to the handler once and in order, whatever the bus
 * repeats, reorders or replays, and with `detail.pet` there even in messages that were too large for it. Types of events
 * that the handler does not know reach it too: it returns what it keeps as it is.
 *
 * What the handler returns is saved together with the event's version, on the condition that nothing was saved meanwhile.
 * If the handler or the store fails, nothing is saved and the target throws, so the event is delivered again. What a
 * handler does beside what it returns can happen again then: give it the eventId as its idempotency key.
 *
 * The target throws `UnexpectedMessage`, `EventMissing`, and what the handler, the store and the client throw.
 */
export function sequenced<Kept>(
  handler: PetHandler<Kept>,
  { store, pets, gaps = 'fill' }: SequencedOptions<Kept>,
): (delivered: unknown) => Promise<void> {
  /** At most `count` events of a pet, of which the first has this version. */
  async function eventsFrom(version: number, count: number, petId: string): Promise<WholeMessage[]> {
    const { items } = await pets.send(messageRequests.ofPet(petId, version - 1, Math.min(count, MAX_PAGE)));
    return items;
  }

  async function take(message: PetMessage): Promise<void> {
    const { petId, version } = message.detail.metadata;
    let progress = await store.load(petId);
    let known = message.detail.pet === undefined ? [] : [message as WholeMessage];
    for (;;) {
      const handled = progress?.version ?? 0;
      if (version <= handled) return;
      const next = gaps === 'skip' ? version : handled + 1;
      const isNext = ({ detail }: WholeMessage) => detail.metadata.version === next;
      if (!known.some(isNext)) known = [...(await eventsFrom(next, Math.max(version - next, 1), petId)), ...known];
      const event = known.find(isNext);
      if (!event) throw new EventMissing(`the history of ${petId} has no version ${next}`);
      const kept = await handler(event, progress?.kept);
      const saved = await store.save(petId, { version: next, kept }, handled);
      progress = saved ? { version: next, kept } : await store.load(petId);
    }
  }

  const inTurn = oneByOne();
  return async (delivered) => {
    const message = parseMessage(delivered);
    await inTurn(message.detail.metadata.petId, () => take(message));
  };
}

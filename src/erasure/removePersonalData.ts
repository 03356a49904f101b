import type { EventFeed } from '../eventStore/eventFeed.ts';
import type { EventStore } from '../eventStore/eventStore.ts';
import { SETTLING_MS } from '../eventStore/feedPage.ts';
import { idsFrom } from '../eventStore/nextEventId.ts';
import type { PersonalStore } from '../eventStore/personalStore.ts';
import { removeErased } from '../eventStore/removeErased.ts';
import { count } from '../projections/count.ts';
import { petStream, type RecordedPetEvent } from '../streams/petStream.ts';

export interface RemoveParts {
  store: Pick<EventStore<RecordedPetEvent>, 'at'>;
  feed: EventFeed<RecordedPetEvent>;
  personal: PersonalStore;
}

/** What calls it: the message of an erasure, or the daily check of those since a time (ISO 8601; two days unless given). */
type Call = { detail: { metadata: { petId: string; version: number } } } | { since?: string };

const CHECKED_MS = 2 * 24 * 3600 * 1000;
const FEED_STEP = 250;

/**
 * Takes what an erasure names out of the pet's earlier events. The erasure itself is read from the table: no message can
 * make it remove what was not erased. Called again, it does what is left to do.
 */
export const removePersonalData =
  ({ store, feed, personal }: RemoveParts) =>
  async (call: Call): Promise<{ erasures: number; removed: number }> => {
    if ('detail' in call) {
      const { petId, version } = call.detail.metadata;
      const erasure = await store.at(petId, version);
      if (erasure?.type !== 'PersonalDataErased') throw new Error(`Version ${version} of ${petId} is no erasure.`);
      return { erasures: 1, removed: await removeErased(petStream, personal, erasure) };
    }
    const since = call.since === undefined ? Date.now() - CHECKED_MS : Date.parse(call.since);
    const range = { above: idsFrom(since), below: idsFrom(Date.now() - SETTLING_MS), count: FEED_STEP };
    const done = { erasures: 0, removed: 0 };
    for await (const event of feed.feed(range)) {
      if (event.type !== 'PersonalDataErased') continue;
      done.erasures++;
      done.removed += await removeErased(petStream, personal, event);
    }
    count('LateErasures', done.removed);
    if (done.removed > 0) console.error({ message: 'erased values were still there', ...done });
    return done;
  };

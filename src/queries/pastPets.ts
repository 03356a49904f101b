import { asOfTime } from '../eventStore/asOfTime.ts';
import type { Life, LifeIndex } from '../eventStore/lifeIndex.ts';
import { idsFrom } from '../eventStore/nextEventId.ts';
import { type PetEventStore, petAfter } from '../streams/petStream.ts';
import { meets } from './petFilters.ts';
import { type PetListPage, type PetListQuery, petListPage } from './petListPage.ts';

/** How many lives a page looks at. */
const MOST_LOOKED_AT = 200;
/** How many lives are looked up at once. */
const LIVES_AT_ONCE = 25;

/** A page of the pets as they were at a time (milliseconds since 1970), newest first. */
export type PastPets = (query: PetListQuery & { at: number }) => Promise<PetListPage>;

/**
 * Finds the newest event of each life at the time. The life is in the list if that event belongs to it: no other event
 * may have ended it, and no other life followed.
 */
export const pastPetsReader =
  (store: PetEventStore, { lives }: LifeIndex): PastPets =>
  ({ at, ...query }) => {
    const { filters, after = idsFrom(at + 1), limit } = query;
    const bounds = { mostLookedAt: MOST_LOOKED_AT, atOnce: LIVES_AT_ONCE };
    return petListPage(placesOf(lives(after, limit + 1)), query, bounds, async (places) => {
      const events = await Promise.all(places.map(({ life }) => asOfTime(store, life.streamId, at, life.version)));
      return events.flatMap((event, index) => {
        const { place } = places[index]!;
        const pet = event?.createdEventId === place ? petAfter(event) : null;
        return pet && meets(filters, pet) ? [{ pet, place }] : [];
      });
    });
  };

async function* placesOf(lives: AsyncIterable<Life>) {
  for await (const life of lives) yield { place: life.eventId, looked: 1, life };
}

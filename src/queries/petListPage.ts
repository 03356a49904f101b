import type { Pet } from '../domain/pet.ts';
import type { PetFilters } from './petFilters.ts';

/** A pet, and its place in a list: the event that began its life. The list has the greatest place first. */
export interface ListedPet {
  pet: Pet;
  place: string;
}

/** A place that was looked at, and how many entries of an index it stands for. */
interface Place {
  place: string;
  looked: number;
  /** Whether the pet there is one of those that a page reads few of at once. */
  large?: boolean;
}

export interface PetListQuery {
  filters: PetFilters;
  /** Goes on behind this place. */
  after?: string | undefined;
  limit: number;
  /** Whether one more pet has room on the page; of the first it has. */
  fits: (pet: Pet) => boolean;
}

export interface PetListPage {
  pets: ListedPet[];
  /** The place up to which the page goes; null if it goes to the end of the list. */
  upTo: string | null;
  /** Whether it ends there because it looked at enough. */
  partial: boolean;
}

interface Bounds {
  /** How many entries a page looks at, about. */
  mostLookedAt: number;
  /** How many places are made pets of at once. */
  atOnce: number;
}

const LARGE_AT_ONCE = 4;

/**
 * A page of a list: the pets at its places, as far as `petsAt` finds them to belong to the list. The work is bounded: the
 * page may be short, or empty, and not the last.
 */
export async function petListPage<P extends Place>(
  places: AsyncIterable<P>,
  { limit, fits }: PetListQuery,
  { mostLookedAt, atOnce }: Bounds,
  petsAt: (places: readonly P[]) => Promise<ListedPet[]>,
): Promise<PetListPage> {
  const pets: ListedPet[] = [];
  let pending: P[] = [];
  let looked = 0;
  let upTo: string | null = null;
  const isDue = () =>
    looked >= mostLookedAt ||
    pending.length === Math.min(atOnce, limit - pets.length) ||
    pending.filter(({ large }) => large).length === LARGE_AT_ONCE;
  /** Whether the page has room for all that was pending. */
  const settled = async () => {
    const found = pending.length > 0 ? await petsAt(pending) : [];
    pending = [];
    const full = found.findIndex(({ pet }) => !fits(pet));
    pets.push(...found.slice(0, full < 0 ? undefined : full));
    return full < 0;
  };

  for await (const next of places) {
    if (isDue() && !(await settled())) return { pets, upTo: pets.at(-1)!.place, partial: false };
    if (pets.length === limit) return { pets, upTo, partial: false };
    if (looked >= mostLookedAt) return { pets, upTo, partial: true };
    looked += next.looked;
    upTo = next.place;
    pending.push(next);
  }
  return { pets, upTo: (await settled()) ? null : pets.at(-1)!.place, partial: false };
}

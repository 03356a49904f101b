import type { PetSubject } from '../../src/client/news.ts';
import { petsRequests } from '../../src/client/petsRequests.ts';
import { ShortId } from '../frame/shortId.tsx';
import { pets } from './pets.ts';
import { useAnswer } from './useAnswer.ts';

interface PetNameProps {
  petId: string;
  /** A version at which the pet lived. */
  version: number | null;
  /** The pet, where it is known: a deletion carries none. */
  pet?: PetSubject | null | undefined;
}

/** A pet as people call it: "Coco, parrot". If it is not known, the API is asked; the id stands in until it answers. */
export function PetName({ petId, version, pet }: PetNameProps) {
  const isAsked = !pet && version !== null && version > 0;
  const { answer } = useAnswer(pets, isAsked ? petsRequests.show(petId, { version }) : null);
  const known = pet ?? answer;
  if (!known) return <ShortId id={petId} />;
  return (
    <span class="pet-name">
      <bdi>{known.name}</bdi>, <bdi>{known.type}</bdi>
    </span>
  );
}

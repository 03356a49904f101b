import { petsRequests } from '../../src/client/petsRequests.ts';
import { pets } from './pets.ts';
import { samplePet } from './samplePet.ts';

/** Creates a made-up pet, to make something happen. `onEnd` gets what went wrong, or undefined. */
export function SampleButton({ onEnd }: { onEnd(problem: unknown): void }) {
  const create = () => pets.send(petsRequests.create(samplePet())).then(() => onEnd(undefined), onEnd);
  return (
    <button type="button" class="primary" onClick={create}>
      Create a sample pet
    </button>
  );
}

import { send } from './api.ts';
import { samplePet } from './samplePet.ts';

/** Makes something happen: creates a pet that is made up. `onEnd` gets what went wrong, or undefined. */
export function SampleButton({ onEnd }: { onEnd(problem: unknown): void }) {
  const create = () => send({ method: 'POST', path: '/pets', body: samplePet() }).then(() => onEnd(undefined), onEnd);
  return (
    <button type="button" class="primary" onClick={create}>
      Create a sample pet
    </button>
  );
}

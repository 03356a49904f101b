import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import { etagOf } from '../http/etagOf.ts';
import { Problem } from '../http/problems.ts';
import type { CommandResult } from './handleCommand.ts';

/** The event that a command led to; throws the problem that answers a refusal. */
export function newestOf(result: CommandResult): RecordedEvent {
  if (result.done) return result.newest;
  const { refusal } = result;
  switch (refusal.reason) {
    case 'pet-exists':
      throw new Problem('pet-exists', 'A pet with this petId exists.');
    case 'pet-not-found':
      throw new Problem('pet-not-found', 'No pet has this petId.');
    case 'pet-deleted':
      throw new Problem('pet-deleted', 'The pet with this petId was deleted.');
    case 'pet-too-large':
      throw new Problem('pet-too-large', 'The pet would be more than 65536 bytes of JSON.');
    case 'invalid-pet':
      throw new Problem('invalid-pet', 'The pet would not be valid.', { errors: refusal.violations });
    case 'version-conflict':
      throw new Problem(
        'version-conflict',
        `The pet is at version ${refusal.version}. Read it again and decide anew.`,
        {
          headers: { etag: etagOf(refusal.version) },
        },
      );
    case 'contention':
    case 'companion-exists':
      throw new Problem('contention', 'Other writers came first every time. Try again.', {
        headers: { 'retry-after': '1' },
      });
    default:
      throw new Error(`unknown refusal ${(refusal satisfies never as { reason: string }).reason}`);
  }
}

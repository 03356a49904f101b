import type { PetMessage } from '../messages/petMessageSchemas.ts';

/** What was delivered is not a message of the pets service. Delivering it again is of no use. */
export class UnexpectedMessage extends Error {
  override readonly name = 'UnexpectedMessage';
}

/**
 * Checks of a message only what the kit itself reads, so that messages of later schemas and of later types pass. Throws
 * `UnexpectedMessage`, which names the field.
 */
export function parseMessage(delivered: unknown): PetMessage {
  const { source, 'detail-type': type, detail } = asObject(delivered);
  if (source !== 'pets' && source !== 'pets.replay') throw unexpected('/source', 'pets or pets.replay', source);
  if (typeof type !== 'string') throw unexpected('/detail-type', 'text', type);
  const { eventId, petId, version } = asObject(asObject(detail).metadata);
  if (typeof eventId !== 'string') throw unexpected('/detail/metadata/eventId', 'text', eventId);
  if (typeof petId !== 'string' || petId === '') throw unexpected('/detail/metadata/petId', 'text', petId);
  if (!Number.isSafeInteger(version) || (version as number) < 1)
    throw unexpected('/detail/metadata/version', 'a whole number from 1', version);
  return delivered as PetMessage;
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const unexpected = (pointer: string, wanted: string, found: unknown): UnexpectedMessage =>
  new UnexpectedMessage(`${pointer} must be ${wanted}, and is ${JSON.stringify(found)?.slice(0, 80)}`);

import type { HistoryItem } from '../../src/client/petsClient.ts';

/** Whether a pet is deleted at a version, as far as its events, newest first, tell. */
export function isDeletedAt(version: number, items: readonly HistoryItem[]): boolean {
  const turn = items.find(
    (item) => item.version <= version && (item.type === 'PetCreated' || item.type === 'PetDeleted'),
  );
  return turn?.type === 'PetDeleted';
}

import type { HistoryItem } from '../../src/client/petsClient.ts';
import { petEvents } from '../../src/domain/petEvents.ts';

/** Whether a pet is deleted at a version, as far as its events, newest first, tell. */
export function isDeletedAt(version: number, items: readonly HistoryItem[]): boolean {
  const event = items.find(({ version: at, type }) => at <= version && petEvents[type].leaves !== 'what was there');
  return event !== undefined && petEvents[event.type].leaves === 'no live pet';
}

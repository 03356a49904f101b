import type { HistoryItem } from '../client/petsClient.ts';
import { chainFault } from './chain.ts';

/** Whether the events that are here hang together. */
export function ChainBadge({ items, hasOlder }: { items: readonly HistoryItem[]; hasOlder: boolean }) {
  const fault = chainFault(items);
  if (fault !== undefined) return <span class="badge bad">Chain broken: {fault}</span>;
  const which = hasOlder
    ? `the newest ${items.length} events`
    : items.length === 1
      ? '1 event'
      : `${items.length} events`;
  return (
    <span class="badge good" title="Versions without gaps, each previousHash is the hash before">
      Chain linked: {which}
    </span>
  );
}

import type { HistoryItem } from '../../src/client/petsClient.ts';
import { chainFault } from './chainFault.ts';

/** Whether the events that were loaded are linked. */
export function ChainBadge({ items, hasOlder }: { items: readonly HistoryItem[]; hasOlder: boolean }) {
  const fault = chainFault(items);
  if (fault !== undefined) return <span class="badge bad">Links broken: {fault}</span>;
  const which = hasOlder
    ? `the newest ${items.length} events`
    : items.length === 1
      ? '1 event'
      : `${items.length} events`;
  return (
    <span
      class="badge good"
      title="No version is missing, and each event names the hash of the one before. Verify also finds edited events."
    >
      Links hold: {which}
    </span>
  );
}

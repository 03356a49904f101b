import { useEffect } from 'preact/hooks';
import type { HistoryItem } from '../../src/client/petsClient.ts';
import { PERSONAL_NAMES, type PersonalName } from '../../src/domain/splitPersonal.ts';
import { counted } from '../frame/counted.ts';
import { Time } from '../frame/time.tsx';
import { EraseDialog, personalLabel } from './eraseDialog.tsx';
import { personalData } from './personalData.ts';

/** The removal of erased values is looked at again so often, for so long. What was interrupted waits for the daily check. */
const AGAIN_MS = 1_000;
const WATCHED_MS = 60_000;

interface PersonalSectionProps {
  petName: string;
  /** The pet's events, newest first. */
  items: readonly HistoryItem[];
  hasOlder: boolean;
  onErase(names: readonly PersonalName[]): void;
  reload(): void;
}

/** The personal data that a pet's events hold, how to erase it, and how far an erasure has got. */
export function PersonalSection({ petName, items, hasOlder, onErase, reload }: PersonalSectionProps) {
  const { held, unremoved, erasure } = personalData(items);
  // Events that are not loaded may hold any.
  const names = hasOlder ? PERSONAL_NAMES : held;
  useEffect(() => {
    if (!erasure || unremoved === 0 || Date.now() - Date.parse(erasure.occurredAt) > WATCHED_MS) return;
    const timer = setTimeout(reload, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [items]);
  if (names.length === 0 && !erasure) return null;
  return (
    <section aria-labelledby="personal">
      <h2 id="personal">Personal data</h2>
      {erasure && (
        <p role="status">
          Erased <Time at={erasure.occurredAt} isDated /> by {erasure.metadata.actor}, version {erasure.version}.{' '}
          {unremoved > 0
            ? `Values are still being removed from ${counted(unremoved, 'earlier event')}.`
            : 'The values are gone from every event.'}
        </p>
      )}
      {names.length > 0 && (
        <>
          <p>
            {hasOlder ? 'The events may hold' : 'The events hold'}: {names.map(personalLabel).join(', ')}.
          </p>
          <EraseDialog petName={petName} names={names} onErase={onErase} />
        </>
      )}
    </section>
  );
}

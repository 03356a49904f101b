import { useState } from 'preact/hooks';
import type { HistoryItem } from '../../src/client/petsClient.ts';
import { petsRequests } from '../../src/client/petsRequests.ts';
import { type Pet, withoutServerOwned } from '../../src/domain/pet.ts';
import { RawJson } from '../frame/rawJson.tsx';
import { RequestLine } from '../frame/requestLine.tsx';
import { Skeleton } from '../frame/skeleton.tsx';
import { pets } from '../service/pets.ts';
import { useAsked } from '../service/useAsked.ts';
import { isDeletedAt } from './isDeletedAt.ts';
import { erasedAt } from './personalData.ts';
import { StateTable } from './stateTable.tsx';
import { usePetAt } from './usePetAt.ts';

interface VersionPanelProps {
  petId: string;
  version: number;
  /** The pet's events, newest first. */
  items: readonly HistoryItem[];
  onRestore(): void;
}

/** A pet at a version: its fields, how they differ from another version, and the event itself. */
export function VersionPanel({ petId, version, items, onRestore }: VersionPanelProps) {
  const newest = items[0]!.version;
  const isNewest = version === newest;
  const [isAgainstNewest, setAgainstNewest] = useState(false);
  const against = isAgainstNewest && !isNewest ? newest : version - 1;
  const pet = usePetAt(petId, version, items);
  const other = usePetAt(petId, against, items);
  const hasBlame = isNewest && !isDeletedAt(version, items);
  const { answer: blame } = useAsked(hasBlame ? `${petId} ${newest}` : null, (options) => pets.blame(petId, options));
  const event = items.find((item) => item.version === version);
  const petThen = (at: number, then: Pet | null) => ({
    version: at,
    state: then && withoutServerOwned(then),
    erasures: erasedAt(at, items),
  });

  return (
    <>
      <div class="compared">
        <label hidden={newest === 1}>
          Compared with{' '}
          <select
            value={isAgainstNewest ? 'newest' : 'before'}
            onChange={({ currentTarget }) => setAgainstNewest(currentTarget.value === 'newest')}
          >
            <option value="before">the version before</option>
            <option value="newest">the newest version</option>
          </select>
        </label>
        {pet && !isNewest && (
          <button type="button" onClick={onRestore}>
            Restore version {version}
          </button>
        )}
      </div>
      {pet === null && <p class="empty">At this version the pet is deleted.</p>}
      {(pet === undefined || other === undefined) && <Skeleton />}
      {pet !== undefined && other !== undefined && (
        <StateTable
          shown={petThen(version, pet)}
          other={against < 1 ? undefined : petThen(against, other)}
          blame={hasBlame && blame?.version === version ? blame.fields : undefined}
        />
      )}
      {event && (
        <details class="raw">
          <summary>The event, as the history shows it</summary>
          <RawJson value={event} />
        </details>
      )}
      {pet !== null && <RequestLine request={petsRequests.show(petId, { version })} />}
    </>
  );
}

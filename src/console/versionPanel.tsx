import { useState } from 'preact/hooks';
import type { HistoryItem } from '../client/petsClient.ts';
import { petPath } from './api.ts';
import { attributesOf } from './petFields.ts';
import { RawJson } from './rawJson.tsx';
import { RequestLine } from './requestLine.tsx';
import { StateTable } from './stateTable.tsx';
import { useAnswer } from './useAnswer.ts';
import { usePetAt, versionRequest } from './usePetAt.ts';

/** A field of a pet and the event that last set it, as `GET /pets/{petId}/blame` tells. */
export interface Blame {
  pointer: string;
  version: number;
  occurredAt: string;
  actor: string;
}

interface VersionPanelProps {
  petId: string;
  version: number;
  /** The pet's events, newest first. */
  items: readonly HistoryItem[];
  onRestore(): void;
}

/** A pet at a version: its fields, what differs from another version, and the event as it is. */
export function VersionPanel({ petId, version, items, onRestore }: VersionPanelProps) {
  const newest = items[0]!.version;
  const isNewest = version === newest;
  const [isAgainstNewest, setAgainstNewest] = useState(false);
  const against = isAgainstNewest && !isNewest ? newest : version - 1;
  const pet = usePetAt(petId, version, items);
  const other = usePetAt(petId, against, items);
  const isLiving = isNewest && items[0]!.type !== 'PetDeleted';
  const blame = useAnswer<{ version: number; fields: Blame[] }>(
    isLiving ? { method: 'GET', path: `${petPath(petId)}/blame` } : null,
  ).answer;
  const event = items.find((item) => item.version === version);

  return (
    <>
      <div class="compared">
        <label>
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
      {pet === null && (
        <p class="empty">At this version the pet is deleted: it has no state. Any version before can be restored.</p>
      )}
      {pet !== undefined && other !== undefined && (
        <StateTable
          state={pet && attributesOf(pet)}
          other={other && attributesOf(other)}
          otherName={against < 1 ? 'Before: nothing' : `Version ${against}`}
          blame={isLiving && blame?.version === version ? blame.fields : undefined}
        />
      )}
      {event && (
        <details class="raw">
          <summary>The event, as the history tells it</summary>
          <RawJson value={event} />
        </details>
      )}
      {pet !== null && <RequestLine request={versionRequest(petId, version)} />}
    </>
  );
}

import { useEffect, useRef } from 'preact/hooks';
import type { HistoryItem } from '../../src/client/petsClient.ts';
import { type PetEventType, petEvents } from '../../src/domain/petEvents.ts';
import { eventWord } from '../frame/eventWord.ts';
import { href } from '../frame/place.ts';
import { Time } from '../frame/time.tsx';

/** A pet's events, newest first: what happened, when, by whom, and which fields changed. */
export function EventList({ items, selected }: { items: readonly HistoryItem[]; selected: number }) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  return (
    <ol class="events" ref={list} reversed>
      {items.map(({ petId, version, type, occurredAt, metadata, changes }) => (
        <li key={version} class={type}>
          <a href={href(['pets', petId], { version })} aria-current={version === selected ? 'true' : undefined}>
            <span class="v">{version}</span>
            <span>
              <b>{eventWord(type)}</b>
              <span class="small">
                <Time at={occurredAt} /> by {metadata.actor}
              </span>
              <span class="small">
                {changes
                  .filter(({ erased }) => erased || isChange(type))
                  .map(({ pointer, erased }) => pointer.slice(1) + (erased ? ' (erased)' : ''))
                  .join(', ')}
              </span>
            </span>
          </a>
        </li>
      ))}
    </ol>
  );
}

/** An event that begins or ends a life is about the whole pet. */
const isChange = (type: PetEventType): boolean =>
  petEvents[type].happensTo === 'a live pet' && petEvents[type].leaves === 'a live pet';

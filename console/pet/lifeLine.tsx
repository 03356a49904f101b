import type { HistoryItem } from '../../src/client/petsClient.ts';
import { eventWord } from '../frame/eventWord.ts';
import { Time } from '../frame/time.tsx';
import { isDeletedAt } from './isDeletedAt.ts';

interface LifeLineProps {
  /** The pet's events, newest first. */
  items: readonly HistoryItem[];
  version: number;
  onSelect(version: number): void;
}

const HEIGHT = 28;
const MIDDLE = HEIGHT / 2;

/**
 * A pet's life: a dot for each version, a gap where it was deleted. The slider on it moves through the versions with the
 * pointer or the arrow keys, the buttons step by step.
 */
export function LifeLine({ items, version, onSelect }: LifeLineProps) {
  const newest = items[0]!.version;
  const oldest = items.at(-1)!.version;
  const x = (at: number) => `${((at - 1) / (newest - 1)) * 100}%`;
  const line = (from: number, to: number, look: string) => (
    <line key={from} class={look} x1={x(from)} x2={x(to)} y1={MIDDLE} y2={MIDDLE} />
  );
  const shown = items.find((item) => item.version === version);
  return (
    <div class="life">
      {newest > 1 && (
        <>
          <button
            type="button"
            aria-label="Version before"
            disabled={version <= 1}
            onClick={() => onSelect(version - 1)}
          >
            ‹
          </button>
          <div class="line">
            <svg height={HEIGHT} aria-hidden="true">
              {oldest > 1 && line(1, oldest, 'unread')}
              {items.slice(1).map(({ version: at }) => line(at, at + 1, isDeletedAt(at, items) ? 'gone' : ''))}
              {items.map(({ version: at, type, erased }) => (
                <circle
                  key={at}
                  class={`${type}${erased ? ' erased' : ''}`}
                  cx={x(at)}
                  cy={MIDDLE}
                  r={newest > 60 ? 2 : 5}
                />
              ))}
            </svg>
            <input
              type="range"
              aria-label="Version"
              aria-valuetext={`version ${version} of ${newest}`}
              min={1}
              max={newest}
              step={1}
              value={version}
              onInput={(event) => onSelect(Number(event.currentTarget.value))}
            />
          </div>
          <button
            type="button"
            aria-label="Version after"
            disabled={version >= newest}
            onClick={() => onSelect(version + 1)}
          >
            ›
          </button>
        </>
      )}
      <p class="small">
        {shown ? (
          <>
            {eventWord(shown.type)} <Time at={shown.occurredAt} isDated /> by {shown.metadata.actor}
            {shown.erased && `; erased since: ${shown.erased.join(', ')}`}
          </>
        ) : (
          'This event is not loaded yet: "Older events" does it.'
        )}
      </p>
    </div>
  );
}

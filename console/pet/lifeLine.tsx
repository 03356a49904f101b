import type { HistoryItem } from '../../src/client/petsClient.ts';
import { eventWord } from '../frame/eventWord.ts';
import { Time } from '../frame/time.tsx';
import { isDeletedAt } from './isDeletedAt.ts';

interface LifeLineProps {
  /** The pet's events, newest first. */
  items: readonly HistoryItem[];
  version: number;
}

const HEIGHT = 28;
const MIDDLE = HEIGHT / 2;

/** A pet's life above the slider: a dot for each version, a gap where it was deleted, and when it began and was last changed. */
export function LifeLine({ items, version }: LifeLineProps) {
  const newest = items[0]!;
  const oldest = items.at(-1)!;
  const x = (at: number) => `${newest.version === 1 ? 50 : ((at - 1) / (newest.version - 1)) * 100}%`;
  const radius = newest.version > 60 ? 2 : 5;
  const shown = items.find((item) => item.version === version);
  return (
    <div class="life">
      <svg height={HEIGHT} aria-hidden="true">
        {oldest.version > 1 && <line class="unread" x1="0%" x2={x(oldest.version)} y1={MIDDLE} y2={MIDDLE} />}
        {items.slice(1).map(({ version }) => (
          <line
            key={version}
            class={isDeletedAt(version, items) ? 'gone' : ''}
            x1={x(version)}
            x2={x(version + 1)}
            y1={MIDDLE}
            y2={MIDDLE}
          />
        ))}
        {items.map(({ version: at, type }) => (
          <circle
            key={at}
            class={`${type}${at === version ? ' shown' : ''}`}
            cx={x(at)}
            cy={MIDDLE}
            r={at === version ? radius + 3 : radius}
          />
        ))}
      </svg>
      <p class="small">
        {shown ? (
          <>
            {eventWord(shown.type)} <Time at={shown.occurredAt} isDated /> by {shown.metadata.actor}
          </>
        ) : (
          'This event is not loaded yet: "Older events" does it.'
        )}
      </p>
    </div>
  );
}

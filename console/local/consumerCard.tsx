import type { ConsumerStatus } from '../../src/client/news.ts';
import { duration } from '../frame/duration.ts';
import { Figures } from '../frame/figures.tsx';
import { href } from '../frame/place.ts';
import { Time } from '../frame/time.tsx';

/** How far a consumer has got. */
export function ConsumerCard({ name, delivered, failures, lastError, position, retrying, lagMs }: ConsumerStatus) {
  const figures = {
    'behind the events': lagMs === null ? '–' : duration(lagMs),
    delivered: delivered.toLocaleString('en-GB'),
    failures: failures.toLocaleString('en-GB'),
  };
  return (
    <section class="card" aria-labelledby={name}>
      <h2 id={name}>{name}</h2>
      <p>{retrying ? <span class="badge bad">Retrying</span> : <span class="badge good">Following</span>}</p>
      <Figures of={figures} />
      {position && (
        <p class="small">
          Newest event:{' '}
          <a href={href(['pets', position.petId], { version: position.version })}>
            <code>{position.petId}</code> v{position.version}
          </a>
          , <Time at={position.occurredAt} />
        </p>
      )}
      {lastError && (
        <p class="small">
          Last failure <Time at={lastError.at} />: {lastError.message}
        </p>
      )}
    </section>
  );
}

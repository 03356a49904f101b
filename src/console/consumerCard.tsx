import type { ConsumerStatus } from '../localNews.ts';
import { href } from './router.ts';
import { duration, Time } from './time.tsx';

/** How far a consumer is. */
export function ConsumerCard({ name, delivered, failures, lastError, position, retrying, lagMs }: ConsumerStatus) {
  return (
    <section class="card" aria-labelledby={name}>
      <h2 id={name}>{name}</h2>
      <p>{retrying ? <span class="badge bad">Tries again</span> : <span class="badge good">Follows</span>}</p>
      <dl class="figures">
        <div>
          <dt>behind the events</dt>
          <dd>{lagMs === null ? '–' : duration(lagMs)}</dd>
        </div>
        <div>
          <dt>delivered</dt>
          <dd>{delivered.toLocaleString('en-GB')}</dd>
        </div>
        <div>
          <dt>failures</dt>
          <dd>{failures.toLocaleString('en-GB')}</dd>
        </div>
      </dl>
      {position && (
        <p class="small">
          Took{' '}
          <a href={href(['pets', position.petId], { version: position.version })}>
            <code>{position.petId}</code> v{position.version}
          </a>{' '}
          of <Time at={position.occurredAt} />
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

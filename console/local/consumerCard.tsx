import type { ConsumerStatus } from '../../src/client/news.ts';
import { duration } from '../frame/duration.ts';
import { Figures } from '../frame/figures.tsx';
import { href } from '../frame/place.ts';
import { Time } from '../frame/time.tsx';
import { PetName } from '../service/petName.tsx';
import { LagChart } from './lagChart.tsx';
import { useLagSamples } from './useLagSamples.ts';

const DOES: Record<ConsumerStatus['name'], string> = {
  projectPets: 'writes the rows that queries read',
  publishPets: 'sends the messages to other teams',
};

/** How far a consumer has got. */
export function ConsumerCard(status: ConsumerStatus) {
  const { name, delivered, failures, lastError, position, retrying, lagMs } = status;
  const samples = useLagSamples(status);
  const figures = {
    [retrying ? 'behind the events' : 'behind, with its newest event']: lagMs === null ? '–' : duration(lagMs),
    'events taken': delivered.toLocaleString('en-GB'),
    'failed deliveries': failures.toLocaleString('en-GB'),
  };
  return (
    <section class="card" aria-labelledby={name}>
      <h2 id={name}>{name}</h2>
      <p>
        {retrying ? <span class="badge bad">Trying again</span> : <span class="badge good">Caught up</span>}
        <span class="small"> {DOES[name]}</span>
      </p>
      {retrying && lastError && (
        <p class="problem">{lastError.message} The records are delivered again until it takes them.</p>
      )}
      <Figures of={figures} />
      <LagChart samples={samples} />
      {position && (
        <p class="small">
          Newest event:{' '}
          <a href={href(['pets', position.petId], { version: position.version })}>
            <PetName petId={position.petId} version={position.version} />, version {position.version}
          </a>
          , <Time at={position.occurredAt} />
        </p>
      )}
      {!retrying && lastError && (
        <p class="small">
          Last failure <Time at={lastError.at} />: {lastError.message}
        </p>
      )}
    </section>
  );
}

import { type EventsQuery, type FeedItem, petsRequests } from '../../src/client/petsRequests.ts';
import { EventFilters, submittedFilters } from '../frame/eventFilters.tsx';
import { eventWord } from '../frame/eventWord.ts';
import { go, href } from '../frame/place.ts';
import { ProblemNote } from '../frame/problemNote.tsx';
import { RawJson } from '../frame/rawJson.tsx';
import { ShortId } from '../frame/shortId.tsx';
import { Skeleton } from '../frame/skeleton.tsx';
import { submittedTime } from '../frame/submittedTime.ts';
import { Time } from '../frame/time.tsx';
import { View } from '../frame/view.tsx';
import { PetName } from '../service/petName.tsx';
import { pets } from '../service/pets.ts';
import { useAsked } from '../service/useAsked.ts';
import { newestEvents } from './newestEvents.ts';

const HOUR_MS = 3_600_000;

/** The events of all pets, newest first. */
export function FeedView({ query }: { query: URLSearchParams }) {
  const asked = (name: string) => query.get(name) || undefined;
  // The API judges the type and the actor that the address names.
  const filters = {
    from: submittedTime(asked('from')),
    to: submittedTime(asked('to')),
    type: asked('type'),
    actor: asked('actor'),
  } as EventsQuery;
  const { answer, problem, isLoading, reload } = useAsked(JSON.stringify(filters), (options) =>
    newestEvents(filters, pets.send, options),
  );
  const filter = (event: SubmitEvent) => go(href(['feed'], submittedFilters(event)));

  return (
    <View
      title="Feed"
      lead="Every event of every pet, newest first. An event appears here five seconds after it happened."
      actions={
        <button type="button" onClick={reload}>
          Refresh
        </button>
      }
      request={petsRequests.events(filters)}
    >
      <form class="filters" onSubmit={filter} key={String(query)}>
        <EventFilters {...filters} />
        <label>
          By
          <input name="actor" defaultValue={filters.actor} autocomplete="off" />
        </label>
        <button type="submit">Search</button>
        <a href={href(['feed'], { from: new Date(Date.now() - HOUR_MS).toISOString() })}>Last hour</a>
        {query.size > 0 && <a href={href(['feed'])}>Newest</a>}
      </form>
      <ProblemNote problem={problem} onRetry={reload} />
      {isLoading && <Skeleton rows={8} />}
      {problem === undefined && answer?.items.length === 0 && (
        <p class="empty">There are no such events{answer.olderThan !== null && ' in this span of time'}.</p>
      )}
      <ol class="feed">
        {answer?.items.map((event) => (
          <FeedRow key={event.eventId} event={event} />
        ))}
      </ol>
      <nav class="pages" aria-label="Pages">
        {answer?.olderThan && <a href={href(['feed'], { ...filters, to: answer.olderThan })}>Older events</a>}
      </nav>
    </View>
  );
}

function FeedRow({ event }: { event: FeedItem }) {
  const { petId, version, type, state, occurredAt } = event;
  return (
    <li>
      <details class="raw">
        <summary>
          <Time at={occurredAt} isDated />{' '}
          <b>
            <PetName petId={petId} version={state ? version : version - 1} pet={state} />:{' '}
            {eventWord(type).toLowerCase()}
          </b>{' '}
          <span class="small">{notesOn(event).join(' · ')}</span>
        </summary>
        <p>
          <a href={href(['pets', petId], { version })}>
            Version {version} of <ShortId id={petId} />
          </a>
        </p>
        <RawJson value={event} />
      </details>
    </li>
  );
}

/** What changed, where in the pet's life, by whom, and what of it is gone. */
function notesOn({ type, data, version, metadata, erased }: FeedItem): string[] {
  const fields = type === 'PetUpdated' ? Object.keys(data.changes) : type === 'PersonalDataErased' ? data.fields : [];
  const since = erased ? [`erased since: ${erased.join(', ')}`] : [];
  return [...(fields.length > 0 ? [fields.join(', ')] : []), `version ${version}`, `by ${metadata.actor}`, ...since];
}

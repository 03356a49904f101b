import { type EventsQuery, petsRequests } from '../../src/client/petsRequests.ts';
import { EventFilters, submittedFilters } from '../frame/eventFilters.tsx';
import { eventWord } from '../frame/eventWord.ts';
import { go, href } from '../frame/place.ts';
import { ProblemNote } from '../frame/problemNote.tsx';
import { RawJson } from '../frame/rawJson.tsx';
import { Time } from '../frame/time.tsx';
import { View } from '../frame/view.tsx';
import { pets } from '../service/pets.ts';
import { useAnswer } from '../service/useAnswer.ts';

const FILTERS = ['from', 'to', 'type', 'actor'] as const;
const HOUR_MS = 3_600_000;

/** The events of all pets, oldest first, as a consumer reads the feed. */
export function FeedView({ query }: { query: URLSearchParams }) {
  // The API judges what the address names.
  const filters: EventsQuery = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) || undefined]));
  const cursor = query.get('cursor') || undefined;
  const request = petsRequests.events({ ...filters, limit: 25, cursor });
  const { answer, problem, reload } = useAnswer(pets, request);
  const filter = (event: SubmitEvent) => go(href(['feed'], submittedFilters(event)));

  return (
    <View
      title="Feed"
      lead="Every event of every pet, in one order that never changes. An event appears here five seconds after it happened."
      request={request}
    >
      <form class="filters" onSubmit={filter} key={String(query)}>
        <EventFilters {...filters} />
        <label>
          Actor
          <input name="actor" defaultValue={filters.actor} autocomplete="off" />
        </label>
        <button type="submit">Filter</button>
        <a href={href(['feed'], { from: new Date(Date.now() - HOUR_MS).toISOString() })}>Last hour</a>
        {query.size > 0 && <a href={href(['feed'])}>From the start</a>}
      </form>
      <ProblemNote problem={problem} />
      {answer?.items.length === 0 && (
        <p class="empty">There are no such events {answer.caughtUp ? 'yet' : 'on this page'}.</p>
      )}
      <ol class="feed">
        {answer?.items.map((event) => (
          <li key={event.eventId}>
            <details class="raw">
              <summary>
                <Time at={event.occurredAt} /> <b>{eventWord(event.type)}</b>{' '}
                <span class="small">
                  {event.state ? `${event.state.name}, ${event.state.type}` : event.petId} v{event.version} by{' '}
                  {event.metadata.actor}
                  {event.type === 'PetUpdated' && `: ${Object.keys(event.data.changes).join(', ')}`}
                </span>
              </summary>
              <p>
                <a href={href(['pets', event.petId], { version: event.version })}>
                  <code>{event.petId}</code> at version {event.version}
                </a>
              </p>
              <RawJson value={event} />
            </details>
          </li>
        ))}
      </ol>
      <nav class="pages" aria-label="Pages">
        {answer?.caughtUp && answer.nextCursor !== null && (
          <button type="button" onClick={reload}>
            That is all for now. Check again
          </button>
        )}
        {answer && !answer.caughtUp && answer.nextCursor !== null && (
          <a href={href(['feed'], { ...filters, cursor: answer.nextCursor })}>Next page</a>
        )}
      </nav>
    </View>
  );
}

import type { EventsPage } from '../client/petsClient.ts';
import type { ApiRequest } from './api.ts';
import { ProblemNote } from './problemNote.tsx';
import { RawJson } from './rawJson.tsx';
import { go, href, search } from './router.ts';
import { Time } from './time.tsx';
import { useAnswer } from './useAnswer.ts';
import { View } from './view.tsx';

const FILTERS = ['from', 'to', 'type', 'actor'] as const;
const TYPES = ['', 'PetCreated', 'PetUpdated', 'PetDeleted'];
const HOUR_MS = 3_600_000;

/** The events of all pets, oldest first, as a consumer reads the feed. */
export function FeedView({ query }: { query: URLSearchParams }) {
  const filters = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? undefined]));
  const cursor = query.get('cursor') ?? undefined;
  const request: ApiRequest = { method: 'GET', path: `/events${search({ ...filters, limit: 25, cursor })}` };
  const { answer, problem, reload } = useAnswer<EventsPage>(request);
  const filter = (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const wanted = Object.fromEntries(FILTERS.map((name) => [name, String(given.get(name))]));
    go(href(['feed'], { ...wanted, from: isoOf(wanted.from), to: isoOf(wanted.to) }));
  };

  return (
    <View
      title="Feed"
      lead="Every event of every pet, in one order that never changes. Events join it once they are settled, after five seconds."
      request={request}
    >
      <form class="filters" onSubmit={filter} key={String(query)}>
        <label>
          From
          <input type="datetime-local" step={1} name="from" defaultValue={localOf(filters.from)} />
        </label>
        <label>
          To
          <input type="datetime-local" step={1} name="to" defaultValue={localOf(filters.to)} />
        </label>
        <label>
          Type
          <select name="type">
            {TYPES.map((type) => (
              <option key={type} value={type} selected={type === (filters.type ?? '')}>
                {type || 'any'}
              </option>
            ))}
          </select>
        </label>
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
        <p class="empty">There is no such event {answer.caughtUp ? 'yet' : 'on this page'}.</p>
      )}
      <ol class="feed">
        {answer?.items.map((event) => (
          <li key={event.eventId}>
            <details class="raw">
              <summary>
                <Time at={event.occurredAt} /> <b>{event.type}</b>{' '}
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
            That is all for now. Look again
          </button>
        )}
        {answer && !answer.caughtUp && answer.nextCursor !== null && (
          <a href={href(['feed'], { ...filters, cursor: answer.nextCursor })}>Next page</a>
        )}
      </nav>
    </View>
  );
}

/** A local time of the form as an instant; empty where there is none. */
const isoOf = (local: string | undefined): string => (local ? new Date(local).toISOString() : '');

/** An instant as the form's local time. */
function localOf(iso: string | undefined): string {
  const time = Date.parse(iso ?? '');
  if (Number.isNaN(time)) return '';
  return new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

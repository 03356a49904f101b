import { PET_EVENT_TYPES } from '../../src/domain/petEvents.ts';
import { eventWord } from './eventWord.ts';
import { submitted } from './submitted.ts';

/** A form's inputs that choose events by time and type; times are ISO 8601. */
export function EventFilters({ from, to, type = '' }: { from?: string; to?: string; type?: string }) {
  return (
    <>
      <label>
        From
        <input type="datetime-local" step={1} name="from" defaultValue={localTime(from)} />
      </label>
      <label>
        To
        <input type="datetime-local" step={1} name="to" defaultValue={localTime(to)} />
      </label>
      <label>
        Type
        <select name="type">
          <option value="">any</option>
          {PET_EVENT_TYPES.map((name) => (
            <option key={name} value={name} selected={name === type}>
              {eventWord(name)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

/** The texts of a submitted form with `EventFilters`, without the empty ones. */
export function submittedFilters(event: SubmitEvent): Record<string, string> {
  const given = Object.entries(submitted(event)).filter(([, text]) => text !== '');
  return Object.fromEntries(
    given.map(([name, text]) => [name, name === 'from' || name === 'to' ? new Date(text).toISOString() : text]),
  );
}

/** An instant as a `datetime-local` input has it; empty if it is not one. */
export function localTime(iso = ''): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return '';
  return new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

import { useState } from 'preact/hooks';
import type { LocalCommand } from '../../src/client/localClient.ts';
import { counted } from '../frame/counted.ts';
import { EventFilters, submittedFilters } from '../frame/eventFilters.tsx';
import { CommandOutput } from './commandOutput.tsx';
import { useCommandRun } from './useCommandRun.ts';

type Filters = Omit<Extract<LocalCommand, { command: 'replay' }>, 'command' | 'dryRun'>;

/** Chooses events to replay, counts them, then publishes them. */
export function ReplayForm() {
  const count = useCommandRun();
  const publish = useCommandRun();
  const [chosen, setChosen] = useState<Filters>();
  const [isTooWide, setTooWide] = useState(false);
  const events = count.code === 0 ? Number(count.output[0]?.events) : undefined;

  const dryRun = (event: SubmitEvent) => {
    const filters: Filters = submittedFilters(event);
    const isAll = filters.from === undefined && filters.petId === undefined;
    publish.clear();
    setTooWide(isAll);
    if (isAll) return;
    setChosen(filters);
    count.run({ command: 'replay', dryRun: true, ...filters });
  };

  return (
    <>
      <form class="filters" onSubmit={dryRun} onInput={() => setChosen(undefined)}>
        <EventFilters />
        <label>
          Id of a pet
          <input name="petId" autocomplete="off" />
        </label>
        <button type="submit" disabled={count.isRunning}>
          Count first
        </button>
        {chosen && publish.code === undefined && events !== undefined && events > 0 && (
          <button
            type="button"
            class="primary"
            disabled={publish.isRunning}
            onClick={() => publish.run({ command: 'replay', dryRun: false, ...chosen })}
          >
            Publish {counted(events, 'event')} again
          </button>
        )}
      </form>
      {isTooWide && (
        <p class="problem" role="alert">
          Choose where to begin: a time in From, or a pet.
        </p>
      )}
      <CommandOutput {...count} />
      <CommandOutput {...publish} />
    </>
  );
}

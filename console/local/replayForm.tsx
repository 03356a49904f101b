import { useState } from 'preact/hooks';
import type { LocalCommand } from '../../src/client/localClient.ts';
import { EventFilters, submittedFilters } from '../frame/eventFilters.tsx';
import { CommandOutput } from './commandOutput.tsx';
import { useCommandRun } from './useCommandRun.ts';

type Filters = Omit<Extract<LocalCommand, { command: 'replay' }>, 'command' | 'dryRun'>;

/** Chooses events to replay, counts them, then publishes them. */
export function ReplayForm() {
  const count = useCommandRun();
  const publish = useCommandRun();
  const [counted, setCounted] = useState<Filters>();
  const events = count.code === 0 ? Number(count.output[0]?.events) : undefined;

  const dryRun = (event: SubmitEvent) => {
    const chosen: Filters = submittedFilters(event);
    setCounted(chosen);
    count.run({ command: 'replay', dryRun: true, ...chosen });
  };

  return (
    <>
      <form class="filters" onSubmit={dryRun} onInput={() => setCounted(undefined)}>
        <EventFilters />
        <label>
          Pet
          <input name="petId" autocomplete="off" />
        </label>
        <button type="submit" disabled={count.isRunning}>
          Count first
        </button>
        {counted && events !== undefined && events > 0 && (
          <button
            type="button"
            class="primary"
            disabled={publish.isRunning}
            onClick={() => publish.run({ command: 'replay', dryRun: false, ...counted })}
          >
            Publish {events.toLocaleString('en-GB')} events again
          </button>
        )}
      </form>
      <CommandOutput {...count} />
      <CommandOutput {...publish} />
    </>
  );
}

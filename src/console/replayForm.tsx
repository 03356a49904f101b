import { useState } from 'preact/hooks';
import type { JsonObject } from '../domain/jsonValue.ts';
import { CommandOutput } from './commandOutput.tsx';
import { useCommandRun } from './useCommandRun.ts';

/** Which events to replay: counted first, then published. */
export function ReplayForm() {
  const count = useCommandRun();
  const publish = useCommandRun();
  const [counted, setCounted] = useState<JsonObject>();
  const events = count.code === 0 ? Number(count.output[0]?.events) : undefined;

  const dryRun = (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(given.get(name));
    const filters = {
      from: instantOf(text('from')),
      to: instantOf(text('to')),
      type: text('type'),
      petId: text('petId'),
    };
    const chosen = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''));
    setCounted(chosen);
    count.run({ command: 'replay', dryRun: true, ...chosen });
  };

  return (
    <>
      <form class="filters" onSubmit={dryRun} onInput={() => setCounted(undefined)}>
        <label>
          From
          <input type="datetime-local" step={1} name="from" />
        </label>
        <label>
          To
          <input type="datetime-local" step={1} name="to" />
        </label>
        <label>
          Type
          <select name="type">
            <option value="">any</option>
            <option>PetCreated</option>
            <option>PetUpdated</option>
            <option>PetDeleted</option>
          </select>
        </label>
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

const instantOf = (local: string): string => (local === '' ? '' : new Date(local).toISOString());

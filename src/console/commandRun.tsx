import type { JsonObject } from '../domain/json.ts';
import { CommandOutput } from './commandOutput.tsx';
import { useCommandRun } from './useCommandRun.ts';

/** A button that runs a command of the command line, and what the command says. */
export function CommandRun({ label, command }: { label: string; command: JsonObject }) {
  const running = useCommandRun();
  return (
    <>
      <p class="actions">
        <button type="button" disabled={running.isRunning} onClick={() => running.run(command)}>
          {label}
        </button>
      </p>
      <CommandOutput {...running} />
    </>
  );
}

import type { ComponentChildren } from 'preact';
import type { JsonObject } from '../domain/jsonValue.ts';
import { CommandOutput } from './commandOutput.tsx';
import { useCommandRun } from './useCommandRun.ts';

interface CommandRunProps {
  label: string;
  command: JsonObject;
  /** What stands beside the button. */
  children?: ComponentChildren;
}

/** A button that runs a command of the command line, and what the command says. */
export function CommandRun({ label, command, children }: CommandRunProps) {
  const running = useCommandRun();
  return (
    <>
      <p class="actions">
        <button type="button" disabled={running.isRunning} onClick={() => running.run(command)}>
          {label}
        </button>
        {children}
      </p>
      <CommandOutput {...running} />
    </>
  );
}

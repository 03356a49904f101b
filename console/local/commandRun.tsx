import type { ComponentChildren } from 'preact';
import type { LocalCommand } from '../../src/client/localClient.ts';
import { CommandOutput } from './commandOutput.tsx';
import { useCommandRun } from './useCommandRun.ts';

interface CommandRunProps {
  label: string;
  command: LocalCommand;
  /** What is beside the button. */
  children?: ComponentChildren;
}

/** A button that runs a command of the command line, and the command's output. */
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

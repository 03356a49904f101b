import { useEffect, useRef, useState } from 'preact/hooks';
import type { LocalCommand } from '../../src/client/localClient.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import { local } from '../service/local.ts';

/** The state of a command of the command line. */
export interface CommandRunState {
  isRunning: boolean;
  /** Its newest line of progress. */
  progress?: string;
  /** What it printed: JSON, or `{text}`. */
  output: JsonObject[];
  /** Its exit code, once it has ended; null if it was stopped. */
  code?: number | null;
  problem?: unknown;
}

export interface CommandRunning extends CommandRunState {
  run(command: LocalCommand): void;
  stop(): void;
  /** Forgets what was printed. */
  clear(): void;
}

/** Runs one command at a time on this machine's service. Leaving the view stops it. */
export function useCommandRun(): CommandRunning {
  const [state, setState] = useState<CommandRunState>({ isRunning: false, output: [] });
  const leaving = useRef<AbortController>(undefined);
  const stop = () => leaving.current?.abort();
  useEffect(() => stop, []);

  const run = async (command: LocalCommand) => {
    leaving.current = new AbortController();
    const { signal } = leaving.current;
    const output: JsonObject[] = [];
    const show = (more: Partial<CommandRunState>) =>
      setState((before) => ({ ...before, ...more, output: [...output] }));
    setState({ isRunning: true, output });
    try {
      for await (const { event, data } of local.run(command, { signal })) {
        if (event === 'progress') show({ progress: data.text });
        if (event === 'output') output.push(data);
        if (event === 'end') show({ code: data.code });
      }
      show({ isRunning: false });
    } catch (problem) {
      if (signal.aborted) show({ isRunning: false, code: null });
      else show({ isRunning: false, problem });
    }
  };
  const clear = () => setState({ isRunning: false, output: [] });
  return { ...state, run: (command) => void run(command), stop, clear };
}

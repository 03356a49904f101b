import { useEffect, useRef, useState } from 'preact/hooks';
import type { JsonObject } from '../domain/jsonValue.ts';
import { open, Refusal } from './api.ts';
import { serverEvents } from './serverEvents.ts';

/** A command of the command line, as far as it is. */
export interface CommandRunState {
  isRunning: boolean;
  /** Its newest line about how far it is. */
  progress?: string;
  /** What it printed: JSON, or `{text}`. */
  output: JsonObject[];
  /** Its exit code, once it has ended; null where it was ended. */
  code?: number | null;
  problem?: unknown;
}

export interface CommandRunning extends CommandRunState {
  run(command: JsonObject): void;
  stop(): void;
}

/** Runs one command at a time on this machine's service. Whoever leaves the view ends it. */
export function useCommandRun(): CommandRunning {
  const [state, setState] = useState<CommandRunState>({ isRunning: false, output: [] });
  const leaving = useRef<AbortController>(undefined);
  const stop = () => leaving.current?.abort();
  useEffect(() => stop, []);

  const run = async (command: JsonObject) => {
    leaving.current = new AbortController();
    const { signal } = leaving.current;
    const output: JsonObject[] = [];
    const show = (more: Partial<CommandRunState>) =>
      setState((before) => ({ ...before, ...more, output: [...output] }));
    setState({ isRunning: true, output });
    try {
      const response = await open({ method: 'POST', path: '/_local/commands', body: command }, signal);
      if (!response.ok) throw new Refusal(response.status, await response.json(), null);
      for await (const { event, data } of serverEvents(response)) {
        const value = JSON.parse(data);
        if (event === 'progress') show({ progress: value.text });
        if (event === 'output') output.push(value);
        if (event === 'end') show({ code: value.code });
      }
      show({ isRunning: false });
    } catch (problem) {
      if (signal.aborted) show({ isRunning: false, code: null });
      else show({ isRunning: false, problem });
    }
  };
  return { ...state, run: (command) => void run(command), stop };
}

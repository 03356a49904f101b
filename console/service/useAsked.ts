import { useCallback, useEffect, useState } from 'preact/hooks';
import type { CallOptions } from '../../src/client/apiRequest.ts';
import { whenStale } from './whenStale.ts';

export interface Asked<Answer> {
  /** The newest answer; during another request, the one before. */
  answer: Answer | undefined;
  /** Whether that answer is still to another question. */
  isOld: boolean;
  /** Why there is no newer answer. */
  problem: unknown;
  /** Whether there is neither an answer nor a problem yet. */
  isLoading: boolean;
  /** Asks again. */
  reload(): void;
}

/**
 * The answer to a question, which `key` stands for. It is asked again when the key changes, when it may be out of date
 * (`whenStale`), and `everyMs` if given. With the key null, nothing is asked.
 */
export function useAsked<Answer>(
  key: string | null,
  ask: (options: CallOptions) => Promise<Answer>,
  everyMs?: number,
): Asked<Answer> {
  const [state, setState] = useState<{ key?: string; answer?: Answer; problem?: unknown }>({});
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  useEffect(() => whenStale(reload), [reload]);

  useEffect(() => {
    if (key === null) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    let timer: number | undefined;
    const askOnce = async () => {
      try {
        const answer = await ask({ signal });
        if (!signal.aborted) setState({ key, answer });
      } catch (problem) {
        if (!signal.aborted) setState((before) => ({ ...before, problem }));
      }
      if (everyMs !== undefined && !signal.aborted) timer = window.setTimeout(askOnce, everyMs);
    };
    void askOnce();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [key, round, everyMs]);

  const isLoading = key !== null && state.answer === undefined && state.problem === undefined;
  const { answer, problem } = state;
  return { answer, problem, isOld: state.key !== key, isLoading, reload };
}

import { useCallback, useEffect, useState } from 'preact/hooks';
import { type ApiRequest, send } from './api.ts';

export interface Asked<T> {
  /** The newest answer; while another request is under way, the one before. */
  answer?: T;
  /** Why there is no newer answer. */
  problem?: unknown;
  /** Asks again. */
  reload(): void;
}

/** The answer to a request, asked again when the request changes, and `everyMs` where given; null asks nothing. */
export function useAnswer<T>(request: ApiRequest | null, everyMs?: number): Asked<T> {
  const [state, setState] = useState<{ answer?: T; problem?: unknown }>({});
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const key = JSON.stringify(request);

  useEffect(() => {
    if (!request) return;
    const leaving = new AbortController();
    let timer: number | undefined;
    const ask = async () => {
      try {
        const answer = await send<T>(request, leaving.signal);
        if (!leaving.signal.aborted) setState({ answer });
      } catch (problem) {
        if (!leaving.signal.aborted) setState((before) => ({ ...before, problem }));
      }
      if (everyMs !== undefined && !leaving.signal.aborted) timer = window.setTimeout(ask, everyMs);
    };
    void ask();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [key, round, everyMs]);

  return { ...state, reload };
}

import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ApiRequest, CallOptions } from '../../src/client/apiRequest.ts';

/** What sends requests: the API's client or the local one. */
interface Sender {
  send<Answer>(request: ApiRequest<Answer>, options: CallOptions): Promise<Answer>;
}

export interface Asked<Answer> {
  /** The newest answer; during another request, the one before. */
  answer?: Answer;
  /** Why there is no newer answer. */
  problem?: unknown;
  /** Asks again. */
  reload(): void;
}

/** The answer to a request. It is asked again when the request changes, and `everyMs` if given. Null asks nothing. */
export function useAnswer<Answer>(sender: Sender, request: ApiRequest<Answer> | null, everyMs?: number): Asked<Answer> {
  const [state, setState] = useState<{ answer?: Answer; problem?: unknown }>({});
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const key = JSON.stringify(request);

  useEffect(() => {
    if (!request) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    let timer: number | undefined;
    const ask = async () => {
      try {
        const answer = await sender.send(request, { signal });
        if (!signal.aborted) setState({ answer });
      } catch (problem) {
        if (!signal.aborted) setState((before) => ({ ...before, problem }));
      }
      if (everyMs !== undefined && !signal.aborted) timer = window.setTimeout(ask, everyMs);
    };
    void ask();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [key, round, everyMs]);

  return { ...state, reload };
}

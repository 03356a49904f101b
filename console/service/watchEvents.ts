import type { ServerEvent } from '../../src/client/serverEvents.ts';
import { local } from './local.ts';

const AGAIN_MS = 2_000;

/**
 * Takes the events of a stream of this machine's service. A connection that is lost is made again, and the events go on
 * where they were. An EventSource does that too, but sends no token. `connected` is told of every change, with the
 * problem where there is one. Returns what ends it.
 */
export function watchEvents(
  path: string,
  take: (event: ServerEvent) => void,
  connected: (isConnected: boolean, problem?: unknown) => void = () => {},
): () => void {
  const leaving = new AbortController();
  const { signal } = leaving;
  let lastId: string | undefined;
  const read = async () => {
    const options = {
      ...(lastId !== undefined && { lastId }),
      opened: () => connected(true),
      sawId: (id: string) => {
        lastId = id;
      },
    };
    for await (const event of local.events(path, { signal, ...options })) take(event);
  };
  const keepReading = async () => {
    while (!signal.aborted) {
      await read().then(
        () => connected(false),
        (problem) => signal.aborted || connected(false, problem),
      );
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  };
  void keepReading();
  return () => leaving.abort();
}

import { useEffect, useState } from 'preact/hooks';
import { addressOf } from '../../src/client/apiRequest.ts';
import type { News } from '../../src/client/news.ts';
import { baseUrl } from '../service/baseUrl.ts';
import { ownCommands } from '../service/ownCommands.ts';
import { type Flow, withNews } from './flow.ts';

export interface LiveFlows {
  /** Newest first. */
  flows: Flow[];
  isConnected: boolean;
}

/** News comes in bursts. The page is drawn once for all of this time. */
const DRAW_EVERY_MS = 50;

/**
 * Every change on its way, as it happens. On this machine the service tells of them, beginning with its last 200 news;
 * elsewhere these are the changes that this page makes. `isPaused` freezes the flows, and what it held back follows.
 */
export function useLiveFlows(isLocal: boolean, isPaused: boolean): LiveFlows {
  const [live, setLive] = useState<LiveFlows>({ flows: [], isConnected: false });

  useEffect(() => {
    let flows: Flow[] = [];
    let timer: number | undefined;
    const draw = (isConnected: boolean) => {
      clearTimeout(timer);
      timer = window.setTimeout(() => setLive({ flows, isConnected }), DRAW_EVERY_MS);
    };
    const take = (news: News) => {
      flows = withNews(flows, news);
      draw(true);
    };
    const end = isLocal ? watchService(take, draw) : ownCommands.watch((data) => take({ type: 'command', data }));
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [isLocal]);

  const [kept, setKept] = useState<Flow[]>([]);
  useEffect(() => {
    if (!isPaused) setKept(live.flows);
  }, [live.flows, isPaused]);
  return { ...live, flows: isPaused ? kept : live.flows };
}

/** The browser restores a connection that was lost, and the news go on where they were. */
function watchService(take: (news: News) => void, draw: (isConnected: boolean) => void) {
  const source = new EventSource(addressOf('/_local/live', baseUrl));
  source.addEventListener('open', () => draw(true));
  source.addEventListener('error', () => draw(false));
  for (const type of ['command', 'delivery', 'message'] as const) {
    source.addEventListener(type, ({ data }) => take({ type, data: JSON.parse(data) } as News));
  }
  return () => source.close();
}

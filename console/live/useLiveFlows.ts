import { useEffect, useState } from 'preact/hooks';
import type { News } from '../../src/client/news.ts';
import { ownCommands } from '../service/ownCommands.ts';
import { watchEvents } from '../service/watchEvents.ts';
import { type Flow, withNews } from './flow.ts';

export interface LiveFlows {
  /** Newest first. */
  flows: Flow[];
  isConnected: boolean;
  /** Why there is no connection. */
  problem?: unknown;
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
    const draw = (isConnected: boolean, problem?: unknown) => {
      clearTimeout(timer);
      timer = window.setTimeout(() => setLive({ flows, isConnected, problem }), DRAW_EVERY_MS);
    };
    const take = (news: News) => {
      flows = withNews(flows, news);
      draw(true);
    };
    const end = isLocal
      ? watchEvents('/_local/live', ({ event, data }) => take({ type: event, data: JSON.parse(data) } as News), draw)
      : ownCommands.watch((data) => take({ type: 'command', data }));
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

import { useEffect, useState } from 'preact/hooks';
import type { News } from '../localNews.ts';
import { addressOf, ownCommands } from './api.ts';
import { type Flow, withNews } from './flow.ts';

export interface LiveFlows {
  /** Newest first. */
  flows: Flow[];
  isConnected: boolean;
}

/** News come in bursts; the page is drawn once for those of this time. */
const DRAW_EVERY_MS = 50;

/**
 * Every change on its way, as it happens: on this machine from the service's own news, which begin with the last 200;
 * elsewhere the changes that this page makes. `isPaused` keeps the flows as they are; what happened meanwhile follows.
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
    const end = isLocal ? watchService(take, draw) : watchPage(take);
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

/** A connection that was lost is made again by the browser, and goes on where it was. */
function watchService(take: (news: News) => void, draw: (isConnected: boolean) => void) {
  const source = new EventSource(addressOf('/_local/live'));
  source.addEventListener('open', () => draw(true));
  source.addEventListener('error', () => draw(false));
  for (const type of ['command', 'delivery', 'message'] as const) {
    source.addEventListener(type, ({ data }) => take({ type, data: JSON.parse(data) } as News));
  }
  return () => source.close();
}

const made: News[] = [];
ownCommands.addEventListener('command', (event) => {
  made.push({ type: 'command', data: (event as CustomEvent).detail });
  if (made.length > 200) made.shift();
});

function watchPage(take: (news: News) => void) {
  for (const news of made) take(news);
  const told = (event: Event) => take({ type: 'command', data: (event as CustomEvent).detail });
  ownCommands.addEventListener('command', told);
  return () => ownCommands.removeEventListener('command', told);
}

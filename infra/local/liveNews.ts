import type { News } from '../../src/client/news.ts';

export type NewsItem = News & { id: string };

const KEPT = 200;

/** What happens in the service, for those who watch; the newest news are kept for those who come later. */
export class LiveNews {
  private readonly recent: NewsItem[] = [];
  private readonly watchers = new Set<(item: NewsItem) => void>();
  /** Makes the ids of this run differ from those of the runs before. */
  private readonly run = Date.now().toString(36);
  private told = 0;

  tell(news: News): void {
    const item = { ...news, id: `${this.run}-${++this.told}` };
    this.recent.push(item);
    if (this.recent.length > KEPT) this.recent.shift();
    for (const watcher of this.watchers) watcher(item);
  }

  /** Tells what is kept, from behind the item `lastId` where that is known, and then everything as it happens. */
  watch(watcher: (item: NewsItem) => void, lastId?: string): () => void {
    const seen = this.recent.findIndex(({ id }) => id === lastId) + 1;
    for (const item of this.recent.slice(seen)) watcher(item);
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }
}

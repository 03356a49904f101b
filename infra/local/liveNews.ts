import type { StreamFunction } from './faultPlan.ts';

/** A change that a caller asked for, once it was answered. Times are milliseconds since 1970, with fractions. */
export interface CommandNews {
  /** The id that the response and the event carry. */
  requestId: string;
  method: string;
  path: string;
  status: number;
  petId: string | null;
  version: number | null;
  startedAt: number;
  endedAt: number;
}

/** An event as a stream function got it. */
export interface DeliveredRecord {
  eventId: string;
  petId: string;
  version: number;
  type: string;
  requestId: string;
  occurredAt: string;
}

/** Records of the stream, delivered to a function: taken, or with the error why they will be delivered again. */
export interface DeliveryNews {
  function: StreamFunction;
  startedAt: number;
  endedAt: number;
  /** How often the first of the records was delivered, this time included. */
  attempt: number;
  error: string | null;
  records: DeliveredRecord[];
}

/** A pet's message that the bus took. */
export interface MessageNews {
  eventId: string;
  petId: string;
  version: number;
  type: string;
  source: string;
  requestId: string;
  at: number;
}

export type News =
  | { type: 'command'; data: CommandNews }
  | { type: 'delivery'; data: DeliveryNews }
  | { type: 'message'; data: MessageNews };

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

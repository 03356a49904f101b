import type { MessageNews, PetSubject } from '../../src/client/news.ts';
import { epochMs } from './epochMs.ts';
import type { BusNews } from './eventBus.ts';

/** The message that the bus took; undefined for other news of the bus, and for messages that are not about a pet. */
export function messageNews(news: BusNews): MessageNews | undefined {
  if (news.type !== 'published') return undefined;
  const { source, detail, 'detail-type': type } = news.event;
  const { eventId, petId, version, requestId } = (detail.metadata ?? {}) as Partial<MessageNews>;
  if (typeof eventId !== 'string' || typeof petId !== 'string') return undefined;
  const { name, type: species } = (detail.pet ?? {}) as Partial<PetSubject>;
  const pet = detail.pet ? { name: String(name), type: String(species) } : null;
  return { eventId, petId, version: Number(version), type, source, requestId: String(requestId), at: epochMs(), pet };
}

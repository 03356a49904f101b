import { concurrently } from '../dynamo/concurrently.ts';
import type { Reply } from '../http/http.ts';
import { invalidParameter, type Problem } from '../http/problems.ts';
import { replySpace } from '../http/replySpace.ts';
import { parseLeaf } from '../log/leafText.ts';
import type { LogStore } from '../log/logStore.ts';
import { readLeaves } from '../log/readTile.ts';
import { type PetEventStore, petStream, type RecordedPetEvent } from '../streams/petStream.ts';
import { eventView } from './eventView.ts';
import { type MessageParts, messageView } from './messageView.ts';

/** What events in the order of the log are read from. */
export interface LoggedParts extends Pick<PetEventStore, 'at'> {
  log: LogStore;
}

const CONCURRENCY = 16;

/**
 * A page of the events in the order of the log, behind an index. Each has its index, one more than the one before it: a
 * reader who keeps the last one misses nothing, whatever any clock says.
 */
export async function listLogged(
  { at, log, personalData }: LoggedParts & MessageParts,
  { after, limit, as }: { after: number; limit: number; as: 'messages' | undefined },
): Promise<Reply | Problem> {
  const start = after + 1;
  const found = await readLeaves(log, Math.max(after, 0), start + limit + 1);
  // Who has seen an index that is not there yet has followed another log, and would miss what comes.
  if (after >= 0 && found.length === 0) return invalidParameter('/query/after', 'must be an index that the log has');
  const leaves = after >= 0 ? found.slice(1) : found;
  const events: RecordedPetEvent[] = [];
  await concurrently(CONCURRENCY, [...leaves.slice(0, limit).entries()], async ([place, text]) => {
    const { streamId, version } = parseLeaf(petStream.idAttribute, text);
    const event = await at(streamId, version);
    // A gap would look like the end: it is a fault, which verify explains.
    if (!event) throw new Error(`The event with index ${start + place} is not in the table.`);
    events[place] = event;
  });

  const fits = replySpace();
  const views = events.map((event, place) => ({
    index: start + place,
    ...(as ? messageView(event, { personalData }) : eventView(event)),
  }));
  const end = views.findIndex((view) => !fits(view));
  const items = end < 0 ? views : views.slice(0, end);
  const caughtUp = items.length === leaves.length;
  const next = new URLSearchParams({ after: String(after + items.length), limit: String(limit), ...(as && { as }) });
  return {
    status: 200,
    ...(!caughtUp && { headers: { link: `</events?${next}>; rel="next"` } }),
    body: { items, nextCursor: null, caughtUp },
  };
}

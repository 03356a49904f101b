import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { backOff } from '../dynamo/backOff.ts';
import { concurrently } from '../dynamo/concurrently.ts';
import { Unavailable } from '../faults/unavailable.ts';
import { entryBytes, MAX_ENTRY_BYTES } from '../messages/petEntry.ts';

/** PutEvents takes this many entries (API reference, "PutEvents"), of the size of one in all. */
const ENTRIES_PER_REQUEST = 10;
/** Requests under way at once. */
const CONCURRENCY = 4;
/** How long a request to a bus that does not answer takes, its repetitions included (src/dynamo/translateFaults.ts). */
const LONGEST_REQUEST_MS = 5_000;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;

/** The errors of an entry that another attempt may mend (API reference, "PutEventsResultEntry"). */
const RETRIABLE = new Set<string | undefined>(['InternalFailure', 'ThrottlingException']);

/**
 * Publishes entries. Those that fail are tried again, they alone, as long as there is time: `remainingMs` tells how
 * much. Returns the entries that were not published, and the last fault. An entry that is not returned is on the bus,
 * at least once.
 */
export async function publishEntries(
  client: EventBridgeClient,
  entries: readonly PutEventsRequestEntry[],
  remainingMs: () => number,
): Promise<{ unpublished: Set<PutEventsRequestEntry>; fault?: unknown }> {
  const unpublished = new Set(entries);
  let fault: unknown;
  let pending: PutEventsRequestEntry[] = [...entries];

  for (let attempt = 0; pending.length > 0 && remainingMs() > LONGEST_REQUEST_MS; attempt++) {
    if (attempt > 0) await backOff(attempt, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
    const requests = inRequests(pending);
    pending = [];
    await concurrently(CONCURRENCY, requests, async (request) => {
      if (remainingMs() <= LONGEST_REQUEST_MS) return;
      const outcome = await put(client, request);
      for (const entry of outcome.published) unpublished.delete(entry);
      pending.push(...outcome.retriable);
      fault = outcome.fault ?? fault;
    });
  }
  return { unpublished, fault };
}

/** Consecutive entries, as many in each request as PutEvents takes. */
export function inRequests(entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] {
  const requests: PutEventsRequestEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const last = requests.at(-1);
    bytes += entryBytes(entry);
    if (last && last.length < ENTRIES_PER_REQUEST && bytes <= MAX_ENTRY_BYTES) {
      last.push(entry);
    } else {
      requests.push([entry]);
      bytes = entryBytes(entry);
    }
  }
  return requests;
}

interface Outcome {
  published: PutEventsRequestEntry[];
  retriable: PutEventsRequestEntry[];
  fault?: unknown;
}

/** A request that succeeds may hold entries that failed: the results are in the order of the entries. */
async function put(client: EventBridgeClient, request: PutEventsRequestEntry[]): Promise<Outcome> {
  try {
    const { Entries: results = [] } = await client.send(new PutEventsCommand({ Entries: request }));
    const failure = results.find(({ EventId }) => !EventId);
    return {
      published: request.filter((_, index) => results[index]?.EventId),
      retriable: request.filter((_, index) => RETRIABLE.has(results[index]?.ErrorCode)),
      ...(failure && { fault: new Error(`The bus refused an entry: ${failure.ErrorCode} ${failure.ErrorMessage}`) }),
    };
  } catch (fault) {
    return { published: [], retriable: fault instanceof Unavailable ? request : [], fault };
  }
}

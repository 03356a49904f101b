import { setTimeout as sleep } from 'node:timers/promises';
import { SETTLING_MS } from '../eventStore/feedPage.ts';
import { idsFrom } from '../eventStore/nextEventId.ts';
import { petEntry } from '../messages/petEntry.ts';
import type { Replay } from '../messages/petMessageSchemas.ts';
import { publishEntries } from '../projections/publishEntries.ts';
import type { RecordedPetEvent } from '../streams/petStream.ts';
import { batched } from './linesOf.ts';
import { counted } from './print.ts';
import { CommandFailure, type Target } from './target.ts';

/** Events that are published before the next are read, and before how far it is is kept. */
const WINDOW = 500;
/** How many events of the feed are read at once. */
const READ_AT_ONCE = 500;
/** A bus that takes nothing for so long is out. */
const PATIENCE_MS = 60_000;

/** The events to tell again: `from` is included, `to` is not; both in milliseconds since 1970. */
export interface ReplayQuery {
  from: number;
  to?: number;
  type?: string;
  petId?: string;
}

/** The events that a query asks for, as far as they have settled, in the order of their ids; a pet's in its versions'. */
export async function* eventsToReplay(
  { store }: Target,
  { from, to = Number.POSITIVE_INFINITY, type, petId }: ReplayQuery,
  above = idsFrom(from),
): AsyncGenerator<RecordedPetEvent> {
  const below = idsFrom(Math.min(to, Date.now() - SETTLING_MS));
  if (petId === undefined && above >= below) return;
  const events = petId === undefined ? store.feed({ above, below, count: READ_AT_ONCE }) : store.read(petId);
  for await (const event of events) {
    const { eventId } = event;
    if (eventId > above && eventId < below && (type === undefined || event.type === type)) yield event;
  }
}

interface ReplayOptions {
  replay: Replay;
  /** Events a second. */
  rate: number;
  /** Called when all events up to this id are on the bus. */
  published(events: number, lastEventId: string): void;
}

/**
 * Publishes events again, through the publisher's own code, as `pets.replay`. An event of a pet is sent when the one before
 * it was taken. Throws where the bus takes no more; going on behind the last id that was told repeats a window at most.
 */
export async function replayEvents(
  target: Pick<Target, 'bus'>,
  events: AsyncIterable<RecordedPetEvent>,
  { replay, rate, published }: ReplayOptions,
): Promise<void> {
  if (!target.bus)
    throw new CommandFailure('An engine alone has no event bus. Name a stage, or the data folder of a local service.');
  const { name, client } = target.bus;
  for await (const window of batched(events, Math.min(WINDOW, rate))) {
    const start = performance.now();
    for (const wave of wavesOf(window)) {
      const deadline = performance.now() + PATIENCE_MS;
      const entries = wave.map((event) => petEntry(name, event, { replay }));
      const { unpublished, fault } = await publishEntries(client, entries, () => deadline - performance.now());
      if (unpublished.size > 0)
        throw new CommandFailure(
          `The bus does not take ${counted(unpublished.size, 'event')}: ${(fault as Error)?.message}`,
        );
    }
    published(window.length, window.at(-1)!.eventId);
    await sleep(Math.max(0, (window.length / rate) * 1000 - (performance.now() - start)));
  }
}

/** Entries that are sent together arrive in any order: so no two of a wave are of the same pet. */
function wavesOf(window: readonly RecordedPetEvent[]): RecordedPetEvent[][] {
  const waves: RecordedPetEvent[][] = [];
  const waveOf = new Map<string, number>();
  for (const event of window) {
    const wave = waveOf.get(event.streamId) ?? 0;
    waveOf.set(event.streamId, wave + 1);
    waves[wave] = [...(waves[wave] ?? []), event];
  }
  return waves;
}

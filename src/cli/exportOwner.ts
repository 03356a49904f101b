import { eventView } from '../queries/eventView.ts';
import { petsOfOwner } from './petsOfOwner.ts';
import { startProgress } from './print.ts';
import type { Target } from './target.ts';
import { writeOutput } from './writeOutput.ts';

/**
 * Writes everything that is stored of one owner as one JSON object: of each pet, the events after which it was theirs. The
 * times when it was someone else's are left out. `total` is about how many events there are to look at.
 */
export async function exportOwner(
  target: Target,
  file: string,
  ownerId: string,
  segments: number,
  total: number,
): Promise<void> {
  const progress = startProgress('events', total);
  const petIds = await petsOfOwner(target, ownerId, segments, (events) => progress.set(events)).finally(() =>
    progress.end(),
  );
  async function* text() {
    yield `{"ownerId":${JSON.stringify(ownerId)},"exportedAt":${JSON.stringify(new Date().toISOString())},"pets":[`;
    for (const [index, petId] of petIds.entries()) {
      const events: object[] = [];
      for await (const event of target.store.read(petId))
        if (event.state?.ownerId === ownerId) events.push(eventView(event));
      yield `${index === 0 ? '' : ','}\n${JSON.stringify({ petId, events })}`;
    }
    yield ']}\n';
  }
  await writeOutput(file, text());
}

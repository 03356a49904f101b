import { examinePet } from '../support/examinePet.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import type { Ground } from './ground.ts';

export interface LostReplies {
  /** Requests to DynamoDB that stored an event, and whose reply never came. */
  lost: number;
  acknowledged: number;
  /** Commands that were told of a conflict, where there was no other writer. */
  falseConflicts: number;
  /** Commands that were told to try again. */
  unavailable: number;
  events: number;
  /** What is wrong with the history and the row. */
  findings: number;
}

/** One writer creates a pet and changes it; the reply to the first request that stores each event is lost. */
export async function lostReplies({ service, client, loseReplies }: Ground, commands: number): Promise<LostReplies> {
  const petId = 'unheard';
  const statuses: (number | undefined)[] = [];
  loseReplies(true);
  for (let n = 0; n < commands; n++) {
    const body = JSON.stringify({ petId, name: 'Fido', type: 'dog', visits: n });
    const { status } = parsed(
      n === 0
        ? await service.invoke('createPet', gatewayEvent('POST /pets', { body }))
        : await service.invoke('updatePet', gatewayEvent('PATCH /pets/{petId}', { pathParameters: { petId }, body })),
    );
    statuses.push(status);
  }
  const lost = loseReplies(false);
  const { items, faults, wrongInRow } = await examinePet(client, petId);
  const events = items.length;
  const answered = (...wanted: number[]) => statuses.filter((status) => wanted.includes(status!)).length;
  return {
    lost,
    acknowledged: answered(200, 201),
    falseConflicts: answered(409, 412),
    unavailable: answered(503),
    events,
    findings: faults.length + wrongInRow.length,
  };
}

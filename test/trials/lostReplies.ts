import { verifyStream } from '../../src/projections/verifyStream.ts';
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
  /** What `pets verify` finds. */
  findings: number;
}

/** One writer creates a pet and changes it; the reply to the first request that stores each event is lost. */
export async function lostReplies({ service, target, loseReplies }: Ground, commands: number): Promise<LostReplies> {
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
  const { events, findings } = await verifyStream(target, petId);
  const answered = (...wanted: number[]) => statuses.filter((status) => wanted.includes(status!)).length;
  return {
    lost,
    acknowledged: answered(200, 201),
    falseConflicts: answered(409, 412),
    unavailable: answered(503),
    events,
    findings: findings.length,
  };
}

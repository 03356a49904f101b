import { inReadingOrder } from '../domain/pet.ts';
import { asPreferred } from '../http/asPreferred.ts';
import { etagOf } from '../http/etagOf.ts';
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import type { Reply } from '../http/http.ts';
import { petAfter, type RecordedPetEvent } from '../streams/petStream.ts';

/** The reply to a change: the pet as the event left it, or as little as the caller prefers. */
export function petReply(request: GatewayEvent, status: 200 | 201 | 202, event: RecordedPetEvent): Reply {
  const pet = petAfter(event);
  const headers = { etag: etagOf(event.version), ...(status === 201 && { location: `/pets/${event.streamId}` }) };
  return asPreferred(request, { status, headers, body: pet && inReadingOrder(pet) });
}

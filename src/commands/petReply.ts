import { inReadingOrder } from '../domain/pet.ts';
import { petAfter, type RecordedEvent } from '../eventStore/recordedEvent.ts';
import { asPreferred } from '../http/asPreferred.ts';
import { etagOf } from '../http/etagOf.ts';
import type { GatewayEvent } from '../http/gatewayEvent.ts';
import type { Reply } from '../http/http.ts';

/** The reply to a change: the pet as the event left it, or as little as the caller prefers. */
export function petReply(request: GatewayEvent, status: 200 | 201, event: RecordedEvent): Reply {
  const pet = petAfter(event);
  const headers = { etag: etagOf(event.version), ...(status === 201 && { location: `/pets/${event.petId}` }) };
  return asPreferred(request, { status, headers, body: pet && inReadingOrder(pet) });
}

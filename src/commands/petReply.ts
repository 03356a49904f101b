import { inReadingOrder } from '../domain/pet.ts';
import { petAfter, type RecordedEvent } from '../events/recordedEvent.ts';
import { etagOf } from '../http/etags.ts';
import type { Reply } from '../http/http.ts';
import { asPreferred } from '../http/preferences.ts';
import type { GatewayEvent } from '../http/request.ts';

/** The reply to a change: the pet as the event left it, or as little as the caller prefers. */
export function petReply(request: GatewayEvent, status: 200 | 201, event: RecordedEvent): Reply {
  const pet = petAfter(event);
  const headers = { etag: etagOf(event.version), ...(status === 201 && { location: `/pets/${event.petId}` }) };
  return asPreferred(request, { status, headers, body: pet && inReadingOrder(pet) });
}

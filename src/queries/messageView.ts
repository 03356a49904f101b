import { petDetail } from '../messages/petDetail.ts';
import type { RecordedPetEvent } from '../streams/petStream.ts';

/** An event as subscribers of the bus are told of it, without the envelope that a delivery adds. */
export const messageView = (event: RecordedPetEvent) => ({
  source: 'pets',
  'detail-type': event.type,
  detail: petDetail(event),
});

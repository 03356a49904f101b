import { petDetail, type Telling } from '../messages/petDetail.ts';
import type { RecordedPetEvent } from '../streams/petStream.ts';

/** Whether subscribers are told of personal data; not unless set. */
export type MessageParts = Pick<Telling, 'personalData'>;

/** An event as subscribers of the bus are told of it, without the envelope that a delivery adds. */
export const messageView = (event: RecordedPetEvent, { personalData }: MessageParts = {}) => ({
  source: 'pets',
  'detail-type': event.type,
  detail: petDetail(event, { personalData }),
});

import { type ApiRequest, queryOf, request } from '../client/apiRequest.ts';
import type { WholeMessage } from './wholeMessage.ts';

interface MessagesPage {
  items: WholeMessage[];
  nextCursor: string | null;
}

/** The requests for events as messages. They take the scope pets:audit where tokens carry scopes. */
export const messageRequests = {
  /** At most `limit` of a pet's messages behind a version, oldest first. */
  ofPet: (petId: string, after: number, limit: number): ApiRequest<MessagesPage> =>
    request(
      'GET',
      `/pets/${encodeURIComponent(petId)}/history${queryOf({ as: 'messages', after: after || undefined, limit })}`,
    ),
  /** A page of all pets' messages, in the order of their events' ids, behind a cursor. */
  ofAll: (cursor: string | undefined): ApiRequest<MessagesPage & { caughtUp: boolean }> =>
    request('GET', `/events${queryOf({ as: 'messages', cursor, limit: 100 })}`),
  /** A page of all pets' messages in the order of the log, behind an index; -1 for all. */
  logged: (after: number): ApiRequest<{ items: (WholeMessage & { index: number })[]; caughtUp: boolean }> =>
    request('GET', `/events${queryOf({ as: 'messages', after, limit: 100 })}`),
};

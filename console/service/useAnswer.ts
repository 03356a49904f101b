import type { ApiRequest, CallOptions } from '../../src/client/apiRequest.ts';
import { type Asked, useAsked } from './useAsked.ts';

/** What sends requests: the API's client or the local one. */
interface Sender {
  send<Answer>(request: ApiRequest<Answer>, options: CallOptions): Promise<Answer>;
}

/** The answer to a request, asked again as `useAsked` does. Null asks nothing. */
export const useAnswer = <Answer>(
  sender: Sender,
  request: ApiRequest<Answer> | null,
  everyMs?: number,
): Asked<Answer> => useAsked(request && JSON.stringify(request), (options) => sender.send(request!, options), everyMs);

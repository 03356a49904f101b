import { localClient } from '../../src/client/localClient.ts';
import { baseUrl } from './baseUrl.ts';
import { token } from './token.ts';

/** The endpoints beside the API of a service on this machine, asked with the caller's token. */
export const local = localClient(baseUrl, token.headers);

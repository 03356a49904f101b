import { localClient } from '../../src/client/localClient.ts';
import { baseUrl } from './baseUrl.ts';

/** The endpoints beside the API of a service on this machine. */
export const local = localClient(baseUrl);

import type { ReadyRequest } from '../../src/client/apiRequest.ts';
import { awsSigner } from '../../src/client/awsSigner.ts';
import { keepText, keptText } from '../frame/keptText.ts';
import { type AwsSession, awsSessionIn } from './awsSessionIn.ts';

const KEY = 'pets-session';

const read = (text: string | null) => awsSessionIn(text ?? '', location.hostname);

let current = read(keptText('sessionStorage', KEY));
let sign = signerOf(current);

/** The caller's session at AWS, which signs requests to a stage with `iam`; undefined without one. Closing the tab forgets it. */
export const session = {
  get: (): AwsSession | undefined => current,
  /** A request's headers, signed where there is a session. */
  sign: (request: ReadyRequest): Promise<Record<string, string>> => sign(request),
  /** Keeps the session that a text holds; null forgets it. */
  set(text: string | null): void {
    current = read(text);
    sign = signerOf(current);
    keepText('sessionStorage', KEY, current ? text : null);
  },
};

function signerOf(known: AwsSession | undefined): (request: ReadyRequest) => Promise<Record<string, string>> {
  return known ? awsSigner(known) : async ({ headers }) => headers;
}

import { type ApiRequest, addressOf, headersOf } from '../../src/client/apiRequest.ts';
import { baseUrl } from '../service/baseUrl.ts';
import { token } from '../service/token.ts';

/** The request as a command line for a POSIX shell. A token stays out of it: a variable stands in its place. */
export function curlOf(request: ApiRequest): string {
  const { method, path, body } = request;
  return [
    'curl -i',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    quoted(addressOf(path, baseUrl)),
    ...Object.entries(headersOf(request)).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(token.get() ? ['-H "authorization: Bearer $PETS_TOKEN"'] : []),
    ...(body ? [`--data ${quoted(JSON.stringify(body))}`] : []),
  ].join(' ');
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

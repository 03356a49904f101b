import { type ApiRequest, addressOf, headersOf } from './api.ts';
import { token } from './token.ts';

/** The request as a command line for a POSIX shell. A token stands in it by the name of a variable. */
export function curlOf(request: ApiRequest): string {
  const { method, path, body } = request;
  return [
    'curl -i',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    quoted(addressOf(path)),
    ...Object.entries(headersOf(request)).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(token.get() ? ['-H "authorization: Bearer $PETS_TOKEN"'] : []),
    ...(body ? [`--data ${quoted(JSON.stringify(body))}`] : []),
  ].join(' ');
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

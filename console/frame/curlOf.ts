import { type ApiRequest, addressOf, headersOf } from '../../src/client/apiRequest.ts';
import { baseUrl } from '../service/baseUrl.ts';
import { session } from '../service/session.ts';
import { token } from '../service/token.ts';

/** The request as a command line for a POSIX shell. Secrets stay out of it: variables stand in their place. */
export function curlOf(request: ApiRequest): string {
  const { method, path, body } = request;
  return [
    'curl -i',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    quoted(addressOf(path, baseUrl)),
    ...Object.entries(headersOf(request)).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...authorizationOf(),
    ...(body ? [`--data ${quoted(JSON.stringify(body))}`] : []),
  ].join(' ');
}

function authorizationOf(): string[] {
  const signed = session.get();
  if (!signed) return token.get() ? ['-H "authorization: Bearer $PETS_API_TOKEN"'] : [];
  return [
    `--aws-sigv4 aws:amz:${signed.region}:execute-api --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`,
    '-H "x-amz-security-token: $AWS_SESSION_TOKEN"',
  ];
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

import { InvalidArgumentError } from 'commander';
import { routes } from '../routes.ts';

/** What the API answers at itself. */
const OWN = new Set(routes.map(({ path }) => path.split('/')[1]));

/** Reads the URL of an API. It may be under a path, as behind a proxy; but it is not one of the API's own routes. */
export function apiUrlOption(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const base = url && `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  const isApi = url && /^https?:$/.test(url.protocol) && [base, `${base}/`].includes(url.href);
  if (!isApi || url.pathname.split('/').some((part) => part !== '' && OWN.has(part)))
    throw new InvalidArgumentError('It must be a URL such as http://127.0.0.1:3000, without a route or anything else.');
  return base!;
}

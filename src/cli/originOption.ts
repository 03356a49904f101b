import { InvalidArgumentError } from 'commander';

/** Reads an option that names a server by its URL, which has no path: the commands know theirs. */
export function originOption(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (!isOrigin)
    throw new InvalidArgumentError('It must be a URL such as http://127.0.0.1:3000, without a path or anything else.');
  return url.origin;
}

import { useEffect, useState } from 'preact/hooks';

/** Where the page is: of `#/pets/029340?version=2` the path's segments and the query. */
export interface Place {
  path: string[];
  query: URLSearchParams;
}

type Query = Record<string, string | number | undefined>;

/** Reads a location's hash. */
export function placeOf(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const segments = path.split('/').filter((segment) => segment !== '');
  return { path: segments.map(decoded), query: new URLSearchParams(query) };
}

/** A link to a place of the page; parameters that are undefined or empty are left out. */
export function href(path: readonly string[], query: Query = {}): string {
  return `#/${path.map(encodeURIComponent).join('/')}${search(query)}`;
}

/** The query of an address, `?` included; empty where nothing is given. */
export function search(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))}`;
}

/** Goes to a place; with `replace`, the back button does not lead to the present one. */
export function go(link: string, { replace = false } = {}): void {
  if (replace) location.replace(link);
  else location.hash = link;
}

/** The present place, anew whenever it changes. */
export function usePlace(): Place {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return placeOf(hash);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

import { useEffect, useState } from 'preact/hooks';
import { queryOf } from '../../src/client/apiRequest.ts';

/** Where the page is. Of `#/pets/029340?version=2`, these are the segments of the path and the query. */
export interface Place {
  path: string[];
  query: URLSearchParams;
}

/** A link to a place of the page. Parameters that are undefined or empty are left out. */
export function href(path: readonly string[], query: Record<string, string | number | undefined> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== '');
  return `#/${path.map(encodeURIComponent).join('/')}${queryOf(Object.fromEntries(given))}`;
}

/** Goes to a place. With `replace`, the back button does not lead to the present one. */
export function go(link: string, { replace = false } = {}): void {
  if (replace) location.replace(link);
  else location.hash = link;
}

/** The present place, updated whenever it changes. */
export function usePlace(): Place {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return placeOf(hash);
}

function placeOf(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const segments = path.split('/').filter((segment) => segment !== '');
  return { path: segments.map(decoded), query: new URLSearchParams(query) };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

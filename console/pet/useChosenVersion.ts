import { useEffect, useRef, useState } from 'preact/hooks';
import { go, href } from '../frame/place.ts';

/** A slider would change the address about 200 times in a few seconds, which browsers refuse. */
const SETTLED_MS = 200;

/** The version of a pet that is shown, undefined for the newest, and a function that chooses another. */
type ChosenVersion = [number | undefined, (version: number | undefined) => void];

/** The version that the address names, or the one chosen since. The address follows once the choice has settled. */
export function useChosenVersion(petId: string, query: URLSearchParams): ChosenVersion {
  const named = query.get('version');
  const [chosen, setChosen] = useState<number>();
  const settling = useRef<number>(undefined);

  useEffect(() => setChosen(undefined), [named]);
  useEffect(() => () => clearTimeout(settling.current), []);

  const choose = (version: number | undefined) => {
    clearTimeout(settling.current);
    setChosen(version);
    if (version === undefined) return;
    const { hash } = location;
    settling.current = window.setTimeout(() => {
      // If the person went elsewhere meanwhile, they stay there.
      if (location.hash === hash) go(href(['pets', petId], { version }), { replace: true });
    }, SETTLED_MS);
  };
  const version = chosen ?? Number(named || Number.NaN);
  return [Number.isInteger(version) ? version : undefined, choose];
}

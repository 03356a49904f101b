import { useEffect, useState } from 'preact/hooks';
import { local } from './local.ts';

const AGAIN_MS = 2_000;

/** Whether the service runs on this machine; undefined until the first answer. A question that failed is asked again. */
export function useLocal(): boolean | undefined {
  const [isLocal, setLocal] = useState<boolean>();
  useEffect(() => {
    let timer: number | undefined;
    const ask = () =>
      local.isLocal().then(setLocal, () => {
        setLocal(false);
        timer = window.setTimeout(ask, AGAIN_MS);
      });
    void ask();
    return () => clearTimeout(timer);
  }, []);
  return isLocal;
}

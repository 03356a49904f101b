import { useEffect, useState } from 'preact/hooks';
import { send } from './api.ts';

let asked: Promise<boolean> | undefined;

/** Whether the service runs on this machine, with its endpoints beside the API; undefined until that is known. */
export function useLocal(): boolean | undefined {
  const [isLocal, setLocal] = useState<boolean>();
  useEffect(() => {
    asked ??= send({ method: 'GET', path: '/_local/faults' }).then(
      () => true,
      () => false,
    );
    void asked.then(setLocal);
  }, []);
  return isLocal;
}

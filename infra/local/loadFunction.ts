import { pathToFileURL } from 'node:url';
import { BUNDLES } from '../build/bundles.ts';
import { type Handler, running } from './handler.ts';
import { type Invoke, invoking } from './invoking.ts';

let copies = 0;

/** Loads a function from its bundle: a copy of its own each time, as a bundle reads its environment when it is loaded. */
export async function loadFunction(name: string): Promise<Invoke> {
  const { handler } = (await import(`${pathToFileURL(BUNDLES).href}${name}.mjs?copy=${++copies}`)) as {
    handler: Handler;
  };
  return invoking(name, running(name, handler));
}

import { type Handler, running } from '../../infra/local/handler.ts';
import { type Invoke, invoking } from '../../infra/local/invoking.ts';
import type { FunctionName } from '../../src/functions.ts';

/** How many environments Lambda keeps of each function here. */
export const INSTANCES = 2;

/** The functions that a run calls. */
const NAMES: readonly FunctionName[] = [
  'createPet',
  'updatePet',
  'deletePet',
  'restorePet',
  'showPet',
  'listPets',
  'projectPets',
  'publishPets',
  'rebuildPets',
];

/** Calls a function in one of its environments. */
export type Instances = (name: string, instance: number) => Invoke;

/** Loads the bundles of a folder, several times each: a query makes the module system keep them apart. */
export async function loadInstances(bundles: string): Promise<Instances> {
  const loaded = new Map<string, Invoke>();
  for (const name of NAMES) {
    for (let instance = 0; instance < INSTANCES; instance++) {
      const { handler } = (await import(`${bundles}${name}.mjs?instance=${instance}`)) as { handler: Handler };
      loaded.set(`${name} ${instance}`, invoking(name, running(name, handler)));
    }
  }
  return (name, instance) => loaded.get(`${name} ${instance}`)!;
}

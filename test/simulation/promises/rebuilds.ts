import type { ServicePromise } from './promise.ts';

export const rebuildsDoNoHarm: ServicePromise = {
  name: 'a rebuild beside traffic takes no row for a stray one, and fails by a fault only',
  breaches: ({ rebuilds, faults, late }) =>
    rebuilds.flatMap(({ invocation, answer, failure }) => {
      const wasStruck = late.has(invocation) || faults.some((fault) => fault.invocation === invocation);
      if (failure !== undefined) return wasStruck ? [] : [`${invocation} failed without any fault: ${failure}`];
      return answer!.strays.map((petId) => `${invocation} took the row of ${petId} for a stray one`);
    }),
};

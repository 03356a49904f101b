import type { ServicePromise } from './promise.ts';

export const faultsAreTold: ServicePromise = {
  name: 'a fault is 503 with Retry-After, and only a fault is',
  breaches: ({ calls, faults, late }) =>
    calls.flatMap(({ requestId, invocation, request, answer, failure }) => {
      const wasStruck = late.has(invocation) || faults.some((fault) => fault.invocation === invocation);
      const told = `${requestId} (${request.kind}) was answered with ${answer?.status ?? failure}`;
      if (answer === undefined) return failure?.startsWith('Crashed') ? [] : [told];
      if (answer.status < 500) return [];
      if (answer.status !== 503 || answer.headers['retry-after'] === undefined) return [told];
      return wasStruck ? [] : [`${told}, without any fault`];
    }),
};
